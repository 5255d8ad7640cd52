/** What the host of a replay can do besides answering. */
export interface Offers {
  /** Open the transcript as text. */
  readonly source: boolean;
  /** Open files of the machine, take notes, link to steps. */
  readonly editor: boolean;
  /** Show the machine as it was at a step. */
  readonly machine: boolean;
}

/** What a page offers, by what it says that it replays: a transcript in the editor unless it says something else. */
export function offersOf(source: string | undefined): Offers {
  const isLog = source === 'log';
  return { source: source !== 'none', editor: source !== 'none' && !isLog, machine: !isLog };
}
