/** Where the interpreter lies: in the package, or, when Redline runs from its sources, in that of just-bash. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PythonImage } from '../../core/machine/python/image.ts';
import { unpacked } from './archive.ts';
import { compiledGuest } from './compile-guest.ts';
import { unzipped } from './zip.ts';

/** Names of the two files of the package. */
export const IMAGE_FILES = { wasm: 'python.wasm', library: 'library.bin' } as const;

/** Parts of the library that have no use on a machine without screens, or that would show what the interpreter runs on. */
const LEFT_OUT =
  /^(?:turtle|_android_support|_ios_support|_apple_support|_aix_support|_osx_support|antigravity)\.pyc$|^(?:pydoc_data|ctypes\/macholib|idlelib|tkinter|turtledemo|ensurepip|test|site-packages)\/|\.(?:rst|bat|css|txt)$|fetch_macholib$|README/;
const VENDOR = 'node_modules/just-bash/vendor/cpython-emscripten';
const GUEST = 'src/core/machine/python/guest';

/** Reads the image that the package holds, or makes it from the sources; undefined where neither is. */
export async function readPythonImage(): Promise<PythonImage | undefined> {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const packaged = join(folder, 'python');
    if (existsSync(join(packaged, IMAGE_FILES.wasm))) {
      return {
        wasm: readFileSync(join(packaged, IMAGE_FILES.wasm)),
        library: unpacked(readFileSync(join(packaged, IMAGE_FILES.library))),
      };
    }
    if (existsSync(join(folder, VENDOR)) && existsSync(join(folder, GUEST))) return makePythonImage(folder);
    if (folder === dirname(folder)) return undefined;
  }
}

/** Makes the image from what lies under the root of the sources. */
export async function makePythonImage(root: string): Promise<PythonImage> {
  const wasm = readFileSync(join(root, VENDOR, 'python.wasm'));
  const library = unzipped(readFileSync(join(root, VENDOR, 'python313.zip')));
  for (const name of library.keys()) if (LEFT_OUT.test(name)) library.delete(name);
  const sources = new Map<string, Uint8Array>();
  for (const name of readdirSync(join(root, GUEST), { recursive: true, encoding: 'utf8' }).sort()) {
    if (name.endsWith('.py')) sources.set(name.replaceAll('\\', '/'), readFileSync(join(root, GUEST, name)));
  }
  const compiled = await compiledGuest({ wasm, library }, sources);
  // What stands in for installed packages shows its lines in tracebacks, as those would.
  const shown = [...sources].filter(([name]) => name.startsWith('stand_ins/'));
  return { wasm, library: new Map([...library, ...compiled, ...shown]) };
}
