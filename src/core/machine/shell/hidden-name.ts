/**
 * Names of the machinery that the shell runs besides what was typed: they begin with characters that nobody types, are found by
 * the interpreter alone, and are taken out of everything that is printed.
 */

/** What all hidden names begin with. */
export const HIDDEN_MARK = '\u0001\u0002';

/** What paths begin with that stand for connections: printed, they begin with `/dev/`. */
export const SOCKETS: string = `/${HIDDEN_MARK}dev/`;

/** Name under which a hidden command is registered. */
export function hiddenName(name: string): string {
  return `${HIDDEN_MARK}${name}`;
}

/** Path by which the interpreter finds a hidden command whatever PATH says. */
export function hiddenPath(name: string): string {
  return `/usr/bin/${HIDDEN_MARK}${name}`;
}

const TRACE_OF_HIDDEN = new RegExp(`^\\++ [^\\n]*/usr/bin/${HIDDEN_MARK}[^\\n]*\\n`, 'gm');
const HIDDEN_PREFIX = new RegExp(`(?:/usr/bin/)?${HIDDEN_MARK}`, 'g');

/** Output without any trace of the machinery, such as `set -x` would print. */
export function withoutHidden(output: string): string {
  if (!output.includes(HIDDEN_MARK)) return output;
  return output.replace(TRACE_OF_HIDDEN, '').replace(HIDDEN_PREFIX, '');
}
