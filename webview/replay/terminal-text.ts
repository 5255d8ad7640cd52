/**
 * The output of a program as a terminal would show it: escape sequences for colour become runs with classes, the others vanish,
 * a carriage return starts its line again, and what cannot be printed is made visible. Text only: nothing here is markup.
 */
import Anser from 'anser';

/** A piece of text that looks the same throughout. */
export interface TerminalRun {
  readonly text: string;
  /** Class names of this file's own making: `ansi-fg-red`, `ansi-bold`. */
  readonly classes: string;
  /** Colours that have no name: `rgb(1, 2, 3)`. */
  readonly foreground: string | undefined;
  readonly background: string | undefined;
}

const ESC = '\u001b';
/** Operating system commands (titles, links) and other strings, up to their terminator. */
const STRING_SEQUENCES = new RegExp(`${ESC}[\\]P^_X][^\\u0007${ESC}]*(?:\\u0007|${ESC}\\\\|$)`, 'g');
/** Two-character sequences; `ESC [` stays for the parser of colours. */
const SHORT_SEQUENCES = new RegExp(`${ESC}[ #%()*+\\-./][\\s\\S]?|${ESC}[^[]`, 'g');
/** Underlining by overstriking, as in manual pages. */
const OVERSTRIKE = /[^\n][\b]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are looked for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
/** Characters that turn the direction of what follows, so that text reads as what it is not. */
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text with everything visible that would otherwise hide or deceive; line breaks and tabs stay. */
export function visibleText(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(CONTROL, '\ufffd')
    .replace(DIRECTION, (character) => `[U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`);
}

/** The runs of an output. Joined, their texts are the visible text of it. */
export function terminalRuns(output: string): readonly TerminalRun[] {
  const plain = output.replace(STRING_SEQUENCES, '').replace(SHORT_SEQUENCES, '').replace(OVERSTRIKE, '');
  const lines = plain.replaceAll(/\r+\n/g, '\n').split('\n').map(afterReturn);
  return Anser.ansiToJson(lines.join('\n'), { json: true, use_classes: true })
    .filter((entry) => entry.content !== '')
    .map((entry) => ({
      text: visibleText(entry.content.replaceAll(ESC, '')),
      classes: [
        ...entry.decorations.map((decoration) => `ansi-${decoration}`),
        named('fg', entry.fg),
        named('bg', entry.bg),
      ]
        .filter((name) => name !== '')
        .join(' '),
      foreground: unnamed(entry.fg, entry.fg_truecolor),
      background: unnamed(entry.bg, entry.bg_truecolor),
    }));
}

/** What is left of a line on which carriage returns started again: the last non-empty writing. */
function afterReturn(line: string): string {
  if (!line.includes('\r')) return line;
  return line.split('\r').findLast((part) => part !== '') ?? '';
}

function named(layer: 'fg' | 'bg', colour: string | null): string {
  const name = /^ansi-((?:bright-)?[a-z]+)$/.exec(colour ?? '')?.[1];
  return name === undefined || name === 'truecolor' ? '' : `ansi-${layer}-${name}`;
}

function unnamed(colour: string | null, trueColour: string | null): string | undefined {
  if (colour === 'ansi-truecolor') {
    return /^\d{1,3}, \d{1,3}, \d{1,3}$/.test(trueColour ?? '') ? `rgb(${trueColour})` : undefined;
  }
  const index = /^ansi-palette-(\d+)$/.exec(colour ?? '')?.[1];
  return index === undefined ? undefined : paletteColour(Number(index));
}

/** Colours 16 to 255 of xterm: a cube of six levels a channel, then 24 greys (ctlseqs.txt, "256-color"). */
function paletteColour(index: number): string {
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return `rgb(${grey}, ${grey}, ${grey})`;
  }
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  const cube = index - 16;
  return `rgb(${level(Math.floor(cube / 36))}, ${level(Math.floor(cube / 6) % 6)}, ${level(cube % 6)})`;
}
