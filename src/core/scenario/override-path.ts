/** Paths of overrides, as variants write them: `machine.files["/opt/agent/start.py"].mode`, `timeline[0].say`. */

/** A step of the path of an override, with its place in the text of the key. */
export interface OverrideStep {
  /** The name of a key or of a thing in a list; a number is a place in a list, from 0. */
  readonly step: string | number;
  /** Where the name stands, without quotes and brackets. */
  readonly start: number;
  readonly end: number;
}

export interface OverridePath {
  /** As far as the path could be read. */
  readonly steps: readonly OverrideStep[];
  /** What cannot be read, with its place. */
  readonly problem: { readonly message: string; readonly start: number; readonly end: number } | undefined;
}

const NAME = /[^.[\]"']+/y;
const QUOTED = /\[(?:"([^"]*)"|'([^']*)')\]/y;
const INDEX = /\[(\d{1,6})\]/y;

/** The steps of a path. Never throws. */
export function readOverridePath(text: string): OverridePath {
  const steps: OverrideStep[] = [];
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  while (at < text.length || steps.length === 0) {
    const bracket = match(QUOTED) ?? match(INDEX);
    if (bracket) {
      const inner = bracket[1] ?? bracket[2] ?? '';
      const isIndex = !/["']/.test(bracket[0].charAt(1));
      steps.push({
        step: isIndex ? Number(inner) : inner,
        start: at + (isIndex ? 1 : 2),
        end: at + bracket[0].length - (isIndex ? 1 : 2),
      });
      at += bracket[0].length;
    } else {
      if (steps.length > 0 && text[at] === '.') at += 1;
      else if (steps.length > 0) return { steps, problem: unreadable(text, at) };
      const name = match(NAME);
      if (!name) return { steps, problem: unreadable(text, at) };
      steps.push({ step: name[0], start: at, end: at + name[0].length });
      at += name[0].length;
    }
  }
  return { steps, problem: undefined };
}

function unreadable(text: string, at: number): OverridePath['problem'] {
  const start = Math.min(at, Math.max(0, text.length - 1));
  const message =
    'The path of an override is made of keys with dots between them. A key that holds a dot or a slash stands in brackets and quotes: machine.files["/etc/motd"].';
  return { message, start, end: text.length };
}

/** A path as it is written: keys that hold anything but letters, digits, `-` and `_` in brackets and quotes. */
export function writeOverridePath(steps: readonly (string | number)[]): string {
  return steps
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\w-]+$/.test(step)) return `["${step}"]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}
