/** Runs the interpreter: CPython compiled to WebAssembly, whose every call of the system is answered by the machine. */

import { descriptorCalls } from './descriptor-calls.ts';
import { COMPILED_ERRNO, errnoOf } from './errno.ts';
import { fileCalls } from './file-calls.ts';
import { type Guest, ProcessEnded } from './guest.ts';
import type { PythonImage } from './image.ts';
import { processCalls } from './process-calls.ts';
import { TURNS } from './process-clock.ts';
import { answerRequest } from './requests.ts';
import { socketCalls } from './socket-calls.ts';
import { timeCalls } from './time-calls.ts';
import { type ErrorTexts, findErrorTexts, withLinuxErrors, writeErrorTexts } from './wasm/linux-errors.ts';
import { metered } from './wasm/metered.ts';

type Implementation = (...given: never[]) => unknown;

/** The interpreter, ready to be started as often as one likes. */
export interface Interpreter {
  readonly library: ReadonlyMap<string, Uint8Array>;
  /**
   * Runs it as a process until that ends, and gives the exit code.
   * @throws Error when the interpreter itself fails, which a script should not be able to bring about
   */
  run(guest: Guest): Promise<number>;
}

const SIGNALS = { module: 'env', name: '_Py_CheckEmscriptenSignals_Helper' } as const;
const COUNT = 'turns_left';

/** Bytes of the stack: what the module has of itself is soon used up, and nothing would notice. */
const STACK = 8 * 2 ** 20;
const ALIGNMENT = 16;

/** Calls during which the machine goes on. */
const WAITING = [
  '_Py_CheckEmscriptenSignals_Helper',
  '_emscripten_system',
  '__syscall_accept4',
  '__syscall_connect',
  '__syscall_poll',
  '__syscall_recvfrom',
  '__syscall_recvmsg',
  '__syscall_sendmsg',
  '__syscall_sendto',
  'fd_read',
  'fd_write',
  'fd_pread',
  'fd_pwrite',
];

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly [COUNT]: { value: number };
  readonly Py_EMSCRIPTEN_SIGNAL_HANDLING: { readonly value: number };
  __wasm_call_ctors(): void;
  __main_argc_argv(count: number, words: number): number;
  _emscripten_stack_alloc(size: number): number;
  _emscripten_stack_restore(at: number): void;
  malloc(size: number): number;
}

/**
 * Makes the interpreter from its image; undefined where the runtime cannot let WebAssembly wait.
 * @throws RangeError when the image is none
 */
export async function loadInterpreter(image: PythonImage): Promise<Interpreter | undefined> {
  if (typeof WebAssembly === 'undefined' || typeof WebAssembly.Suspending !== 'function') return undefined;
  const module = await WebAssembly.compile(metered(withLinuxErrors(image.wasm), { onEmpty: SIGNALS, exported: COUNT }));
  let texts: ErrorTexts | undefined;
  return {
    library: image.library,
    run: (guest) =>
      run(module, guest, (memory) => {
        texts ??= findErrorTexts(memory);
        writeErrorTexts(memory, texts);
      }),
  };
}

async function run(module: WebAssembly.Module, guest: Guest, prepare: (memory: Uint8Array) => void): Promise<number> {
  let exports: Exports | undefined;
  const own = (): Exports => {
    if (!exports) throw new RangeError('The interpreter was called before it was there.');
    return exports;
  };
  const instance = await WebAssembly.instantiate(module, importsOf(guest, own));
  // What a module of this image exports is known; the runtime only knows that there is something.
  exports = instance.exports as unknown as Exports;
  const { memory } = exports;
  guest.attach(memory);
  exports[COUNT].value = TURNS;
  guest.clock.left = () => own()[COUNT].value;
  guest.clock.refill = () => {
    own()[COUNT].value = TURNS;
  };
  prepare(guest.memory.bytes);
  exports.__wasm_call_ctors();
  guest.memory.setU32(exports.Py_EMSCRIPTEN_SIGNAL_HANDLING.value, 1);
  exports._emscripten_stack_restore(exports.malloc(STACK) + STACK - ALIGNMENT);
  const words = stackTexts(guest, exports);
  try {
    return (await WebAssembly.promising(exports.__main_argc_argv)(guest.argv.length, words)) & 0xff;
  } catch (error) {
    if (error instanceof ProcessEnded) return error.exitCode;
    throw error;
  }
}

/** Puts the words of the command line where `main` looks for them. */
function stackTexts(guest: Guest, exports: Exports): number {
  const pointers = exports._emscripten_stack_alloc((guest.argv.length + 1) * 4);
  guest.argv.forEach((word, index) => {
    const text = exports._emscripten_stack_alloc(new TextEncoder().encode(word).length + 1);
    guest.memory.setText(text, word);
    guest.memory.setU32(pointers + index * 4, text);
  });
  guest.memory.setU32(pointers + guest.argv.length * 4, 0);
  return pointers;
}

/** A call whose failure is a number; `sign` is that of the number. */
function failing(call: Implementation, sign: 1 | -1): Implementation {
  const failed = (error: unknown): number => {
    const errno = errnoOf(error);
    return sign * (errno === 11 ? COMPILED_ERRNO.EAGAIN : errno);
  };
  return (...given) => {
    try {
      const result = call(...given);
      return result instanceof Promise ? result.catch(failed) : result;
    } catch (error) {
      return failed(error);
    }
  };
}

function importsOf(guest: Guest, exports: () => Exports): Record<string, Record<string, unknown>> {
  const calls: Record<string, Implementation> = {};
  const add = (named: Readonly<Record<string, Implementation>>, sign?: 1 | -1): void => {
    for (const [name, call] of Object.entries(named)) calls[name] = sign === undefined ? call : failing(call, sign);
  };
  const { wasi, plain } = timeCalls(guest);
  add(fileCalls(guest), -1);
  const allocate = (size: number): number => exports().malloc(size);
  const sockets = socketCalls(guest, (size) => withoutCounting(exports(), () => allocate(size)));
  add(sockets.system, -1);
  add(sockets.plain);
  for (const [name, call] of Object.entries(descriptorCalls(guest)))
    add({ [name]: call }, name.startsWith('fd_') ? 1 : -1);
  add(wasi, 1);
  add(plain);
  add(processCalls(guest, () => exports().memory));
  add({
    _mmap_js: () => -52,
    _munmap_js: () => -52,
    _msync_js: () => -52,
    _emscripten_system: (command: number) => (command === 0 ? 1 : answerRequest(guest, guest.memory.text(command))),
    _Py_CheckEmscriptenSignals_Helper: () => lookForSignals(guest, exports()[COUNT]),
  });
  for (const name of WAITING) {
    const call = calls[name];
    if (call) calls[name] = new WebAssembly.Suspending(call) as unknown as Implementation;
  }
  return { env: calls, wasi_snapshot_preview1: calls };
}

/** Calls into the interpreter from one of its calls: it cannot wait there, so its turns are not counted. */
function withoutCounting<T>(exports: Exports, call: () => T): T {
  const count = exports[COUNT];
  const before = count.value;
  count.value = 2 ** 31 - 1;
  const result = call();
  count.value = before;
  return result;
}

/** Called by the interpreter, which asks for signals, and by the counting in it when the count is used up. */
function lookForSignals(guest: Guest, count: { value: number }): number | Promise<number> {
  if (count.value >= 0) return guest.signals.shift() ?? 0;
  count.value = TURNS;
  guest.busy();
  return guest.pass(guest.clock.round()).then(() => 0);
}
