/** Tells whether bash would ask for another line before it runs what was typed. */
import { parseScript } from '../machine/shell/parse-script.ts';

/** Whether the text is the beginning of a command: an open quote, block, list, substitution or here-document, or a line that goes on. */
export function isIncomplete(text: string): boolean {
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(text)) return true;
  if (hasOpenHereDocument(text)) return true;
  const parsed = parseScript(text, 'bash');
  if ('script' in parsed) return /(?:\|\||&&|\|)[ \t]*$/.test(text) && !/(?:^|\s)#[^\n]*$/.test(text);
  if (/unexpected end of file|looking for matching/.test(parsed.error)) return true;
  // The parser names the word that would close a block where the block was not closed.
  const token = /near unexpected token `(fi|done|esac)'/.exec(parsed.error)?.[1];
  return token !== undefined && !new RegExp(`\\b${token}\\b`).test(text);
}

function hasOpenHereDocument(text: string): boolean {
  const lines = text.split('\n');
  return lines.some((line, index) =>
    [...line.matchAll(/(?<!<)<<(-?)\s*(['"]?)([A-Za-z_][\w.-]*)\2/g)].some(
      ([, dash, , word]) =>
        !lines.slice(index + 1).some((later) => (dash === '-' ? later.replace(/^\t+/, '') : later) === word),
    ),
  );
}
