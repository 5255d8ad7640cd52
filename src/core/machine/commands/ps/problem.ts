/** A command line that `ps` does not take; the text is what it says after `error: `. */
export class PsProblem extends Error {
  override readonly name = 'PsProblem';
}
