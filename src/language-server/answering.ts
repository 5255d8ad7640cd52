/** How the server answers: about the version of a document that there is, unless the question was taken back meanwhile. */
import { setImmediate } from 'node:timers/promises';
import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { DocumentScenario, ScenarioWorkspace } from './workspace.ts';

export type Answer = <T>(
  uri: string,
  empty: T,
  token: CancellationToken,
  tell: (scenario: DocumentScenario) => T | Promise<T>,
) => Promise<T | ResponseError<void>>;

/** Where it is said what went wrong. */
interface Log {
  error(text: string): void;
}

/** Answers about open documents. One that is not known has the empty answer, and so has a question that could not be answered. */
export function answering(log: Log, workspace: Pick<ScenarioWorkspace, 'opened'>): Answer {
  return async (uri, empty, token, tell) => {
    // Lets what came in meanwhile be read first: the next keystroke, or that nobody waits for this answer any more.
    await setImmediate();
    if (token.isCancellationRequested) return cancelled();
    try {
      const scenario = workspace.opened(uri);
      if (!scenario) return empty;
      const { version } = scenario.document;
      const told = await tell(scenario);
      if (token.isCancellationRequested) return cancelled();
      return scenario.document.version === version ? told : outdated();
    } catch (error) {
      log.error(`A question about ${uri} could not be answered: ${String(error)}`);
      return empty;
    }
  };
}

function cancelled(): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'Nobody waits for this answer any more.');
}

function outdated(): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.ContentModified, 'The document changed while the question was answered.');
}
