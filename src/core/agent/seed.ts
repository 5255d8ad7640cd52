/**
 * The seed that an endpoint is given with every request of a trial: the trial's own, in the 31 bits that endpoints have room for.
 * It is the same in each turn, so that a stateless endpoint that draws (a scripted policy behind HTTP) stands by what it drew.
 */
export function seedOf(trialSeed: number): number {
  return trialSeed % 2 ** 31;
}
