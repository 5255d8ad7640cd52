/** `echo` and `pwd`, which scripts call more often than anything else. */
import { bytesOutput, type ExecResult, unsafeBytesFromLatin1 } from 'just-bash';
import { resolvePath } from '../../files/paths.ts';
import { type Call, fail, ok, type Tool } from '../contracts.ts';
import { latin1 } from '../encoding.ts';

const PLAIN: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};
const ESCAPE = /\\(?:0([0-7]{0,3})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([abeEfnrtv\\c]))/g;
const encoder = new TextEncoder();

/** Text with the escapes of `echo -e` carried out, as bytes of one character each, and whether `\c` ended it. */
function unescaped(text: string): { readonly bytes: string; readonly ended: boolean } {
  let bytes = '';
  let from = 0;
  for (const match of text.matchAll(ESCAPE)) {
    bytes += latin1(encoder.encode(text.slice(from, match.index)));
    const [whole, octal, hex, short, long, letter] = match;
    if (letter === 'c') return { bytes, ended: true };
    if (octal !== undefined) bytes += String.fromCharCode(Number.parseInt(octal || '0', 8) & 0xff);
    else if (hex !== undefined) bytes += String.fromCharCode(Number.parseInt(hex, 16));
    else if (letter !== undefined) bytes += PLAIN[letter] ?? '';
    else bytes += latin1(encoder.encode(codePoint(short ?? long ?? '0')));
    from = match.index + whole.length;
  }
  return { bytes: bytes + latin1(encoder.encode(text.slice(from))), ended: false };
}

function codePoint(hex: string): string {
  const code = Number.parseInt(hex, 16);
  return code > 0x10ffff ? '' : String.fromCodePoint(code);
}

function echo(args: readonly string[], call: Call): ExecResult {
  let first = 0;
  let newline = '\n';
  let escapes = call.context.xpgEcho ?? false;
  for (; /^-[neE]+$/.test(args[first] ?? ''); first += 1) {
    for (const letter of (args[first] ?? '').slice(1)) {
      if (letter === 'n') newline = '';
      else escapes = letter === 'e';
    }
  }
  const text = (first === 0 ? args : args.slice(first)).join(' ');
  if (!escapes || !text.includes('\\')) return ok(text + newline);
  const { bytes, ended } = unescaped(text);
  return { ...bytesOutput(unsafeBytesFromLatin1(ended ? bytes : bytes + newline)), stderr: '', exitCode: 0 };
}

function pwd(args: readonly string[], { context, shell }: Call): ExecResult {
  const wrong = args.find((word) => word.startsWith('-') && !/^-[LP]*$/.test(word) && word !== '--');
  if (wrong !== undefined) return fail(`bash: pwd: ${wrong.slice(0, 2)}: invalid option\npwd: usage: pwd [-LP]\n`, 2);
  const physical = /P[^L]*$/.test(args.join(''));
  return ok(`${physical ? shell.tree.resolve(context.cwd, 'stat') : resolvePath('/', context.cwd)}\n`);
}

export const ECHO_TOOLS: readonly Tool[] = [
  { name: 'echo', run: echo },
  { name: 'pwd', run: pwd },
];
