/** The interpreter as machines share it: it is loaded when the first of them needs it, and once. */
import type { PythonSource } from './image.ts';
import { type Interpreter, loadInterpreter } from './interpreter.ts';

export interface PythonRuntime {
  /** The interpreter; undefined where there is none. */
  load(): Promise<Interpreter | undefined>;
}

/** A runtime that takes the interpreter from a source. */
export function pythonRuntime(source: PythonSource): PythonRuntime {
  let loaded: Promise<Interpreter | undefined> | undefined;
  return {
    load: () => {
      loaded ??= source().then((image) => (image ? loadInterpreter(image) : undefined));
      return loaded;
    },
  };
}
