/**
 * What the extension and the language server tell each other besides the language server protocol. The server works without any of it:
 * another editor says nothing, and then there is no last rate and endpoints are read from `redline.config.yaml`.
 */

/** What a client of ours says when it greets the server. */
export interface LanguageOptions {
  /** Endpoints that are set up in the editor. */
  readonly endpoints?: readonly NamedEndpoint[];
  /** The client answers `LAST_RESULT` and has the commands of the lenses. */
  readonly runs?: boolean;
}

export interface NamedEndpoint {
  readonly name: string;
  /** Model and address, for people. */
  readonly about: string;
}

/** From the client: the endpoints changed. Parameter: their list. */
export const ENDPOINTS_CHANGED = 'redline/endpointsChanged';
/** From the client: runs came, ended or went. No parameters. */
export const RUNS_CHANGED = 'redline/runsChanged';
/** To the client: what the last run of a scenario gave. Parameter: `LastResultQuestion`; answer: `LastResult` or null. */
export const LAST_RESULT = 'redline/lastResult';

export interface LastResultQuestion {
  /** Address of the scenario. */
  readonly uri: string;
  /** Its name, under which results are filed. */
  readonly scenario: string;
}

export interface LastResult {
  /** The rate with its interval: `7 of 10 (70 %, 40 % to 89 %)`. */
  readonly rate: string;
  /** Folder of the run. */
  readonly run: string;
  /** Path of the transcript of its last trial. */
  readonly transcript: string | undefined;
}
