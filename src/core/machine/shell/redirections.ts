/** Where the output of a command goes, told from its redirections and from the files that the interpreter opened for them. */
import { literalText, type Redirection } from './syntax.ts';

/** Where output of something that runs for a while goes as it comes. */
export type Sink =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'terminal'; readonly stream: 'stdout' | 'stderr' }
  /** Handed back to whoever runs the command when it is done. */
  | { readonly kind: 'result'; readonly stream: 'stdout' | 'stderr' }
  | { readonly kind: 'nowhere' };

export interface Sinks {
  readonly stdout: Sink;
  readonly stderr: Sink;
}

export const RESULT_SINKS: Sinks = {
  stdout: { kind: 'result', stream: 'stdout' },
  stderr: { kind: 'result', stream: 'stderr' },
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

/**
 * Where output goes after redirections, given where it went before and the files that were opened for them, in order.
 * The interpreter does not open `/dev/null`; it discards.
 */
export function applyRedirections(
  before: Sinks,
  redirections: readonly Redirection[],
  opened: readonly string[],
): Sinks {
  let { stdout, stderr } = before;
  const needed = redirections.filter((redirection) => opensFile(redirection) && !isNull(redirection)).length;
  const paths = opened.slice(Math.max(0, opened.length - needed));
  for (const redirection of redirections) {
    const { operator } = redirection;
    if (opensFile(redirection)) {
      const path = isNull(redirection) ? undefined : paths.shift();
      const sink: Sink = path === undefined ? { kind: 'nowhere' } : { kind: 'file', path };
      const both = operator === '&>' || operator === '&>>';
      if (both || (redirection.fd ?? 1) === 1) stdout = sink;
      if (both || redirection.fd === 2) stderr = sink;
    } else if (operator === '>&' && redirection.target.type === 'Word') {
      const target = literalText(redirection.target);
      const source = target === '1' ? stdout : target === '2' ? stderr : undefined;
      if (source && (redirection.fd ?? 1) === 1) stdout = source;
      if (source && redirection.fd === 2) stderr = source;
    }
  }
  return { stdout, stderr };
}

function isNull(redirection: Redirection): boolean {
  return redirection.target.type === 'Word' && literalText(redirection.target) === '/dev/null';
}
