/** The step on screen as part of the page's address, so that a link can point at it: `#step=12`. */

/** The step in the fragment of an address; undefined when it names none. */
export function stepInAddress(fragment: string): number | undefined {
  const match = /^#step=(\d{1,9})$/.exec(fragment);
  return match === null ? undefined : Number(match[1]);
}

/** Puts the step into the address of the page, without a new entry in the history. */
export function keepStepInAddress(step: number): void {
  history.replaceState(null, '', `#step=${step}`);
}
