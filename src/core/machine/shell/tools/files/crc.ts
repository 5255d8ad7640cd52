/** `cksum` and `sum` of GNU coreutils: the checksums of POSIX and of BSD. */
import type { ExecResult } from 'just-bash';
import { getopt } from '../../../commands/getopt.ts';
import type { Call, Tool } from '../../contracts.ts';
import { readContent } from './content.ts';
import { usageError } from './file-call.ts';

/** CRC-32 as POSIX has it for `cksum`: the length follows the content, most significant bit first. */
function posixChecksum(bytes: string): number {
  let crc = 0;
  const add = (byte: number): void => {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit += 1) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  };
  for (let at = 0; at < bytes.length; at += 1) add(bytes.charCodeAt(at));
  for (let length = bytes.length; length > 0; length = Math.floor(length / 256)) add(length % 256);
  return ~crc >>> 0;
}

function bsdChecksum(bytes: string): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    sum = ((sum >> 1) + ((sum & 1) << 15) + bytes.charCodeAt(at)) & 0xffff;
  }
  return sum;
}

const tool = (name: string, line: (bytes: string, size: number, word: string, many: boolean) => string): Tool => ({
  name,
  run: async (args: readonly string[], call: Call): Promise<ExecResult> => {
    const parsed = getopt(name, args, { short: 'rs', long: { sysv: 's' } });
    if (parsed.problem !== undefined) return usageError(parsed.problem, name);
    let stdout = '';
    let stderr = '';
    for (const word of parsed.operands.length > 0 ? parsed.operands : ['-']) {
      const content = await readContent(word, call);
      const shown = parsed.operands.length > 0 ? ` ${word}` : '';
      if ('reason' in content) stderr += `${name}: ${word}: ${content.reason}\n`;
      else stdout += `${line(content.bytes, content.size, shown, parsed.operands.length > 1)}\n`;
    }
    return { stdout, stderr, exitCode: stderr === '' ? 0 : 1 };
  },
});

export const CRC_TOOLS: readonly Tool[] = [
  tool('cksum', (bytes, size, word) => `${posixChecksum(bytes)} ${size}${word}`),
  tool('sum', (bytes, size, word) => {
    return `${String(bsdChecksum(bytes)).padStart(5, '0')} ${String(Math.ceil(size / 1024)).padStart(5)}${word}`;
  }),
];
