/** Where a command writes: results to stdout, everything about the way there to stderr. */
import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';

export type Style = 'red' | 'yellow' | 'green' | 'cyan' | 'bold' | 'dim';

export interface Output {
  write(text: string): void;
  /** The text in a style, where the stream shows styles; else the text. */
  style(style: Style | readonly Style[], text: string): string;
  /** Whether a person looks at it, so that a line can be written again. */
  readonly live: boolean;
  /** Columns that fit; undefined when nobody looks, or nobody knows. */
  readonly columns: number | undefined;
}

export interface Terminal {
  readonly out: Output;
  readonly err: Output;
}

/** The terminal of this process. Styles are for terminals only, and for those whose user does not set NO_COLOR. */
export function processTerminal(): Terminal {
  return { out: outputOf(process.stdout), err: outputOf(process.stderr) };
}

function outputOf(stream: WriteStream): Output {
  // A reader such as `head` may have seen enough; the work goes on, unseen.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  // On a pipe these are undefined, whatever the type says.
  const live: boolean = stream.isTTY ?? false;
  const styled = live && stream.hasColors();
  return {
    live,
    // Some terminals say 0 when they do not know.
    columns: live ? stream.columns || undefined : undefined,
    write: (text) => {
      stream.write(text);
    },
    style: (style, text) => (styled ? styleText([style].flat(), text, { validateStream: false }) : text),
  };
}

/** Text that is safe to show on a terminal: control characters, which could move the cursor or forge a line, are made visible. */
export function shown(text: string): string {
  return text.replaceAll(/(?![\t\n])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** The same on one line. */
export function shownLine(text: string): string {
  return shown(text).replaceAll('\n', '\u240A').replaceAll('\t', ' ');
}
