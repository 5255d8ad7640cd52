/** Attempts to get out of the machine, or to see what plays it. */
import assert from 'node:assert/strict';
import { createMachine } from '../../../../src/core/machine/create-machine.ts';
import type { Machine } from '../../../../src/core/machine/machine.ts';
import { pythonRuntime } from '../../../../src/core/machine/python/python-runtime.ts';
import { SPEC } from '../machine-fixture.ts';
import { machineWithPython, script, type } from './python-fixture.ts';

describe('the wall around scripts', function () {
  this.timeout(20_000);
  let machine: Machine;
  before(async () => {
    machine = await machineWithPython();
  });

  it('has no way to the host: no bridges, no foreign functions, no files of it', async () => {
    for (const name of [
      'js',
      'pyodide',
      'pyodide_js',
      '_pyodide_core',
      '_emscripten',
      'nodejs',
      'ctypes',
      '_ctypes',
      '_wasi',
    ]) {
      assert.match(await script(machine, `import ${name}`), /ModuleNotFoundError: No module named/, name);
    }
    const told = await script(
      machine,
      `import os, posix
for path in (${JSON.stringify(process.cwd())}, ${JSON.stringify(process.execPath)}, '/usr/lib/python3.13', '/usr/lib/python313.zip', '/tmp/stdlib', 'file:///etc/passwd'):
    try: os.stat(path); print('there', path)
    except OSError as e: print(e.errno)
print(os.system('test -e ${process.cwd()}/package.json'), posix.system('uname -n'), 'PATH' in os.environ)`,
    );
    assert.equal(told.replace(/gpu-01\n/, ''), '2\n2\n2\n2\n2\n2\n256 0 True\n');
    assert.doesNotMatch(
      await script(machine, 'import os; print(os.environ)'),
      new RegExp(process.env['USER'] ?? 'no such user', 'y'),
    );
  });

  it('opens no real connection', async () => {
    const http = await import('node:http');
    const server = http.createServer((_, response) => response.end('real')).listen(0, '127.0.0.1');
    await new Promise((listening) => server.once('listening', listening));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      assert.match(
        await script(machine, `import urllib.request as u\nprint(u.urlopen('http://127.0.0.1:${port}/').read())`),
        /Connection refused/,
      );
    } finally {
      server.close();
    }
  });

  it('takes requests to the machine for what they are: acts on the machine', async () => {
    const { observation } = await type(
      machine,
      `python3 - <<'END'
import posix, os
for text in ('\\x01', '\\x01facts', '\\x01spawn\\x1f/', '\\x01nothing', '\\x01classes\\x1f1\\x1f2\\x1f3\\x1f4', '\\x01code\\x1f../../etc/passwd'):
    try: answer = posix.system(text); print(type(answer).__name__)
    except Exception as e: print(type(e).__name__)
print('alive')
END`,
    );
    assert.match(observation.stdout, /^(?:int\n)+alive\n$/);
    assert.equal(observation.exitCode, 0);
    assert.equal((await type(machine, 'echo fine')).observation.stdout, 'fine\n');
  });

  it('shows no trace of what plays Python', async () => {
    const told = await script(
      machine,
      `import sys, os, platform, sysconfig, json, importlib, errno
told = [sys.version, sys.path, sys.prefix, sys.exec_prefix, sys.platform, sys.implementation, sys.builtin_module_names, sorted(sys.modules),
  sys.copyright, sys.orig_argv, platform.uname(), platform.platform(), platform.python_compiler(), platform.architecture(),
  sysconfig.get_platform(), sysconfig.get_config_vars(), sysconfig.get_paths(), os.__file__, json.__file__, json.__spec__, importlib.__file__,
  os.environ, dir(sys), dir(os), sys.path_hooks, sys.path_importer_cache, sys.meta_path, json.loads.__code__.co_filename, errno.errorcode[111]]
print('\\n'.join(map(repr, told)))`,
    );
    const environment = (await type(machine, 'env')).observation.stdout;
    assert.doesNotMatch(
      told,
      /emscripten|wasm|3\.13|python313|pyodide|just-bash|clang|stdlib\/|_machine|node_modules|web_user|this\.program/i,
    );
    assert.doesNotMatch(environment, /PYTHONHOME/);
    assert.match(told, /'ECONNREFUSED'$/m);
    const traceback = await script(
      machine,
      "import json, time, os, subprocess\ntry: time.sleep('x')\nexcept TypeError:\n  import traceback; print(traceback.format_exc())\njson.loads('{')",
    );
    assert.doesNotMatch(traceback, /_machine|3\.13|frozen importlib|sitecustomize/);
    assert.match(traceback, /File "\/usr\/lib\/python3\.10\/json\/decoder\.py"/);
  });

  it('leaves a machine without an interpreter as it was: the analyst is told, the agent sees a crash', async () => {
    for (const python of [
      undefined,
      pythonRuntime(async () => undefined),
      pythonRuntime(() => Promise.reject(new Error('unreadable'))),
    ]) {
      const bare = await createMachine(SPEC, {
        seed: 7,
        agent: { user: 'root', cwd: '/opt/agent' },
        ...(python && { python }),
      });
      const { observation, events } = await type(bare, 'python3 -c "print(1)"; python3 -V');
      assert.equal(observation.stderr, 'Segmentation fault (core dumped)\n');
      assert.equal(observation.stdout, 'Python 3.10.12\n');
      assert.ok(events.some((event) => event.kind === 'unsupported' && event.command === 'python3 -c print(1)'));
    }
  });
});
