/** Finds the next step that changes a file or a process. */
import type { WorldPatch } from '../../machine/world.ts';
import type { ChangingThing } from '../replay-view.ts';
import type { IndexedTranscript } from './indexed-transcript.ts';

/** Steps that are looked at in one go. */
const WINDOW = 256;

/** The first step after one that changes a file or a process of the machine; undefined when none does. */
export async function nextChange(
  transcript: IndexedTranscript,
  after: number,
  thing: ChangingThing,
): Promise<number | undefined> {
  const written = 'path' in thing ? JSON.stringify(thing.path) : `"${thing.pid}"`;
  const mayTell = (line: string): boolean => line.includes('"world.patch"') && line.includes(written);
  for (let from = after + 1; from <= transcript.steps; from += WINDOW) {
    for (const event of await transcript.eventsBetween(from, from + WINDOW, mayTell)) {
      if (event.type === 'world.patch' && event.step > after && touches(event.patch, thing)) return event.step;
    }
  }
  return undefined;
}

function touches({ files, processes }: WorldPatch, thing: ChangingThing): boolean {
  return 'path' in thing ? Object.hasOwn(files ?? {}, thing.path) : Object.hasOwn(processes ?? {}, String(thing.pid));
}
