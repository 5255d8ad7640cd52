/** `file`: what kind of content a file has, by its first bytes. */
import type { ExecResult } from 'just-bash';
import { getopt, has } from '../../../commands/getopt.ts';
import { digestHex } from '../../../files/digest.ts';
import { systemText } from '../../../files/file-error.ts';
import { nameOf } from '../../../files/paths.ts';
import type { FileNode } from '../../../world.ts';
import { type Call, fail, ok, type Tool } from '../../contracts.ts';
import { deviceAt } from './devices.ts';
import { pathOf, usageError } from './file-call.ts';

/** Bytes that are looked at. */
const LOOKED_AT = 65_536;
const SCRIPTS: readonly (readonly [RegExp, string])[] = [
  [/^#!\s*(?:\/usr)?\/bin\/bash\b/, 'Bourne-Again shell script'],
  [/^#!\s*(?:\/usr)?\/bin\/(?:sh|dash)\b/, 'POSIX shell script'],
  [/^#!\s*\/usr\/bin\/env bash\b/, 'Bourne-Again shell script'],
  [/^#!.*\bpython[\d.]*\s*$/m, 'Python script'],
  [/^#!.*\bperl\b/, 'Perl script'],
];

const MAGIC: readonly (readonly [readonly number[], string, string])[] = [
  [[0x1f, 0x8b], 'gzip compressed data, from Unix', 'application/gzip'],
  [[0x42, 0x5a, 0x68], 'bzip2 compressed data, block size = 900k', 'application/x-bzip2'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'XZ compressed data, checksum CRC64', 'application/x-xz'],
  [[0x50, 0x4b, 3, 4], 'Zip archive data, at least v2.0 to extract, compression method=deflate', 'application/zip'],
  [[0x89, 0x50, 0x4e, 0x47], 'PNG image data', 'image/png'],
  [[0x25, 0x50, 0x44, 0x46], 'PDF document, version 1.4', 'application/pdf'],
  [[0x7f, 0x45, 0x4c, 0x46], 'ELF 64-bit LSB executable, x86-64, version 1 (SYSV)', 'application/x-executable'],
];

interface Kind {
  readonly text: string;
  readonly type: string;
  readonly charset: string;
}

/** What a program that is installed is. The build of each follows from its content. */
function program(node: FileNode): Kind {
  const build = digestHex(node.digest).slice(0, 40);
  const text = `ELF 64-bit LSB pie executable, x86-64, version 1 (SYSV), dynamically linked, interpreter /lib64/ld-linux-x86-64.so.2, BuildID[sha1]=${build}, for GNU/Linux 3.2.0, stripped`;
  return { text, type: 'application/x-pie-executable', charset: 'binary' };
}

const DATA: Kind = { text: 'data', type: 'application/octet-stream', charset: 'binary' };

/** The kind of some bytes, of which the first are given. */
function kindOf(bytes: Uint8Array): Kind {
  if (bytes.length === 0) return { text: 'empty', type: 'inode/x-empty', charset: 'binary' };
  for (const [start, text, type] of MAGIC) {
    if (start.every((byte, at) => bytes[at] === byte)) return { text, type, charset: 'binary' };
  }
  if (new TextDecoder().decode(bytes.subarray(257, 262)) === 'ustar')
    return { text: 'POSIX tar archive (GNU)', type: 'application/x-tar', charset: 'binary' };
  if (bytes.includes(0)) return DATA;
  const content = new TextDecoder().decode(bytes);
  const ascii = bytes.every((byte) => (byte >= 7 && byte <= 13) || byte === 27 || (byte >= 32 && byte < 127));
  if (!ascii && content.includes('\ufffd')) return { text: 'ISO-8859 text', type: 'text/plain', charset: 'iso-8859-1' };
  const charset = ascii ? 'us-ascii' : 'utf-8';
  const lines = lineKind(content);
  const encoding = ascii ? 'ASCII text' : 'Unicode text, UTF-8 text';
  const script = SCRIPTS.find(([pattern]) => pattern.test(content));
  if (script) {
    const type = script[1].startsWith('Python') ? 'text/x-script.python' : 'text/x-shellscript';
    return { text: `${script[1]}, ${encoding} executable${lines}`, type, charset };
  }
  if (isJson(content)) return { text: 'JSON text data', type: 'application/json', charset };
  if (/^\s*<!doctype html|^\s*<html/i.test(content))
    return { text: `HTML document, ${encoding}${lines}`, type: 'text/html', charset };
  if (/^(?:from [\w.]+ import |import [\w.]+$|def \w+\(|class \w+)/m.test(content))
    return { text: `Python script, ${encoding} executable${lines}`, type: 'text/x-script.python', charset };
  return { text: `${encoding}${lines}`, type: 'text/plain', charset };
}

function lineKind(content: string): string {
  const long = content.split('\n').some((line) => line.length > 300) ? ', with very long lines' : '';
  if (content.includes('\r\n')) return `${long}, with CRLF line terminators`;
  return content.includes('\n') ? long : `${long}, with no line terminators`;
}

function isJson(content: string): boolean {
  if (!/^\s*[[{]/.test(content)) return false;
  try {
    JSON.parse(content);
    return true;
  } catch {
    return false;
  }
}

function describe(word: string, follows: boolean, call: Call): Kind {
  const { tree, parts } = call.shell;
  const path = pathOf(word, call);
  const plain = (text: string, type: string): Kind => ({ text, type, charset: 'binary' });
  try {
    const node = tree.node(path, 'stat', follows);
    const device = deviceAt(path, node);
    if (device)
      return plain(
        `${device.kind === 'b' ? 'block' : 'character'} special (${device.major}/${device.minor})`,
        'inode/chardevice',
      );
    if (node.kind === 'directory') {
      return plain((node.mode & 0o1000) === 0 ? 'directory' : 'sticky, directory', 'inode/directory');
    }
    if (node.kind === 'link') {
      const broken = tree.find(path) === undefined;
      return plain(`${broken ? 'broken ' : ''}symbolic link to ${node.target}`, 'inode/symlink');
    }
    tree.readable(path);
    if (node.sparse) return (node.mode & 0o111) !== 0 || /\.so(\.|$)/.test(nameOf(path)) ? program(node) : DATA;
    parts.kernel.events.fileRead(tree.resolve(path, 'open'));
    return kindOf(parts.kernel.state.read(node).subarray(0, LOOKED_AT));
  } catch (error) {
    const reason = systemText(error);
    if (reason === 'Permission denied') return plain('regular file, no read permission', 'inode/x-empty');
    return plain(`cannot open \`${word}' (${reason})`, `cannot open \`${word}' (${reason})`);
  }
}

const SPEC = {
  short: 'bihLkNnrsz0pvf:m:F:',
  long: {
    brief: 'b',
    mime: 'i',
    'mime-type': 'T',
    'mime-encoding': 'E',
    dereference: 'L',
    'no-dereference': 'h',
    version: 'v',
    help: 'H',
  },
};

function run(words: readonly string[], call: Call): ExecResult {
  const parsed = getopt('file', words, SPEC);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'file');
  if (has(parsed, 'v')) return ok('file-5.41\nmagic file from /etc/magic:/usr/share/misc/magic\n');
  if (parsed.operands.length === 0) {
    return fail(
      'Usage: file [-bcCdEhikLlNnprsSvzZ0] [--apple] [--extension] [--mime-encoding]\n            [--mime-type] [-e <testname>] [-F <separator>]  [-f <namefile>]\n            [-m <magicfiles>] [-P <parameter=value>] [--exclude-quiet]\n            <file> ...\n       file -C [-m <magicfiles>]\n       file [--help]\n',
    );
  }
  const width = Math.max(...parsed.operands.map((word) => word.length)) + 1;
  const rows = parsed.operands.map((word) => {
    const { text, type, charset } = describe(word, has(parsed, 'L'), call);
    const mime = has(parsed, 'T') ? type : has(parsed, 'E') ? charset : `${type}; charset=${charset}`;
    const shown = has(parsed, 'i', 'T', 'E') ? mime : text;
    const name = has(parsed, 'N') ? `${word}:` : `${word}:`.padEnd(width);
    return has(parsed, 'b') ? `${shown}\n` : `${name} ${shown}\n`;
  });
  return ok(rows.join(''));
}

export const file: Tool = { name: 'file', run };
