import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../../editor/waiting.ts';
import { writeFile } from '../redline.ts';

const BASE = `scenario: base
agent:
  goal: Find it.
  limits: { tokens: 200k }
machine:
  user: svc
  users: { svc: {} }
  files:
    /opt/notes.md: A note.
  programs:
    server: { command: serve }
  processes:
    - { program: server, self: true }
predicates:
  done: step > 3
success: done && read("/opt/notes.md")
references: [arXiv:2412.12140]
variants:
  size: { small: {}, large: { machine.hardware.memory: 256GiB } }
`;
const OWN = 'scenario: own\nextends: ./features-base.scenario.yaml\nmilestones:\n  first: done && step > 1\n';

/** The answer of a provider of the editor, once it gives one. */
function asked<T>(what: string, command: string, ...given: readonly unknown[]): Promise<T> {
  return until(what, async () => {
    const answer = await vscode.commands.executeCommand<T | undefined>(command, ...given);
    return answer === undefined || (Array.isArray(answer) && answer.length === 0) ? undefined : answer;
  });
}

describe('the features of the language in the editor', () => {
  let base: vscode.TextDocument;
  let own: vscode.TextDocument;

  /** The position behind the first place of a text. */
  const behind = (document: vscode.TextDocument, text: string): vscode.Position => {
    const at = document.getText().indexOf(text);
    assert.ok(at >= 0, text);
    return document.positionAt(at + text.length);
  };

  before(async () => {
    base = await vscode.workspace.openTextDocument(writeFile('features-base.scenario.yaml', BASE));
    own = await vscode.workspace.openTextDocument(writeFile('features-own.scenario.yaml', OWN));
    await vscode.window.showTextDocument(base);
  });

  it('complete keys, names in conditions, and paths on the machine', async () => {
    const labels = async (position: vscode.Position): Promise<string[]> => {
      const list = await asked<vscode.CompletionList>(
        'completion',
        'vscode.executeCompletionItemProvider',
        base.uri,
        position,
      );
      return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    };
    const limits = await labels(behind(base, 'limits: { '));
    assert.ok(limits.includes('steps') && limits.includes('time'), String(limits));
    assert.ok((await labels(behind(base, 'success: '))).includes('done'));
    assert.deepEqual(await labels(behind(base, 'read("/opt/')), ['notes.md']);
  });

  it('explain a value by what it comes to', async () => {
    const [hover] = await asked<vscode.Hover[]>(
      'a hover',
      'vscode.executeHoverProvider',
      base.uri,
      behind(base, 'hardware.memory: 25'),
    );
    const said = hover?.contents.map((content) => (typeof content === 'string' ? content : content.value)).join('\n');
    assert.match(said ?? '', /256GiB = 274,877,906,944 bytes/);
  });

  it('go to a definition in another file, and find every reference', async () => {
    const position = behind(own, 'first: do');
    const [definition] = await asked<(vscode.Location | vscode.LocationLink)[]>(
      'a definition',
      'vscode.executeDefinitionProvider',
      own.uri,
      position,
    );
    assert.ok(definition);
    const target = 'targetUri' in definition ? definition.targetUri : definition.uri;
    assert.equal(target.toString(), base.uri.toString());
    const references = await asked<vscode.Location[]>(
      'references',
      'vscode.executeReferenceProvider',
      own.uri,
      position,
    );
    assert.equal(references.length, 3);
  });

  it('rename in both files', async () => {
    const edit = await asked<vscode.WorkspaceEdit>(
      'a rename',
      'vscode.executeDocumentRenameProvider',
      own.uri,
      behind(own, 'first: do'),
      'over',
    );
    assert.deepEqual(
      edit
        .entries()
        .map(([uri, edits]) => [uri.path.split('/').at(-1), edits.length])
        .sort(),
      [
        ['features-base.scenario.yaml', 2],
        ['features-own.scenario.yaml', 1],
      ],
    );
  });

  it('outline, fold, select, link and colour', async () => {
    const symbols = await asked<vscode.DocumentSymbol[]>(
      'an outline',
      'vscode.executeDocumentSymbolProvider',
      base.uri,
    );
    assert.ok(symbols.some(({ name }) => name === 'machine'));
    const folds = await asked<vscode.FoldingRange[]>('folds', 'vscode.executeFoldingRangeProvider', base.uri);
    assert.ok(folds.some(({ start }) => start === 4));
    const [selection] = await asked<vscode.SelectionRange[]>(
      'a selection',
      'vscode.executeSelectionRangeProvider',
      base.uri,
      [behind(base, 'success: do')],
    );
    assert.ok(selection && base.getText(selection.range) === 'done');
    const links = await asked<vscode.DocumentLink[]>('links', 'vscode.executeLinkProvider', base.uri);
    assert.ok(links.some(({ target }) => target?.toString(true) === 'https://arxiv.org/abs/2412.12140'));
    const tokens = await asked<vscode.SemanticTokens>('colours', 'vscode.provideDocumentSemanticTokens', base.uri);
    assert.ok(tokens.data.length > 0);
  });

  it('hint at sizes and at the trials of a matrix', async () => {
    const range = new vscode.Range(0, 0, base.lineCount, 0);
    const hints = await asked<vscode.InlayHint[]>('hints', 'vscode.executeInlayHintProvider', base.uri, range);
    const labels = hints.map(({ label }) => String(label));
    assert.ok(labels.includes('= 200,000'), String(labels));
    assert.ok(labels.includes('2 = 2 variants, 20 trials'), String(labels));
  });

  it('find what is declared anywhere in the workspace', async () => {
    const symbols = await asked<vscode.SymbolInformation[]>(
      'symbols',
      'vscode.executeWorkspaceSymbolProvider',
      'first',
    );
    assert.ok(symbols.some(({ name, containerName }) => name === 'first' && containerName === 'own'));
  });

  it('format without touching comments, and extract a predicate', async () => {
    const text = '# Mine.\nscenario:   untidy # its name\nagent: {goal: b}\nsuccess: step > 1 && read("/x")\n';
    const document = await vscode.workspace.openTextDocument(writeFile('untidy.scenario.yaml', text));
    await vscode.window.showTextDocument(document);
    const edits = await asked<vscode.TextEdit[]>('formatting', 'vscode.executeFormatDocumentProvider', document.uri, {
      tabSize: 2,
      insertSpaces: true,
    });
    const edit = new vscode.WorkspaceEdit();
    edit.set(document.uri, edits);
    await vscode.workspace.applyEdit(edit);
    assert.equal(
      document.getText(),
      '# Mine.\nscenario: untidy # its name\nagent: { goal: b }\nsuccess: step > 1 && read("/x")\n',
    );
    const start = document.getText().indexOf('read(');
    const range = new vscode.Range(document.positionAt(start), document.positionAt(start + 10));
    const actions = await asked<vscode.CodeAction[]>(
      'actions',
      'vscode.executeCodeActionProvider',
      document.uri,
      range,
      vscode.CodeActionKind.RefactorExtract.value,
    );
    assert.deepEqual(
      actions.map(({ title }) => title),
      ['Make it a predicate'],
    );
    await document.save();
  });
});
