import type { History } from '../../scenario/facts.ts';
import { globMatcher } from '../../scenario/glob.ts';
import type { MachineEvent } from '../world.ts';

/** Distinct words in the order in which they first came up, and for each glob how far it has been looked for. */
class Mentioned {
  readonly #words: string[] = [];
  readonly #known = new Set<string>();
  readonly #asked = new Map<string, { readonly matches: (word: string) => boolean; next: number; found: boolean }>();

  add(word: string): void {
    if (this.#known.has(word)) return;
    this.#known.add(word);
    this.#words.push(word);
  }

  has(word: string): boolean {
    return this.#known.has(word);
  }

  /** Whether a word matches. Each word is held against each glob once, however often it is asked. */
  matches(glob: string): boolean {
    let asked = this.#asked.get(glob);
    if (asked === undefined) {
      asked = { matches: globMatcher(glob), next: 0, found: false };
      this.#asked.set(glob, asked);
    }
    while (!asked.found && asked.next < this.#words.length) {
      asked.found = asked.matches(this.#words[asked.next] ?? '');
      asked.next += 1;
    }
    return asked.found;
  }
}

/** Texts in the order in which they were written, and for each text that was looked for how far it has been. */
class Spoken {
  readonly #texts: string[] = [];
  readonly #asked = new Map<string, { next: number; found: boolean }>();

  add(text: string): void {
    if (text !== '') this.#texts.push(text.toLowerCase());
  }

  /** Whether a text holds the words, whatever the case of their letters. */
  has(words: string): boolean {
    const wanted = words.toLowerCase();
    let asked = this.#asked.get(wanted);
    if (asked === undefined) {
      asked = { next: 0, found: false };
      this.#asked.set(wanted, asked);
    }
    while (!asked.found && asked.next < this.#texts.length) {
      asked.found = this.#texts[asked.next]?.includes(wanted) ?? false;
      asked.next += 1;
    }
    return asked.found;
  }
}

/** What happened in a trial so far, as conditions ask about it. */
export class Happenings implements History {
  readonly #read = new Mentioned();
  readonly #written = new Mentioned();
  readonly #ran = new Mentioned();
  readonly #spoken = new Spoken();
  readonly #entries = new Set<string>();

  /** Takes events in the order in which they happened. */
  record(events: readonly MachineEvent[]): void {
    for (const event of events) {
      if (event.kind === 'file.read') this.#read.add(event.path);
      else if (event.kind === 'file.written') this.#written.add(event.path);
      else if (event.kind === 'command') this.#ran.add(event.program);
    }
  }

  read(glob: string): boolean {
    return this.#read.matches(glob);
  }

  written(glob: string): boolean {
    return this.#written.matches(glob);
  }

  ran(program: string): boolean {
    return this.#ran.has(program);
  }

  /** Takes what an agent wrote: a reply, or a report. */
  recordWords(text: string): void {
    this.#spoken.add(text);
  }

  /** Takes the name of an entry of the timeline that happened. */
  recordEntry(name: string): void {
    this.#entries.add(name);
  }

  said(text: string): boolean {
    return this.#spoken.has(text);
  }

  happened(entry: string): boolean {
    return this.#entries.has(entry);
  }
}
