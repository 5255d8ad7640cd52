/**
 * Makes the interpreter count errors as Linux does. It was compiled for a system that gives them other numbers and other texts, and a
 * script sees both: `[Errno 2] No such file or directory`.
 */
import { indexOfBytes } from '../../files/bytes.ts';

/** Numbers of the compiled C library that it sets or compares with itself, and those of Linux. */
const NUMBERS: ReadonlyMap<number, number> = new Map([
  [1, 7],
  [2, 13],
  [8, 9],
  [10, 16],
  [12, 10],
  [20, 17],
  [28, 22],
  [29, 5],
  [31, 21],
  [32, 40],
  [33, 24],
  [37, 36],
  [44, 2],
  [48, 12],
  [51, 28],
  [52, 38],
  [54, 20],
  [55, 39],
  [59, 25],
  [60, 6],
  [63, 1],
]);
const CONST = 0x41;
const EQ = 0x46;
const NE = 0x47;
const TEE = 0x22;
/** `i32.const 31; i32.store`: the interpreter finds that it opened a folder. */
const STORE_IS_FOLDER = Uint8Array.of(CONST, 31, 0x36, 2, 0);
const STORE = Uint8Array.of(0x36, 2, 0);
const LOAD = Uint8Array.of(0x28, 2, 0);

/** The module with the numbers of Linux where it sets and compares its own. The module that is given stays as it is. */
export function withLinuxErrors(binary: Uint8Array): Uint8Array {
  const module = Uint8Array.from(binary);
  const variable = addressOfErrno(module);
  const direct = Uint8Array.of(CONST, ...variable);
  for (let at = indexOfBytes(module, direct); at !== -1; at = indexOfBytes(module, direct, at + 1)) {
    const next = at + direct.length;
    if (module[next] === CONST && follows(module, next + 2, STORE)) translate(module, next + 1);
    else if (follows(module, next, LOAD)) translateCompared(module, next + LOAD.length);
  }
  const loaded = Uint8Array.of(CONST, 0, 0x28, 2, ...variable);
  for (let at = indexOfBytes(module, loaded); at !== -1; at = indexOfBytes(module, loaded, at + 1)) {
    translateCompared(module, at + loaded.length);
  }
  return module;
}

/** The bytes of the constant that is the address of `errno`. */
function addressOfErrno(module: Uint8Array): Uint8Array {
  for (let at = indexOfBytes(module, STORE_IS_FOLDER); at !== -1; at = indexOfBytes(module, STORE_IS_FOLDER, at + 1)) {
    const constant = module.subarray(at - 4, at);
    const isLong = constant.every((byte, index) => (index < 3 ? byte >= 0x80 : byte < 0x80));
    if (module[at - 5] === CONST && isLong) return constant.slice();
  }
  throw new RangeError(
    'The interpreter is not the one that this was made for: it does not set the number of an error as expected.',
  );
}

function follows(module: Uint8Array, at: number, bytes: Uint8Array): boolean {
  return bytes.every((byte, index) => module[at + index] === byte);
}

function translate(module: Uint8Array, at: number): void {
  const number = NUMBERS.get(module[at] ?? 0);
  if (number !== undefined) module[at] = number;
}

/** A value that was loaded is compared with a constant, after it was kept perhaps. */
function translateCompared(module: Uint8Array, at: number): void {
  const constant = module[at] === TEE ? at + 2 : at;
  const comparison = module[constant + 2];
  if (module[constant] === CONST && (comparison === EQ || comparison === NE)) translate(module, constant + 1);
}

/** Texts of Linux by number; the last are those that the interpreter needs under numbers of its own. */
const TEXTS: ReadonlyMap<number, string> = new Map([
  [1, 'Operation not permitted'],
  [2, 'No such file or directory'],
  [3, 'No such process'],
  [4, 'Interrupted system call'],
  [5, 'Input/output error'],
  [7, 'Argument list too long'],
  [9, 'Bad file descriptor'],
  [10, 'No child processes'],
  [11, 'Resource temporarily unavailable'],
  [12, 'Cannot allocate memory'],
  [13, 'Permission denied'],
  [14, 'Bad address'],
  [16, 'Device or resource busy'],
  [17, 'File exists'],
  [18, 'Invalid cross-device link'],
  [19, 'No such device'],
  [20, 'Not a directory'],
  [21, 'Is a directory'],
  [22, 'Invalid argument'],
  [24, 'Too many open files'],
  [25, 'Inappropriate ioctl for device'],
  [28, 'No space left on device'],
  [29, 'Illegal seek'],
  [30, 'Read-only file system'],
  [32, 'Broken pipe'],
  [33, 'Numerical argument out of domain'],
  [34, 'Numerical result out of range'],
  [36, 'File name too long'],
  [38, 'Function not implemented'],
  [39, 'Directory not empty'],
  [40, 'Too many levels of symbolic links'],
  [88, 'Socket operation on non-socket'],
  [92, 'Protocol not available'],
  [95, 'Operation not supported'],
  [97, 'Address family not supported by protocol'],
  [98, 'Address already in use'],
  [99, 'Cannot assign requested address'],
  [101, 'Network is unreachable'],
  [104, 'Connection reset by peer'],
  [106, 'Transport endpoint is already connected'],
  [107, 'Transport endpoint is not connected'],
  [110, 'Connection timed out'],
  [111, 'Connection refused'],
  [113, 'No route to host'],
  [115, 'Operation now in progress'],
  [6, 'Resource temporarily unavailable'],
  [26, 'Operation now in progress'],
  [27, 'Interrupted system call'],
]);
/** Texts of failed look-ups of names, in order; the block of them that the module has is longer. */
const LOOKUP_TEXTS = [
  'Bad value for ai_flags',
  'Name or service not known',
  'Temporary failure in name resolution',
  'Non-recoverable failure',
  'No address',
  'ai_family not supported',
  'ai_socktype not supported',
  'Servname not supported',
  'Unknown error',
  'System error',
];
const encoder = new TextEncoder();
const FIRST_TEXT = encoder.encode('Success\0Illegal byte sequence\0');
const FIRST_SIGNAL = encoder.encode('Unknown signal\0');
const FIRST_LOOKUP = encoder.encode('Invalid flags\0Name does not resolve\0');
/** The table lies so many bytes before the texts at most. */
const NEAR = 1024;
/** Numbers that the table of texts has room for. */
const NUMBERS_OF_TABLE = 154;

/** Where the texts of errors lie in the memory of the module. */
export interface ErrorTexts {
  readonly table: number;
  readonly texts: number;
  readonly end: number;
  readonly lookups: number;
}

/**
 * Finds the texts in the memory of a module that was just made.
 * @throws RangeError when they are not where they should be
 */
export function findErrorTexts(memory: Uint8Array): ErrorTexts {
  const texts = indexOfBytes(memory, FIRST_TEXT);
  const end = indexOfBytes(memory, FIRST_SIGNAL, texts);
  const lookups = indexOfBytes(memory, FIRST_LOOKUP);
  const at = (text: string): number => indexOfBytes(memory, encoder.encode(`${text}\0`), texts) - texts;
  // In the library's own count 2 is EACCES and 3 EADDRINUSE.
  const [denied, inUse] = [at('Permission denied'), at('Address in use')];
  const entries = Uint8Array.of(denied & 0xff, denied >> 8, inUse & 0xff, inUse >> 8);
  const table = indexOfBytes(memory, entries, texts - NEAR) - 4;
  if (texts < 0 || end < 0 || lookups < 0 || table < 0) {
    throw new RangeError(
      'The interpreter is not the one that this was made for: it does not keep the texts of errors as expected.',
    );
  }
  return { table, texts, end, lookups };
}

/** Puts the texts of Linux in place. */
export function writeErrorTexts(memory: Uint8Array, { table, texts, end, lookups }: ErrorTexts): void {
  const view = new DataView(memory.buffer, memory.byteOffset);
  const known = new Map<string, number>();
  memory.set(encoder.encode('Unknown error\0'), texts);
  let at = texts + 14;
  for (let number = 0; number < NUMBERS_OF_TABLE; number += 1) view.setUint16(table + number * 2, 0, true);
  for (const [number, text] of TEXTS) {
    const bytes = encoder.encode(`${text}\0`);
    if (!known.has(text)) {
      if (at + bytes.length > end) throw new RangeError('The texts of errors are too long.');
      memory.set(bytes, at);
      known.set(text, at - texts);
      at += bytes.length;
    }
    view.setUint16(table + number * 2, known.get(text) ?? 0, true);
  }
  memory.set(encoder.encode(`${LOOKUP_TEXTS.join('\0')}\0\0`), lookups);
}
