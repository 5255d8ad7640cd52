/**
 * The shell's own complaints as bash words them when it runs a text: `bash: line 3: foo: command not found`. The interpreter leaves
 * the line out; it is that of the command which the complaint names.
 */

import { BUILTINS } from './builtins.ts';

/** Lines that are remembered of one name. */
const MOST_LINES = 64;
/** Commands that are remembered before their lines are sorted by words. */
const MOST_UNSORTED = 1_000;

/** A redirection that failed, and the command that it belongs to. */
interface Refusal {
  readonly reason: string;
  readonly name: string;
}

export class Complaints {
  /** What complaints begin with: `bash`, or the script. */
  readonly #title: string;
  readonly #isFolder: (name: string) => boolean;
  /** Lines of the commands that ran, by the words that a complaint could name. */
  readonly #lines = new Map<string, number[]>();
  /** Commands that ran since the lines were last sorted by words: most scripts complain of nothing. */
  #unsorted: { readonly line: number; readonly names: readonly string[] }[] = [];
  /** Why redirections failed, in order. */
  readonly #refusals: Refusal[] = [];
  #denied = 0;
  #lastLine = 1;
  #lastName = 'bash';

  /** @param isFolder tells whether a word names a folder */
  constructor(title: string, isFolder: (name: string) => boolean) {
    this.#title = title;
    this.#isFolder = isFolder;
  }

  /** A command is about to run. */
  entered(line: number | undefined, names: readonly string[]): void {
    this.#lastLine = line ?? this.#lastLine;
    this.#lastName = names[0] ?? this.#lastName;
    this.#unsorted.push({ line: this.#lastLine, names });
    if (this.#unsorted.length >= MOST_UNSORTED) this.#sort();
  }

  #sort(): void {
    for (const { line, names } of this.#unsorted) {
      for (const name of names) {
        const lines = this.#lines.get(name) ?? [];
        if (lines.length < MOST_LINES) lines.push(line);
        this.#lines.set(name, lines);
      }
    }
    this.#unsorted = [];
  }

  refused(reason: string): void {
    this.#refusals.push({ reason, name: this.#lastName });
  }

  /** A folder may not be entered; the interpreter takes it for missing. */
  denied(): void {
    this.#denied += 1;
  }

  /** What the interpreter printed to standard error, in the words of bash. */
  worded(stderr: string): string {
    if (stderr === '' && this.#refusals.length === 0) return '';
    this.#sort();
    const reasons = this.#refusals.splice(0);
    const told = stderr
      .replace(
        /^bash: (?:syntax error: )?Parse error at (\d+):\d+: (.*)$/gm,
        (_, line: string, why: string) => `${this.#title}: line ${line}: ${why}`,
      )
      .replace(/^(?:\[|test): (?=missing|too many arguments)/gm, () => `bash: ${this.#lines.has('[') ? '[' : 'test'}: `)
      .replace(/^bash: shift: shift count out of range\n/gm, '')
      .replace(/^bash: ([^:\n]+): Permission denied$/gm, (line, name: string) => {
        return this.#isFolder(name) ? `bash: ${name}: Is a directory` : line;
      })
      .replace(/: command not available in browser environments\..*$/gm, ': command not found')
      .replace(/^(bash: (?:cd|pushd): .*: )No such file or directory$/gm, (line, start: string) => {
        this.#denied -= 1;
        return this.#denied >= 0 ? `${start}Permission denied` : line;
      })
      .replace(/cannot open redirect target$/gm, () => reasons.shift()?.reason ?? 'Permission denied');
    const whole = told + reasons.map(writeError).join('');
    return whole.replace(/^bash: (?:line 1: )?(?!line \d|-c: |syntax error)([^:\n]+)(?=: )/gm, (_, name: string) => {
      return `${this.#title}: line ${this.#lineOf(name)}: ${name}`;
    });
  }

  /** A complaint of the shell that goes where a command prints, as `2>&1` makes it; anything else stays as it is. */
  wordedAmong(text: string): string {
    return /^bash: (?!line \d)/m.test(text) ? this.worded(text) : text;
  }

  #lineOf(name: string): number {
    const lines = this.#lines.get(name);
    if (!lines || lines.length === 0) return this.#lastLine;
    return (lines.length > 1 ? lines.shift() : lines[0]) ?? this.#lastLine;
  }
}

/** Output that could not be written: a builtin complains through the shell, a program by itself. */
function writeError({ reason, name }: Refusal): string {
  return `${BUILTINS.includes(name) ? `bash: ${name}` : name}: write error: ${reason}\n`;
}
