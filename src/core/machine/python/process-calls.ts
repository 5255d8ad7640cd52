/** The calls of the system that are about the process itself: its environment, memory and end. */
import type { Guest } from './guest.ts';
import { ProcessEnded } from './guest.ts';

const PAGE = 65_536;
/** 128 and SIGKILL. */
const KILLED = 137;
const encoder = new TextEncoder();

/** The memory that a process may grow. */
export interface Growable {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** Asks for more memory as a process of the machine: not more than there is, and not more than a process may have. */
function growMemory(guest: Guest, memory: Growable, wanted: number): number {
  const most = guest.kernel.limits.pythonMemory;
  if (wanted > most) {
    guest.kernel.events.limitHit('pythonMemory', `${most} bytes of memory in Python`);
    // What asks for a lot at once is told that it cannot have it; what takes more and more meets the end that Linux has for it.
    if (wanted - memory.buffer.byteLength > most / 2) return 0;
    throw new ProcessEnded(KILLED);
  }
  const before = memory.buffer.byteLength;
  const size = Math.min(most, Math.max(wanted, Math.ceil(before * 1.2)));
  try {
    memory.grow(Math.ceil((size - before) / PAGE));
  } catch {
    return 0;
  }
  const { memory: shown } = guest.shell.process;
  guest.kernel.processes.change(guest.pid, { memory: shown + size - before });
  return 1;
}

/** The calls by name; none of them can fail. */
export function processCalls(guest: Guest, memory: () => Growable) {
  const lines = Object.entries(guest.startingEnvironment).map(([name, value]) => encoder.encode(`${name}=${value}\0`));
  const end = (code: number): never => {
    throw new ProcessEnded(code & 0xff);
  };
  return {
    environ_sizes_get: (count: number, size: number): number => {
      guest.memory.setU32(count, lines.length);
      guest.memory.setU32(
        size,
        lines.reduce((sum, line) => sum + line.length, 0),
      );
      return 0;
    },
    environ_get: (pointers: number, buffer: number): number => {
      let at = buffer;
      lines.forEach((line, index) => {
        guest.memory.setU32(pointers + index * 4, at);
        guest.memory.write(at, line);
        at += line.length;
      });
      return 0;
    },
    random_get: (buffer: number, length: number): number => {
      guest.memory.write(
        buffer,
        Uint8Array.from({ length }, () => guest.draw.int(0, 255)),
      );
      return 0;
    },
    emscripten_get_heap_max: (): number => guest.kernel.limits.pythonMemory,
    emscripten_resize_heap: (wanted: number): number => growMemory(guest, memory(), wanted >>> 0),
    exit: end,
    proc_exit: end,
    _abort_js: (): never => end(134),
    _emscripten_runtime_keepalive_clear: (): void => undefined,
    _Py_emscripten_runtime: (): number => 0,
    __call_sighandler: (): void => undefined,
  };
}
