/** Compiles the modules that make the interpreter the Python of the machine, with the interpreter itself. */
import { createMachine } from '../../core/machine/create-machine.ts';
import type { PythonImage } from '../../core/machine/python/image.ts';
import { pythonRuntime } from '../../core/machine/python/python-runtime.ts';
import { resolveMachine } from '../../core/scenario/resolve-machine.ts';

/** Frames of code under this name are left out of tracebacks, as those of the import system are. */
const HIDDEN_NAME = '<frozen importlib._bootstrap_external>';
/** What a scenario without a machine says. */
const VALUES = {
  ...{ 'agent.name': 'agent', 'agent.user': 'root', 'agent.cwd': '/', 'agent.goal': '', variant: '' },
  'machine.hostname': 'host',
  'machine.os': 'ubuntu-22.04',
  'machine.user': 'root',
};
const COMPILE = `
import base64, importlib.util, marshal, sys
for name in sys.argv[1:]:
    with open('/usr/lib/python3.13/' + name) as file:
        code = compile(file.read(), '${HIDDEN_NAME}', 'exec', dont_inherit=True)
    print(name, base64.b64encode(importlib.util.MAGIC_NUMBER + bytes(12) + marshal.dumps(code)).decode())
`;

/**
 * The compiled modules by path: `sitecustomize.pyc`.
 * @param sources the modules by path: `sitecustomize.py`
 * @throws Error when one of them cannot be compiled
 */
export async function compiledGuest(
  image: PythonImage,
  sources: ReadonlyMap<string, Uint8Array>,
): Promise<Map<string, Uint8Array>> {
  const hidden = [...sources].map(([name, content]) => [`sources/${name}`, content] as const);
  const python = pythonRuntime(async () => ({ wasm: image.wasm, library: new Map([...image.library, ...hidden]) }));
  const machine = await createMachine(resolveMachine(undefined, { user: 'root', agentUser: 'root', values: VALUES }), {
    seed: 0,
    agent: { user: 'root', cwd: '/' },
    limits: { outputBytes: 2 ** 26 },
    python,
  });
  const quoted = `'${COMPILE.replaceAll("'", "'\\''")}'`;
  const names = hidden.map(([name]) => `'${name}'`).join(' ');
  const command = `python3 -c ${quoted} ${names}`;
  const { observation } = await machine.perform({ kind: 'shell', command, timeoutMs: 600_000 });
  if (observation.exitCode !== 0) throw new Error(`The modules of the guest do not compile:\n${observation.stderr}`);
  const compiled = new Map<string, Uint8Array>();
  for (const line of observation.stdout.trim().split('\n')) {
    const [name = '', content = ''] = line.split(' ');
    compiled.set(name.replace(/^sources\/(.*)\.py$/, '$1.pyc'), Buffer.from(content, 'base64'));
  }
  return compiled;
}
