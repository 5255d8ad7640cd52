/** Keys that the `when` clauses of the manifest ask for. */
import { commands } from 'vscode';

export type ContextKey = 'redline.running' | 'redline.hasRuns';

export function setContext(key: ContextKey, value: boolean): void {
  void commands.executeCommand('setContext', key, value);
}

/** Documents in which the change of a fork is written, as the addresses that `resource in` finds. */
export function setForkDrafts(uris: readonly string[]): void {
  void commands.executeCommand('setContext', 'redline.forkDrafts', uris);
}
