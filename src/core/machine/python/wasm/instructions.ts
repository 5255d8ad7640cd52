/** Where the instructions of WebAssembly end: enough of the format to walk through a function. */
import type { Reader } from './reader.ts';

export const LOOP = 0x03;

/** Opcodes by what follows them, from the binary format of WebAssembly 2.0 with its exceptions and tail calls. */
const BLOCKS = new Set([0x02, LOOP, 0x04, 0x06]);
const ONE_INDEX = new Set([
  ...[0x07, 0x08, 0x09, 0x0c, 0x0d, 0x10, 0x12, 0x14, 0x15, 0x18],
  ...[0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0xd2],
]);
const TWO_INDEXES = new Set([0x11, 0x13]);
/** How many indexes follow the instructions behind the prefix 0xfc. */
const BULK_INDEXES = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1];

/**
 * Passes by one instruction and gives its opcode.
 * @throws RangeError for an instruction that is none of WebAssembly 2.0
 */
export function skipInstruction(reader: Reader): number {
  const opcode = reader.byte();
  if (BLOCKS.has(opcode)) reader.skipNumber();
  else if (ONE_INDEX.has(opcode)) reader.unsigned();
  else if (TWO_INDEXES.has(opcode)) {
    reader.unsigned();
    reader.unsigned();
  } else if (opcode === 0x0e) {
    for (let count = reader.unsigned(); count >= 0; count -= 1) reader.unsigned();
  } else if (opcode === 0x1c) {
    for (let count = reader.unsigned(); count > 0; count -= 1) reader.byte();
  } else if (opcode === 0x1f) skipTryTable(reader);
  else if (opcode >= 0x28 && opcode <= 0x3e) skipMemoryArgument(reader);
  else if (opcode === 0x3f || opcode === 0x40 || opcode === 0xd0) reader.byte();
  else if (opcode === 0x41 || opcode === 0x42) reader.skipNumber();
  else if (opcode === 0x43) reader.at += 4;
  else if (opcode === 0x44) reader.at += 8;
  else if (opcode === 0xfc) {
    for (let count = BULK_INDEXES[reader.unsigned()] ?? 0; count > 0; count -= 1) reader.unsigned();
  } else if (opcode === 0xfd) skipVectorInstruction(reader);
  else if (opcode > 0xd2) throw new RangeError(`An instruction with the code ${opcode} is not known.`);
  return opcode;
}

function skipMemoryArgument(reader: Reader): void {
  reader.unsigned();
  reader.unsigned();
}

function skipTryTable(reader: Reader): void {
  reader.skipNumber();
  for (let count = reader.unsigned(); count > 0; count -= 1) {
    if (reader.byte() < 2) reader.unsigned();
    reader.unsigned();
  }
}

function skipVectorInstruction(reader: Reader): void {
  const code = reader.unsigned();
  if (code <= 11 || code === 92 || code === 93) skipMemoryArgument(reader);
  else if (code === 12 || code === 13) reader.at += 16;
  else if (code >= 21 && code <= 34) reader.byte();
  else if (code >= 84 && code <= 91) {
    skipMemoryArgument(reader);
    reader.byte();
  }
}
