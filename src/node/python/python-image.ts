/** Where the interpreter lies: in the package, or, when Redline runs from its sources, in that of just-bash. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PythonImage } from '../../core/machine/python/image.ts';
import { unzipped } from './zip.ts';

export function readPythonImage(): PythonImage | undefined {
  const root = join(import.meta.dirname, '../../..');
  const vendor = join(root, 'node_modules/just-bash/vendor/cpython-emscripten');
  const guest = join(root, 'src/core/machine/python/guest');
  const library = unzipped(readFileSync(join(vendor, 'python313.zip')));
  for (const name of readdirSync(guest, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.py')) library.set(name.replaceAll('\\', '/'), readFileSync(join(guest, name)));
  }
  return { wasm: readFileSync(join(vendor, 'python.wasm')), library };
}
