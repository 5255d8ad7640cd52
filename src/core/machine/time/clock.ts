/** The clock that the hosts of a trial share. */
export interface Clock {
  /** Milliseconds since 1970. */
  now: number;
}
