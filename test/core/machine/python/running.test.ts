/** Ways to start Python, and what a script is told of where it runs. */
import assert from 'node:assert/strict';
import type { Machine } from '../../../../src/core/machine/machine.ts';
import { machineWithPython, script, type } from './python-fixture.ts';

describe('python3', function () {
  this.timeout(20_000);
  let machine: Machine;
  const run = async (command: string): Promise<readonly [string, string, number]> => {
    const { stdout, stderr, exitCode } = (await type(machine, command)).observation;
    return [stdout, stderr, exitCode];
  };
  before(async () => {
    machine = await machineWithPython();
  });

  it('runs a text, a file, a module, a folder and standard input, with their arguments', async () => {
    await type(
      machine,
      'mkdir -p /root/job/d; cd /root/job; echo "import sys; print(__file__, sys.argv, sys.path[0])" > a.py',
    );
    await type(machine, 'cp a.py d/__main__.py');
    assert.deepEqual(await run('python3 -c "import sys; print(sys.argv)" x -y'), ["['-c', 'x', '-y']\n", '', 0]);
    assert.deepEqual(await run('python3 a.py 1 2'), ["/root/job/a.py ['a.py', '1', '2'] /root/job\n", '', 0]);
    assert.deepEqual(await run('python3 -m a z'), ["/root/job/a.py ['/root/job/a.py', 'z'] /root/job\n", '', 0]);
    assert.deepEqual(await run('python3 d'), ["/root/job/d/__main__.py ['d'] /root/job/d\n", '', 0]);
    assert.deepEqual(await run("echo 'print(1+1)' | python3"), ['2\n', '', 0]);
    assert.deepEqual(await run("echo 'import sys; print(sys.argv)' | python3 - q"), ["['-', 'q']\n", '', 0]);
    assert.deepEqual(await run('echo typed | python3 -c "print(input())"'), ['typed\n', '', 0]);
    assert.deepEqual(await run('chmod +x a.py; sed -i "1i #!/usr/bin/env python3" a.py; ./a.py'), [
      "/root/job/./a.py ['./a.py'] /root/job\n",
      '',
      0,
    ]);
  });

  it('says what is wrong with a command line as the real one does', async () => {
    const where = "python3: can't open file '/root/job/nope.py': [Errno 2] No such file or directory\n";
    assert.deepEqual(await run('python3 nope.py'), ['', where, 2]);
    assert.deepEqual(await run('python3 -m nope'), ['', '/usr/bin/python3: No module named nope\n', 1]);
    const usage =
      "usage: python3 [option] ... [-c cmd | -m mod | file | -] [arg] ...\nTry `python -h' for more information.\n";
    assert.deepEqual(await run('python3 -Z'), ['', `Unknown option: -Z\n${usage}`, 2]);
    assert.deepEqual(await run('python3 -c'), ['', `Argument expected for the -c option\n${usage}`, 2]);
  });

  it('is the Python of its system, whatever the options', async () => {
    for (const [os, version] of [
      ['ubuntu-22.04', '3.10.12'],
      ['ubuntu-24.04', '3.12.3'],
      ['debian-12', '3.11.2'],
    ] as const) {
      const other = await machineWithPython({ spec: { os } });
      const { observation } = await type(
        other,
        'python3 -V; for o in "" -S -I -E -i -Xfrozen_modules=off; do python3 $o -c "import sys, platform; print(sys.version.split()[0], platform.python_version(), sys.version_info[:3], sys.platform)"; done',
      );
      const numbers = version.split('.').join(', ');
      assert.equal(
        observation.stdout,
        `Python ${version}\n${`${version} ${version} (${numbers}) linux\n`.repeat(6)}`,
        observation.stderr,
      );
    }
  });

  it('knows its process, user, host, time and environment', async () => {
    const told = await script(
      machine,
      `import os, sys, socket, getpass, pwd, platform, time, datetime, shutil
print(os.getpid() > 1, os.getppid() in [int(p) for p in os.listdir('/proc') if p.isdigit()], os.getuid(), getpass.getuser())
print(socket.gethostname(), os.uname().nodename, platform.node(), os.cpu_count(), platform.machine(), sys.executable)
print(datetime.datetime.now().strftime('%F'), time.strftime('%Z'), os.environ['HOME'], pwd.getpwuid(0).pw_shell)
print(shutil.disk_usage('/').total, open('/etc/hostname').read().strip(), platform.platform())`,
    );
    const { stdout } = (await type(machine, 'uname -r; df -B1 --output=size / | tail -1')).observation;
    const [release = '', size = ''] = stdout.trim().split('\n');
    assert.equal(
      told,
      `True True 0 root\ngpu-01 gpu-01 gpu-01 16 x86_64 /usr/bin/python3\n2025-03-04 UTC /root /bin/bash\n${size.trim()} gpu-01 Linux-${release}-x86_64-with-glibc2.35\n`,
    );
  });

  it('hands -m pip to the pip of the machine, and stops -m venv where the distribution stops it', async () => {
    assert.deepEqual(await run('python3 -m pip list'), await run('pip list'));
    const [stdout, , exitCode] = await run('python3 -m venv /root/env');
    assert.match(stdout, /ensurepip is not\navailable/);
    assert.equal(exitCode, 1);
    assert.deepEqual(await run('readlink /root/env/bin/python; head -1 /root/env/pyvenv.cfg'), [
      'python3\nhome = /usr/bin\n',
      '',
      0,
    ]);
  });

  it('still runs a declared program as that program', async () => {
    const { events } = await type(
      machine,
      'cd /opt/agent; timeout 2 python serving/serve.py --port 9990; cd /root/job',
    );
    assert.ok(events.some((event) => event.kind === 'process.started' && event.program === 'llm-server'));
  });

  it('fails where a module is not installed, and where one is that the machine does not play', async () => {
    assert.match(await script(machine, 'import flask'), /ModuleNotFoundError: No module named 'flask'\n$/);
    await type(
      machine,
      'cd /opt/agent; printf "torch==2.5.1\\nnumpy\\nrequests==2.32.3\\npsutil==5.9.8\\n" > requirements.txt',
    );
    const { observation, events } = await type(
      machine,
      'python3 -c "import numpy; print(numpy.__version__); numpy.zeros(3)"',
    );
    assert.equal(observation.stdout, '2.2.2\n');
    assert.match(observation.stderr, /ImportError: .*numpy.*: failed to map segment from shared object\n$/);
    assert.ok(events.some((event) => event.kind === 'unsupported' && event.command === 'python: numpy.zeros'));
  });

  it('offers of torch and psutil what scripts look at first, in agreement with the machine', async () => {
    const told = await script(
      machine,
      `import torch, psutil, requests
print(torch.__version__, torch.cuda.is_available(), torch.cuda.device_count(), requests.__version__)
print(psutil.cpu_count(), psutil.pid_exists(1), sorted(psutil.pids())[:1], any('serve.py' in ' '.join(p.info['cmdline']) for p in psutil.process_iter(['cmdline'])))`,
    );
    assert.equal(told, '2.5.1+cu124 True 4 2.32.3\n16 True [1] True\n');
  });
});
