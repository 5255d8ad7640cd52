/** Contents of files and of standard input as the tools that print or add them up see them. */
import { bytesOutput, type ExecResult, latin1FromBytes, unsafeBytesFromLatin1 } from 'just-bash';
import { systemText } from '../../../files/file-error.ts';
import type { Call } from '../../contracts.ts';
import { fromLatin1, latin1 } from '../../encoding.ts';
import { repetition } from '../../endless.ts';
import { pathOf } from './file-call.ts';

/** Bytes as the interpreter passes them on: one character each. */
export type Latin1 = string;

export interface Content {
  /** As it was typed; `-` for standard input. */
  readonly word: string;
  readonly bytes: Latin1;
  /** Bytes that the content stands for: of a sparse file more than there are. */
  readonly size: number;
  /** Digest of a sparse file. */
  readonly digest: string | undefined;
  /** What a content that is only described repeats. */
  readonly pattern?: Uint8Array | undefined;
}

export type ReadContent = Content | { readonly word: string; readonly reason: string };

/** What a word names: a file, or standard input. */
export async function readContent(word: string, call: Call): Promise<ReadContent> {
  if (word === '-') {
    const bytes = latin1FromBytes(call.context.stdin);
    return { word, bytes, ...measured(bytes, call) };
  }
  const path = pathOf(word, call);
  try {
    const node = call.shell.tree.find(path);
    if (node?.kind === 'directory') return { word, reason: 'Is a directory' };
    const bytes = latin1(await readBytes(path, call));
    if (node?.kind === 'file' && node.sparse) {
      const pattern = call.shell.parts.kernel.state.sparse.patternOf(node);
      return { word, bytes, size: node.size, digest: node.digest, pattern };
    }
    return { word, bytes, size: bytes.length, digest: undefined };
  } catch (error) {
    return { word, reason: systemText(error) };
  }
}

/** The bytes of a file. What the interpreter keeps under `/dev` it alone can read. */
async function readBytes(path: string, call: Call): Promise<Uint8Array> {
  if (path.startsWith('/dev/')) return call.context.fs.readFileBuffer(path);
  const { tree } = call.shell;
  const node = tree.readable(path);
  call.shell.parts.kernel.events.fileRead(tree.resolve(path, 'open'));
  if (node.sparse) await call.shell.transfer(node.size);
  return tree.read(path);
}

function measured(bytes: Latin1, call: Call): Pick<Content, 'size' | 'digest' | 'pattern'> {
  const { sparse } = call.shell.parts.kernel.state;
  const content = sparse.recognise(fromLatin1(bytes));
  const pattern = content && sparse.patternOf(content);
  return { size: content?.size ?? bytes.length, digest: content?.digest, pattern };
}

/** A result that prints bytes. */
export function bytesResult(stdout: Latin1, stderr: string): ExecResult {
  return { ...bytesOutput(unsafeBytesFromLatin1(stdout)), stderr, exitCode: stderr === '' ? 0 : 1 };
}

/** Bytes of chance that are drawn at a time: of more they are the same again. */
const DRAWN = 2 ** 20;

/** Whether a word names a device that never ends. */
export function isEndless(word: string): boolean {
  return /^\/dev\/(zero|u?random)$/.test(word);
}

/** What a device that never ends gives over and over; of chance at most so many bytes. */
export function patternFrom(word: string, size: number, call: Call): Uint8Array {
  if (word === '/dev/zero') return new Uint8Array(1);
  const { draw } = call.shell.parts.kernel;
  return Uint8Array.from({ length: Math.max(1, Math.min(size, DRAWN)) }, () => draw.int(0, 255));
}

/** So many bytes from a device that never ends, or what stands for them. */
export function fromEndless(word: string, size: number, call: Call): Latin1 {
  return repetition(patternFrom(word, size, call), size, call);
}
