/**
 * Makes a WebAssembly module count what it does. At the start of every turn of every loop a global is counted down; when it falls below
 * zero an imported function is called, which may wait, fill it up again, or throw. So nothing that runs in the module can run for ever,
 * and how far it gets is the same on every computer, which no clock could promise.
 */
import { LOOP, skipInstruction } from './instructions.ts';
import { Reader, unsigned } from './reader.ts';

export interface Metering {
  /** Name of the imported function without parameters and with one result that is called when the count is used up. */
  readonly onEmpty: { readonly module: string; readonly name: string };
  /** Name under which the count is exported. */
  readonly exported: string;
}

const SECTION = { import: 2, global: 6, export: 7, code: 10 } as const;
const KIND = { function: 0, table: 1, memory: 2, global: 3 } as const;
const I32 = 0x7f;

/**
 * The module with the counting in it.
 * @throws RangeError when the binary is no module that can be read, or does not import the function
 */
export function metered(binary: Uint8Array, metering: Metering): Uint8Array {
  const reader = new Reader(binary, 8);
  const parts: Uint8Array[] = [binary.subarray(0, 8)];
  let imported: { readonly onEmpty: number; readonly globals: number } | undefined;
  let count = -1;
  while (reader.at < binary.length) {
    const start = reader.at;
    const id = reader.byte();
    const length = reader.unsigned();
    const body = binary.subarray(reader.at, reader.at + length);
    reader.at += length;
    if (id === SECTION.import) imported = readImports(body, metering);
    if (id === SECTION.global) {
      const own = new Reader(body).unsigned();
      count = (imported?.globals ?? 0) + own;
      parts.push(section(id, longer(body, [I32, 1, 0x41, 0, 0x0b])));
    } else if (id === SECTION.export) {
      const name = [...new TextEncoder().encode(metering.exported)];
      parts.push(section(id, longer(body, [...unsigned(name.length), ...name, KIND.global, ...unsigned(count)])));
    } else if (id === SECTION.code) {
      if (!imported || count < 0)
        throw new RangeError('The module has no globals, or does not import what it should call.');
      parts.push(section(id, meteredCode(body, checkOf(count, imported.onEmpty))));
    } else parts.push(binary.subarray(start, reader.at));
  }
  return joined(parts);
}

function readImports(body: Uint8Array, { onEmpty }: Metering): { readonly onEmpty: number; readonly globals: number } {
  const reader = new Reader(body);
  let functions = 0;
  let globals = 0;
  let found = -1;
  for (let left = reader.unsigned(); left > 0; left -= 1) {
    const module = reader.name();
    const name = reader.name();
    const kind = reader.byte();
    if (kind === KIND.function) {
      if (module === onEmpty.module && name === onEmpty.name) found = functions;
      functions += 1;
      reader.unsigned();
    } else if (kind === KIND.global) {
      globals += 1;
      reader.at += 2;
    } else {
      if (kind === KIND.table) reader.byte();
      const limited = reader.byte();
      reader.unsigned();
      if ((limited & 1) === 1) reader.unsigned();
    }
  }
  if (found < 0) throw new RangeError(`The module does not import ${onEmpty.module}.${onEmpty.name}.`);
  return { onEmpty: found, globals };
}

/** `count -= 1; if (count < 0) onEmpty();` */
function checkOf(count: number, onEmpty: number): Uint8Array {
  const global = unsigned(count);
  const lower = [0x23, ...global, 0x41, 1, 0x6b, 0x24, ...global];
  const isEmpty = [0x23, ...global, 0x41, 0, 0x48];
  const call = [0x04, 0x40, 0x10, ...unsigned(onEmpty), 0x1a, 0x0b];
  return Uint8Array.from([...lower, ...isEmpty, ...call]);
}

function meteredCode(body: Uint8Array, check: Uint8Array): Uint8Array {
  const reader = new Reader(body);
  const functions = reader.unsigned();
  const parts: Uint8Array[] = [Uint8Array.from(unsigned(functions))];
  for (let left = functions; left > 0; left -= 1) {
    const length = reader.unsigned();
    const end = reader.at + length;
    const pieces: Uint8Array[] = [];
    let from = reader.at;
    for (let groups = reader.unsigned(); groups > 0; groups -= 1) {
      reader.unsigned();
      reader.byte();
    }
    while (reader.at < end) {
      if (skipInstruction(reader) !== LOOP) continue;
      pieces.push(body.subarray(from, reader.at), check);
      from = reader.at;
    }
    pieces.push(body.subarray(from, end));
    const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
    parts.push(Uint8Array.from(unsigned(size)), ...pieces);
  }
  return joined(parts);
}

/** The body of a section that lists one thing more. */
function longer(body: Uint8Array, entry: readonly number[]): Uint8Array {
  const reader = new Reader(body);
  const entries = reader.unsigned();
  return joined([Uint8Array.from(unsigned(entries + 1)), body.subarray(reader.at), Uint8Array.from(entry)]);
}

function section(id: number, body: Uint8Array): Uint8Array {
  return joined([Uint8Array.from([id, ...unsigned(body.length)]), body]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
