import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  DocumentHighlight,
  DocumentLink,
  FoldingRange,
  Hover,
  InlayHint,
  Location,
  Position,
  Range,
  SelectionRange,
  SemanticTokens,
  TextEdit,
  WorkspaceEdit,
  WorkspaceSymbol,
} from 'vscode-languageserver-protocol';
import { ENDPOINTS_CHANGED, LAST_RESULT, type LastResultQuestion } from '../../src/protocol/language.ts';
import { Client } from './client.ts';

const at = (line: number, character: number): Position => ({ line, character });

const BASE = `scenario: base
agent:
  goal: Find it.
machine:
  user: svc
  users: { svc: {} }
  programs:
    server: { command: serve }
  processes:
    - { program: server, self: true }
predicates:
  done: step > 3
success: done
`;

describe('the features of the language server', function () {
  this.timeout(60_000);
  let client: Client;
  let folder: string;
  const uriOf = (name: string) => pathToFileURL(join(folder, name)).href;
  const ask = <T>(method: string, uri: string, more: object = {}): Promise<T> =>
    client.connection.sendRequest(method, { textDocument: { uri }, ...more });
  const questions: LastResultQuestion[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'redline-features-'));
    mkdirSync(join(folder, 'fixtures'));
    writeFileSync(join(folder, 'fixtures', 'notes.md'), 'Notes.');
    writeFileSync(join(folder, 'base.scenario.yaml'), BASE);
    client = await Client.start({
      params: {
        workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'w' }],
        rootUri: pathToFileURL(folder).href,
        initializationOptions: { runs: true, endpoints: [{ name: 'local', about: 'qwen' }] },
      },
      prepare: (connection) =>
        connection.onRequest(LAST_RESULT, (question: LastResultQuestion) => {
          questions.push(question);
          return { rate: '7 of 10 (70 %, 40 % to 89 %)', run: '/runs/1', transcript: '/runs/1/1.transcript.jsonl' };
        }),
    });
  });
  after(async () => {
    assert.equal(await client.stop(), 0);
    rmSync(folder, { recursive: true });
  });

  it('say where a name is declared and used, in all files that belong together', async () => {
    const uri = uriOf('own.scenario.yaml');
    await client.open(uri, 'scenario: own\nextends: ./base.scenario.yaml\nmilestones:\n  first: done && step > 1\n');
    const position = at(3, 10);
    const definitions = await ask<Location[]>('textDocument/definition', uri, { position });
    assert.deepEqual(definitions, [{ uri: uriOf('base.scenario.yaml'), range: { start: at(11, 2), end: at(11, 6) } }]);
    const file = await ask<Location[]>('textDocument/definition', uri, { position: at(1, 15) });
    assert.equal(file[0]?.uri, uriOf('base.scenario.yaml'));
    const references = await ask<Location[]>('textDocument/references', uri, {
      position,
      context: { includeDeclaration: false },
    });
    assert.deepEqual(
      references.map((each) => [each.uri === uri ? 'own' : 'base', each.range.start.line]),
      [
        ['own', 3],
        ['base', 12],
      ],
    );
    const highlights = await ask<DocumentHighlight[]>('textDocument/documentHighlight', uri, { position });
    assert.deepEqual(
      highlights.map(({ range }) => range),
      [{ start: at(3, 9), end: at(3, 13) }],
    );
  });

  it('go from a template to what it stands for', async () => {
    const uri = uriOf('template.scenario.yaml');
    await client.open(uri, 'scenario: own\nextends: ./base.scenario.yaml\nagent:\n  goal: On {{machine.user}}.\n');
    const [definition] = await ask<Location[]>('textDocument/definition', uri, { position: at(3, 16) });
    assert.deepEqual(definition, { uri: uriOf('base.scenario.yaml'), range: { start: at(4, 8), end: at(4, 11) } });
  });

  it('know a file however an editor writes its address', async () => {
    const base = uriOf('base.scenario.yaml').replace('base.', '%62ase.');
    await client.open(base, BASE.replace('done: step > 3', 'over: step > 3').replace('success: done', 'success: over'));
    const uri = uriOf('encoded.scenario.yaml');
    await client.open(uri, 'scenario: own\nextends: ./base.scenario.yaml\nmilestones:\n  first: over\n');
    const definitions = await ask<Location[]>('textDocument/definition', uri, { position: at(3, 10) });
    assert.deepEqual(
      definitions.map((each) => each.uri),
      [base],
      'the open one counts, and only once',
    );
    await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: base } });
  });

  it('rename in every file, and say why where it cannot be', async () => {
    const uri = uriOf('renamed.scenario.yaml');
    await client.open(uri, 'scenario: renamed\nextends: ./base.scenario.yaml\nmilestones:\n  first: done\n');
    const position = at(3, 10);
    const prepared = await ask<{ range: Range; placeholder: string }>('textDocument/prepareRename', uri, { position });
    assert.deepEqual(prepared, { range: { start: at(3, 9), end: at(3, 13) }, placeholder: 'done' });
    const edit = await ask<WorkspaceEdit>('textDocument/rename', uri, { position, newName: 'over' });
    assert.equal(edit.changes?.[uri]?.length, 1);
    assert.equal(edit.changes?.[uriOf('base.scenario.yaml')]?.length, 2);
    await assert.rejects(ask('textDocument/rename', uri, { position, newName: 'Not a name' }), /small letters/);
    assert.equal(await ask('textDocument/prepareRename', uri, { position: at(0, 12) }), null);
  });

  it('complete what lies outside of the text: endpoints, files, the machine', async () => {
    const uri = uriOf('outside.scenario.yaml');
    const text = `scenario: outside
agent:
  goal: x
  cwd: /etc/ss
machine:
  files:
    /a: { from: ./fixtures/ }
judges:
  a: { rubric: x, endpoint: l }
success: read("/etc/pas")
`;
    await client.open(uri, text);
    const labels = async (position: Position) =>
      (await ask<CompletionItem[]>('textDocument/completion', uri, { position })).map(({ label }) => label);
    assert.deepEqual(await labels(at(6, 27)), ['notes.md']);
    assert.deepEqual(await labels(at(8, 29)), ['local']);
    assert.ok((await labels(at(9, 22))).includes('passwd'));
    await client.connection.sendNotification(ENDPOINTS_CHANGED, [{ name: 'other', about: '' }]);
    assert.deepEqual(await labels(at(8, 29)), ['other']);
  });

  it('explain values by what they come to, and by what is extended', async () => {
    const uri = uriOf('hover.scenario.yaml');
    await client.open(uri, 'scenario: hover\nextends: ./base.scenario.yaml\nmachine:\n  user: root\n');
    const hover = await ask<Hover>('textDocument/hover', uri, { position: at(3, 4) });
    assert.match(JSON.stringify(hover.contents), /Takes the place of `svc` of \[base\.scenario\.yaml\]/);
  });

  it('fold, select and link', async () => {
    const uri = uriOf('structure.scenario.yaml');
    const text = `${BASE.replace('scenario: base', 'scenario: structure')}references: [arXiv:2412.12140]\n`;
    await client.open(uri, text);
    const folds = await ask<FoldingRange[]>('textDocument/foldingRange', uri);
    assert.ok(folds.some(({ startLine, endLine }) => startLine === 3 && endLine === 9));
    const [selection] = await ask<SelectionRange[]>('textDocument/selectionRange', uri, { positions: [at(12, 10)] });
    assert.deepEqual(selection?.range, { start: at(12, 9), end: at(12, 13) });
    assert.ok(selection?.parent);
    const links = await ask<DocumentLink[]>('textDocument/documentLink', uri);
    assert.deepEqual(
      links.map(({ target }) => target),
      ['https://arxiv.org/abs/2412.12140'],
    );
  });

  it('colour conditions by meaning, wholly or in part', async () => {
    const uri = uriOf('tokens.scenario.yaml');
    await client.open(uri, BASE);
    const { data } = await ask<SemanticTokens>('textDocument/semanticTokens/full', uri);
    assert.equal(data.length % 5, 0);
    assert.ok(data.length > 0);
    const range = { start: at(12, 0), end: at(13, 0) };
    const part = await ask<SemanticTokens>('textDocument/semanticTokens/range', uri, { range });
    assert.deepEqual(part.data.slice(0, 3), [12, 9, 4]);
  });

  it('hint at sizes and at the trials of a matrix', async () => {
    const uri = uriOf('hints.scenario.yaml');
    await client.open(uri, 'variants:\n  a: { x: {}, y: {} }\ntrials: 5\nmachine: { hardware: { memory: 1GiB } }\n');
    const range = { start: at(0, 0), end: at(4, 0) };
    const hints = await ask<InlayHint[]>('textDocument/inlayHint', uri, { range });
    assert.deepEqual(
      hints.map(({ position, label }) => [position.line, label]),
      [
        [3, '= 1,073,741,824 bytes'],
        [0, '2 = 2 variants, 10 trials'],
        [2, '× 2 variants = 10'],
      ],
    );
  });

  it('format', async () => {
    const uri = uriOf('format.scenario.yaml');
    await client.open(uri, 'scenario:   a\nagent: {goal: b}\n# c\nsuccess: step > 1\n');
    const options = { tabSize: 2, insertSpaces: true };
    const edits = await ask<TextEdit[]>('textDocument/formatting', uri, { options });
    assert.deepEqual(edits, [
      { range: { start: at(0, 0), end: at(1, 15) }, newText: 'scenario: a\nagent: { goal: b ' },
    ]);
  });

  it('fix all problems of a kind, and everything where an editor asks for that', async () => {
    const uri = uriOf('fixes.scenario.yaml');
    const diagnostics = await client.open(
      uri,
      'scenario: a\nagent: { gaol: b, limts: { steps: 3 } }\nsuccess: step > 1\n',
    );
    const range = { start: at(1, 9), end: at(1, 13) };
    const actions = await ask<CodeAction[]>('textDocument/codeAction', uri, { range, context: { diagnostics } });
    assert.deepEqual(
      actions.map(({ title }) => title),
      ['Change to goal', 'Fix all 2 problems of this kind (RL2001)'],
    );
    const context = { diagnostics: [], only: ['source.fixAll'] };
    const [all] = await ask<CodeAction[]>('textDocument/codeAction', uri, { range, context });
    assert.equal(all?.kind, 'source.fixAll.redline');
    assert.equal(all?.edit?.changes?.[uri]?.length, 2);
  });

  it('tell by lenses what the client knows of the last run', async () => {
    const uri = uriOf('lenses.scenario.yaml');
    await client.open(uri, BASE);
    const lenses = await ask<CodeLens[]>('textDocument/codeLens', uri);
    assert.deepEqual(
      lenses.map(({ command }) => [command?.title, command?.command, command?.arguments?.[0]]),
      [
        ['Run', 'redline.run', uri],
        ['Run 10 trials', 'redline.runTrials', uri],
        ['Open terminal', 'redline.openTerminal', uri],
        ['Last: 7 of 10 (70 %, 40 % to 89 %)', 'redline.openReport', '/runs/1'],
        ['Open last replay', 'redline.openTranscript', '/runs/1/1.transcript.jsonl'],
      ],
    );
    assert.deepEqual(questions.at(-1), { uri, scenario: 'base' });
  });

  it('find symbols in the whole workspace, also in files that are not open', async () => {
    writeFileSync(join(folder, 'closed.scenario.yaml'), 'scenario: closed\nmilestones:\n  found-gold: step > 1\n');
    const symbols = await client.connection.sendRequest<WorkspaceSymbol[]>('workspace/symbol', { query: 'fndgld' });
    assert.deepEqual(
      symbols.map(({ name, containerName }) => [name, containerName]),
      [['found-gold', 'closed']],
    );
  });

  it('read files of the workspace only', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'redline-outside-'));
    writeFileSync(join(outside, 'secret.txt'), 'secret');
    symlinkSync(outside, join(folder, 'link'));
    const uri = uriOf('inside.scenario.yaml');
    const files = '    /a: { from: ./link/secret.txt }\n    /b: { from: ../x.txt }\n';
    const problems = await client.open(
      uri,
      `scenario: a\nagent: { goal: b }\nsuccess: step > 1\nmachine:\n  files:\n${files}`,
    );
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['RL3204', 'RL3203'],
    );
    assert.match(String(problems[0]?.message), /outside the folder/);
    const completion = { position: at(5, 23) };
    assert.deepEqual(await ask('textDocument/completion', uri, completion), []);
    rmSync(outside, { recursive: true });
  });

  it('tell of a success that holds at the start, once the author pauses, and take it back', async () => {
    const uri = uriOf('start.scenario.yaml');
    const text =
      'scenario: a\nagent: { goal: b }\nmachine: { files: { /x: y } }\nsuccess: files.exists(f, f.path == "/x")\n';
    assert.deepEqual(await client.open(uri, text), []);
    const told = await client.next(uri, async () => undefined);
    assert.deepEqual(
      told.map(({ code, range }) => [code, range.start.line]),
      [['RL3019', 3]],
    );
    const again = await client.change(uri, { start: at(1, 15), end: at(1, 15) }, 'x');
    assert.deepEqual(
      again.map(({ code }) => code),
      ['RL3019'],
      'it is still there while something else is typed',
    );
    assert.deepEqual(await client.change(uri, { start: at(3, 36), end: at(3, 36) }, 'other'), []);
  });

  it('stay at hand while a long scenario is being typed', async () => {
    const uri = uriOf('long.scenario.yaml');
    const files = Array.from({ length: 4_900 }, (_, index) => `    /data/${index}: "content"`).join('\n');
    await client.open(uri, `scenario: long\nagent: { goal: b }\nsuccess: step > 1\nmachine:\n  files:\n${files}\n`);
    for (let index = 0; index < 10; index += 1) {
      await client.type(uri, { start: at(1, 14), end: at(1, 14) }, 'x');
      const position = at(2, 9);
      const items = await ask<CompletionItem[]>('textDocument/completion', uri, { position });
      assert.ok(items.some(({ label }) => label === 'files'));
    }
  });
});

describe('the language server without a client of ours', function () {
  this.timeout(60_000);

  it('runs by redline lsp, and takes endpoints from redline.config.yaml', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'redline-lsp-'));
    writeFileSync(
      join(folder, 'redline.config.yaml'),
      'endpoints:\n  here: { baseUrl: http://127.0.0.1:8000/v1, model: qwen }\n',
    );
    const command = ['src/cli/main.ts', 'lsp', '--stdio'];
    const client = await Client.start({ command, params: { rootUri: pathToFileURL(folder).href } });
    const uri = pathToFileURL(join(folder, 'a.scenario.yaml')).href;
    const text = 'scenario: a\nagent: { goal: b }\nsuccess: step > 1\njudges:\n  c: { rubric: x, endpoint: h }\n';
    await client.open(uri, text);
    const position = at(4, 29);
    const params = { textDocument: { uri }, position };
    const items = await client.connection.sendRequest<CompletionItem[]>('textDocument/completion', params);
    assert.deepEqual(
      items.map(({ label, documentation }) => [label, documentation]),
      [['here', { kind: 'markdown', value: 'qwen at http://127.0.0.1:8000/v1' }]],
    );
    const lenses = await client.connection.sendRequest<CodeLens[]>('textDocument/codeLens', params);
    assert.equal(lenses.length, 3, 'nobody is asked for the last run');
    assert.equal(await client.stop(), 0);
    rmSync(folder, { recursive: true });
  });
});
