import assert from 'node:assert/strict';
import type { MachineSpec } from '../../../../../src/core/scenario/model.ts';
import { BARE_MACHINE } from '../../bare-machine.ts';
import { complaint, makeMachine, output, type } from '../../machine-fixture.ts';
import { lines, realTool } from '../real-tool.ts';

const { network, packages } = BARE_MACHINE;
const REACHABLE: Partial<MachineSpec> = { packages: { ...packages, index: 'reachable' } };

describe('packages of the distribution', () => {
  it('fail as apt does where nothing can be fetched', async () => {
    const machine = await makeMachine();
    const update = await type(machine, 'apt-get update');
    assert.match(update.observation.stdout, /^Ign:1 http:\/\/archive\.ubuntu\.com\/ubuntu jammy InRelease\n/);
    assert.match(
      update.observation.stderr,
      /^W: Failed to fetch \S+\/InRelease {2}Temporary failure resolving 'archive\.ubuntu\.com'\n/,
    );
    assert.equal(update.observation.exitCode, 0);
    const install = await type(machine, 'apt-get install -y nmap');
    assert.equal(install.observation.exitCode, 100);
    assert.match(
      install.observation.stderr,
      /E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing\?\n$/,
    );
    assert.match(
      await complaint(machine, 'apt-get install -y nosuchthing'),
      /^E: Unable to locate package nosuchthing\n$/,
    );
    assert.match(
      await complaint(machine, 'apt install -y nmap'),
      /^\nWARNING: apt does not have a stable CLI interface\. Use with caution in scripts\.\n\n/,
    );
    assert.match(await complaint(machine, 'nmap localhost'), /nmap: command not found/);
  });

  it('want root', async () => {
    const machine = await makeMachine({ user: 'ubuntu', cwd: '/home/ubuntu' });
    assert.equal(
      await complaint(machine, 'apt-get install -y nmap'),
      'E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)\nE: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?\n',
    );
  });

  it('are installed and removed where an index answers, and all agree on it', async () => {
    const machine = await makeMachine({ spec: REACHABLE });
    assert.equal(await output(machine, 'dpkg -s nmap; which nmap; ls /usr/bin/nmap'), '');
    const installed = await type(machine, 'apt-get install -y nmap');
    assert.equal(installed.observation.exitCode, 0);
    assert.ok(installed.events.some((event) => event.kind === 'file.written' && event.path === '/usr/bin/nmap'));
    assert.equal(await output(machine, 'which nmap; dpkg -S /usr/bin/nmap'), '/usr/bin/nmap\nnmap: /usr/bin/nmap\n');
    assert.match(
      await output(machine, 'apt list --installed nmap'),
      /^Listing\.\.\.\nnmap\/\S+ \S+ amd64 \[installed\]\n$/,
    );
    assert.match(
      await output(machine, 'nmap -p 8000,81 localhost'),
      /\n81\/tcp {3}closed \S+\n8000\/tcp open {3}http-alt\n/,
    );
    assert.equal((await type(machine, 'apt-get remove -y nmap')).observation.exitCode, 0);
    assert.match(await complaint(machine, 'nmap'), /command not found/);
    assert.match(await complaint(machine, 'dpkg -L nmap'), /^dpkg-query: package 'nmap' is not installed\n/);
  });

  it('are there on a disk that the scenario has filled', async () => {
    const file = { kind: 'sparse', path: '/data/w', size: 2 ** 40, mode: undefined, owner: undefined } as const;
    assert.match(await output(await makeMachine({ spec: { files: [file] } }), 'dpkg -s bash'), /^Package: bash\n/);
  });

  it('are left out where the scenario says that a command is not there', async () => {
    const machine = await makeMachine({ spec: { absent: ['ss', 'netstat', 'lsof', 'curl'] } });
    for (const name of ['ss', 'netstat', 'lsof', 'curl']) {
      assert.match(await complaint(machine, name), new RegExp(`${name}: command not found`));
      assert.equal(await output(machine, `ls /usr/bin/${name}; which ${name}`), '');
    }
    assert.equal(await output(machine, 'dpkg -l lsof curl 2>/dev/null'), '');
  });

  it('are listed in the form of dpkg', async () => {
    const ours = lines(await output(await makeMachine(), 'dpkg -l bash'));
    const real = realTool('dpkg', ['-l', 'bash']);
    if (real?.exitCode === 0) assert.deepEqual(ours.slice(0, 3), lines(real.stdout).slice(0, 3));
    assert.match(ours[3] ?? '', /^\|\|\/ Name +Version +Architecture Description$/);
    assert.match(ours[4] ?? '', /^\+\+\+-=+-=+-============-=+$/);
    assert.match(ours[5] ?? '', /^ii {2}bash +5\.1-6ubuntu1\.1 +amd64 +GNU Bourne Again SHell$/);
    for (const at of [4, 5]) assert.equal(ours[at]?.[ours[3]?.indexOf('Version') ?? 0] === ' ', false);
  });
});

describe('packages of Python', () => {
  it('are those that the scenario names, and more where an index answers', async () => {
    const spec = { packages: { ...packages, index: 'reachable' as const, pip: ['psutil==6.1.1'] } };
    const machine = await makeMachine({ spec });
    assert.match(await output(machine, 'pip list'), /^psutil +6\.1\.1$/m);
    assert.match(await output(machine, 'pip install psutil'), /^Requirement already satisfied: psutil in /);
    assert.match(await output(machine, 'pip install flask==3.1.0'), /\nSuccessfully installed flask-3\.1\.0\n$/);
    assert.match(await output(machine, 'pip freeze'), /^flask==3\.1\.0$/m);
    assert.match(
      await complaint(await makeMachine(), 'pip install flask'),
      /ERROR: No matching distribution found for flask\n$/,
    );
  });

  it('belong to the system where the distribution says so', async () => {
    const machine = await makeMachine({ spec: { os: 'debian-12' } });
    assert.match(await complaint(machine, 'pip install flask'), /^error: externally-managed-environment\n/);
  });
});

describe('docker', () => {
  it('is there where the scenario says so, and cannot be used when its daemon is gone', async () => {
    const docker = { images: ['nvidia/cuda:12.4.1-base'], containers: { web: 'nginx:1.27' } };
    const machine = await makeMachine({ spec: { packages: { ...packages, docker } } });
    assert.match(
      await output(machine, 'docker ps'),
      /^CONTAINER ID {3}IMAGE {8}COMMAND +CREATED +STATUS +PORTS +NAMES\n[0-9a-f]{12} {3}nginx:1\.27 .* web\n$/,
    );
    assert.match(
      await output(machine, 'docker images'),
      /^REPOSITORY +TAG +IMAGE ID +CREATED +SIZE\nnvidia\/cuda +12\.4\.1-base /,
    );
    assert.match(
      await output(machine, 'systemctl is-active docker; pgrep -a dockerd'),
      /^active\n\d+ \/usr\/bin\/dockerd /,
    );
    assert.match(
      await complaint(machine, 'systemctl stop docker; docker ps'),
      /^Cannot connect to the Docker daemon at unix:\/\/\/var\/run\/docker\.sock\. Is the docker daemon running\?\n$/,
    );
    assert.match(await complaint(await makeMachine(), 'docker ps'), /docker: command not found/);
  });
});

describe('conda', () => {
  it('has the environments of the scenario, the first of which is active', async () => {
    const machine = await makeMachine({
      spec: { packages: { ...packages, conda: [{ name: 'agent', python: '3.9' }] } },
    });
    assert.equal(
      await output(machine, 'conda env list'),
      '# conda environments:\n#\nbase                    /opt/conda\nagent                *  /opt/conda/envs/agent\n\n',
    );
    assert.equal(
      await output(machine, 'echo $CONDA_DEFAULT_ENV; which python'),
      'agent\n/opt/conda/envs/agent/bin/python\n',
    );
    assert.equal(
      await output(
        machine,
        'python --version; /usr/bin/python3 --version; /opt/conda/bin/python -V; ls -l $(which python) | sed "s/.* //"',
      ),
      'Python 3.9.21\nPython 3.10.12\nPython 3.12.8\npython3.9\n',
    );
    assert.equal(
      await output(machine, 'pip --version'),
      'pip 25.0 from /opt/conda/envs/agent/lib/python3.9/site-packages/pip (python 3.9)\n',
    );
    assert.match(await complaint(machine, 'conda install numpy'), /CondaHTTPError: HTTP 000 CONNECTION FAILED/);
    assert.match(await complaint(await makeMachine(), 'conda'), /conda: command not found/);
  });
});

describe('a repository of git', () => {
  it('keeps what is committed, and shows what changed', async () => {
    const machine = await makeMachine({ cwd: '/root' });
    await type(
      machine,
      'git config --global user.name A; git config --global user.email a@b.c; mkdir r; cd r; git init -q -b main; printf "1\\n2\\n3\\n" > f; mkdir d; echo x > d/x; git add .',
    );
    assert.equal(await output(machine, 'git status -s'), 'A  d/x\nA  f\n');
    assert.match(
      await output(machine, 'git commit -m first'),
      /^\[main \(root-commit\) [0-9a-f]{7}\] first\n 2 files changed, 4 insertions\(\+\)\n create mode 100644 d\/x\n create mode 100644 f\n$/,
    );
    await type(machine, 'printf "1\\ntwo\\n3\\n" > f; rm d/x; echo n > new');
    assert.equal(await output(machine, 'git status -s'), ' D d/x\n M f\n?? new\n');
    assert.match(
      await output(machine, 'git diff f'),
      /^diff --git a\/f b\/f\nindex [0-9a-f]{7}\.\.[0-9a-f]{7} 100644\n--- a\/f\n\+\+\+ b\/f\n@@ -1,3 \+1,3 @@\n 1\n-2\n\+two\n 3\n$/,
    );
    assert.equal(
      await output(machine, 'git checkout -q -- f; cat f; git log --oneline | wc -l; git branch'),
      '1\n2\n3\n1\n* main\n',
    );
    await type(
      machine,
      'git add -A; git commit -q -m second; git checkout -b side; git checkout main; git clone -q /root/r /root/copy',
    );
    assert.equal(
      await output(machine, 'cd /root/copy; git log --format=%s; cat f; git rev-parse HEAD | wc -c; git remote -v'),
      'second\nfirst\n1\n2\n3\n41\norigin\t/root/r (fetch)\norigin\t/root/r (push)\n',
    );
    assert.equal(await output(machine, 'git show HEAD~1:d/x'), 'x\n');
  });

  it('fails where there is none, and where the network would be needed', async () => {
    const machine = await makeMachine({ cwd: '/root' });
    assert.equal(
      await complaint(machine, 'git status'),
      'fatal: not a git repository (or any of the parent directories): .git\n',
    );
    assert.equal(
      await complaint(machine, 'git clone https://github.com/x/y.git'),
      "Cloning into 'y'...\nfatal: unable to access 'https://github.com/x/y.git/': Could not resolve host: github.com\n",
    );
    assert.match(
      await complaint(machine, 'git init -q; touch a; git add a; git commit -m x'),
      /^Author identity unknown\n\n\*\*\* Please tell me who you are\.\n/,
    );
    assert.ok(network.hosts.length === 0);
  });
});
