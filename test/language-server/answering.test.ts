import assert from 'node:assert/strict';
import { CancellationTokenSource, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { scenarioText } from '../../src/core/scenario/editor/scenario-text.ts';
import { answering } from '../../src/language-server/answering.ts';
import type { DocumentScenario } from '../../src/language-server/workspace.ts';

const URI = 'file:///w/a.scenario.yaml';

/** A workspace in which one document is open. */
function oneDocument(text: string): { opened(uri: string): DocumentScenario | undefined } {
  const document = TextDocument.create(URI, 'redline-scenario', 1, text);
  const only: DocumentScenario = { uri: URI, document, scenario: scenarioText(text) };
  return { opened: (uri) => (uri === URI ? only : undefined) };
}

describe('answering', () => {
  const said: string[] = [];
  const log = { error: (text: string) => void said.push(text) };
  const answer = answering(log, oneDocument('scenario: a\n'));
  const { token } = new CancellationTokenSource();
  const codeOf = (given: unknown): unknown => (given instanceof ResponseError ? given.code : given);

  it('tells of the open document, and nothing of others', async () => {
    assert.equal(await answer(URI, '', token, ({ scenario }) => scenario.text), 'scenario: a\n');
    assert.equal(await answer('file:///w/b.scenario.yaml', 'nothing', token, () => 'something'), 'nothing');
  });

  it('does not begin what was taken back, and does not tell what was taken back meanwhile', async () => {
    const before = new CancellationTokenSource();
    let begun = false;
    const asked = answer(URI, '', before.token, () => {
      begun = true;
      return 'told';
    });
    before.cancel();
    assert.equal(codeOf(await asked), LSPErrorCodes.RequestCancelled);
    assert.ok(!begun);
    const meanwhile = new CancellationTokenSource();
    const told = await answer(URI, '', meanwhile.token, async () => {
      meanwhile.cancel();
      return 'told';
    });
    assert.equal(codeOf(told), LSPErrorCodes.RequestCancelled);
  });

  it('does not tell of a version that is not there any more', async () => {
    const told = await answer(URI, '', token, async ({ document }) => {
      TextDocument.update(document, [{ text: 'scenario: b\n' }], document.version + 1);
      return 'told';
    });
    assert.equal(codeOf(told), LSPErrorCodes.ContentModified);
  });

  it('gives the empty answer where telling fails, and says so in the log', async () => {
    const told = await answer(URI, 'nothing', token, () => {
      throw new Error('broken');
    });
    assert.equal(told, 'nothing');
    assert.match(said.at(-1) ?? '', /broken/);
  });
});
