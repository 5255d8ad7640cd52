/** The interpreter as machines share it: it is loaded when the first of them needs it, and once. */
import type { Python, PythonRuntime } from '../shell/contracts.ts';
import type { PythonSource } from './image.ts';
import { loadInterpreter } from './interpreter.ts';
import { runPython } from './python-process.ts';

export type { PythonRuntime } from '../shell/contracts.ts';

/** A runtime that takes the interpreter from a source. */
export function pythonRuntime(source: PythonSource): PythonRuntime {
  let loaded: Promise<Python | undefined> | undefined;
  const load = async (): Promise<Python | undefined> => {
    const image = await source();
    const interpreter = image && (await loadInterpreter(image));
    return interpreter && { run: (words, call) => runPython(interpreter, words, call) };
  };
  return {
    load: () => {
      loaded ??= load();
      return loaded;
    },
  };
}
