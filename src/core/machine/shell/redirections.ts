/** Where the output of a command goes, told from its redirections and from the files that the interpreter opened for them. */
import { literalText, type Redirection } from './syntax.ts';

/** Where output of something that runs for a while goes as it comes. */
export type Sink =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'terminal'; readonly stream: 'stdout' | 'stderr' }
  /** Handed back to whoever runs the command when it is done. */
  | { readonly kind: 'result'; readonly stream: 'stdout' | 'stderr' }
  /** Read by the process that started it. */
  | { readonly kind: 'pipe'; readonly write: (content: Uint8Array) => void }
  | { readonly kind: 'nowhere' };

export interface Sinks {
  readonly stdout: Sink;
  readonly stderr: Sink;
}

export const RESULT_SINKS: Sinks = {
  stdout: { kind: 'result', stream: 'stdout' },
  stderr: { kind: 'result', stream: 'stderr' },
};

/** Output that shows in the order in which it comes, whoever prints it. */
export const TERMINAL_SINKS: Sinks = {
  stdout: { kind: 'terminal', stream: 'stdout' },
  stderr: { kind: 'terminal', stream: 'stderr' },
};

const OPENING: readonly Redirection['operator'][] = ['>', '>>', '>|', '&>', '&>>'];

/** Whether a redirection opens a file for output. */
export function opensFile(redirection: Redirection): boolean {
  return OPENING.includes(redirection.operator);
}

/** Which of the two output streams something is true of. */
export interface Streams {
  readonly stdout: boolean;
  readonly stderr: boolean;
}

export const NO_STREAMS: Streams = { stdout: false, stderr: false };

/** Which streams redirections send into files. */
export function intoFiles(redirections: readonly Redirection[]): Streams {
  let { stdout, stderr } = NO_STREAMS;
  for (const redirection of redirections) {
    const { operator, fd } = redirection;
    const both = operator === '&>' || operator === '&>>';
    if (opensFile(redirection)) {
      const opens = !isNull(redirection);
      if (both || (fd ?? 1) === 1) stdout = opens;
      if (both || fd === 2) stderr = opens;
    } else if (operator === '>&' && redirection.target.type === 'Word') {
      const target = literalText(redirection.target);
      if (target === '1' && fd === 2) stderr = stdout;
      if (target === '2' && (fd ?? 1) === 1) stdout = stderr;
    }
  }
  return { stdout, stderr };
}

/** Targets that the interpreter does not open: they stand for streams that are open. */
const STREAMS: Readonly<Record<string, 'stdout' | 'stderr'>> = { '/dev/stdout': 'stdout', '/dev/stderr': 'stderr' };

/** Whether the interpreter opens a file for a redirection. */
export function isOpened(redirection: Redirection): boolean {
  const target = redirection.target.type === 'Word' ? literalText(redirection.target) : undefined;
  return opensFile(redirection) && !(target !== undefined && (target in STREAMS || target === '/dev/full'));
}

/** Where output goes after redirections, given where it went before and the files that were opened for them, in order. */
export function applyRedirections(
  before: Sinks,
  redirections: readonly Redirection[],
  opened: readonly string[],
): Sinks {
  if (redirections.length === 0) return before;
  const sinks: { stdout: Sink; stderr: Sink } = { ...before };
  const needed = redirections.filter(isOpened).length;
  const paths = opened.slice(Math.max(0, opened.length - needed));
  for (const redirection of redirections) {
    const { operator } = redirection;
    const target = redirection.target.type === 'Word' ? (literalText(redirection.target) ?? '') : '';
    const fd = redirection.fd ?? 1;
    if (opensFile(redirection)) {
      const sink = isOpened(redirection) ? fileSink(paths.shift()) : sinks[STREAMS[target] ?? 'stdout'];
      const both = operator === '&>' || operator === '&>>';
      if (both || fd === 1) sinks.stdout = sink;
      if (both || fd === 2) sinks.stderr = sink;
    } else if (operator === '>&') {
      const source = target === '1' ? sinks.stdout : target === '2' ? sinks.stderr : undefined;
      if (source && fd === 1) sinks.stdout = source;
      if (source && fd === 2) sinks.stderr = source;
    }
  }
  return sinks;
}

function fileSink(path: string | undefined): Sink {
  return path === undefined || path === '/dev/null' ? { kind: 'nowhere' } : { kind: 'file', path };
}

function isNull(redirection: Redirection): boolean {
  return redirection.target.type === 'Word' && literalText(redirection.target) === '/dev/null';
}
