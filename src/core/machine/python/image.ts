/** What the interpreter is made of. Where it lies is up to the host of the machine. */
export interface PythonImage {
  /** CPython as a WebAssembly module. */
  readonly wasm: Uint8Array;
  /** Its library by path: `json/decoder.pyc`, and `sitecustomize.py`, which makes it the Python of the machine. */
  readonly library: ReadonlyMap<string, Uint8Array>;
}

/** Gives the image; undefined where there is none. */
export type PythonSource = () => Promise<PythonImage | undefined>;
