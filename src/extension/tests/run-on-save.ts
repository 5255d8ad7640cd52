/** Runs tests whenever their scenario is saved, where somebody turned that on. */
import {
  type CancellationToken,
  CancellationTokenSource,
  type TestItem,
  TestRunRequest,
  type TextDocument,
  workspace,
} from 'vscode';
import { runTests, type Testing, type TestTrials } from './run-tests.ts';

/** Listens until the token is cancelled. A scenario that is saved while its tests run has them begin anew. */
export function runOnSave(testing: Testing, asked: TestRunRequest, trials: TestTrials, token: CancellationToken): void {
  const underWay = new Map<string, CancellationTokenSource>();
  const saved = async (document: TextDocument): Promise<void> => {
    const include = itemsIn(testing, asked, document);
    if (include.length === 0) return;
    const key = document.uri.toString();
    underWay.get(key)?.cancel();
    const source = new CancellationTokenSource();
    underWay.set(key, source);
    const request = new TestRunRequest(include, asked.exclude, asked.profile, true);
    try {
      await runTests(testing, request, trials, source.token);
    } finally {
      if (underWay.get(key) === source) underWay.delete(key);
      source.dispose();
    }
  };
  const listener = workspace.onDidSaveTextDocument((document) => void saved(document));
  token.onCancellationRequested(() => {
    listener.dispose();
    for (const source of underWay.values()) source.cancel();
  });
}

/** The tests of a document that are to be run when it is saved. */
function itemsIn({ tests }: Testing, { include }: TestRunRequest, { uri }: TextDocument): readonly TestItem[] {
  const scenario = tests.itemOf(uri);
  if (scenario === undefined) return [];
  return include === undefined ? [scenario] : include.filter((item) => tests.scenarioOf(item) === scenario);
}
