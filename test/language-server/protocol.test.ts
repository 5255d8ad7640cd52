import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  DocumentSymbol,
  Hover,
  Position,
} from 'vscode-languageserver-protocol';
import { Client } from './client.ts';

const TEXT = 'scenario: served\nagent:\n  goal: Find it.\nsuccess: files.exists(f, f.pth == "/x")\ntrials: 25\n';

const at = (line: number, character: number): Position => ({ line, character });

describe('the language server', function () {
  this.timeout(60_000);
  let client: Client;
  let folder: string;
  const uriOf = (name: string) => pathToFileURL(join(folder, name)).href;
  const ask = <T>(method: string, uri: string, more: object = {}): Promise<T> =>
    client.connection.sendRequest(method, { textDocument: { uri }, ...more });

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'redline-language-server-'));
    client = await Client.start({ params: { rootUri: pathToFileURL(folder).href } });
  });
  after(async () => {
    assert.equal(await client.stop(), 0);
    rmSync(folder, { recursive: true });
  });

  it('says what it can do', () => {
    const { capabilities } = client.initialized;
    assert.ok(capabilities.completionProvider && capabilities.hoverProvider && capabilities.codeLensProvider);
    assert.ok(capabilities.documentSymbolProvider && capabilities.codeActionProvider);
  });

  it('tells problems of the version that it was given, and takes them back when they are mended', async () => {
    const uri = uriOf('problems.scenario.yaml');
    const [problem, ...others] = await client.open(uri, TEXT);
    assert.deepEqual(others, []);
    assert.equal(problem?.code, 'RL3003');
    assert.equal(problem?.severity, 1);
    assert.equal(problem?.source, 'redline');
    const [page = '', line = ''] = problem?.codeDescription?.href.split('#L') ?? [];
    assert.equal(readFileSync(new URL(page), 'utf8').split('\n')[Number(line) - 1], '## RL3003');
    assert.equal(problem?.message, 'File has no field pth. Did you mean path?');
    assert.deepEqual(problem?.range, { start: at(3, 27), end: at(3, 30) });
    assert.deepEqual(await client.change(uri, { start: at(3, 27), end: at(3, 30) }, 'path'), []);
    const again = await client.change(uri, { start: at(1, 0), end: at(1, 5) }, 'agnt');
    assert.deepEqual(
      again.map(({ code, range }) => [code, range.start.line]),
      [['RL2001', 1]],
    );
  });

  it('offers a fix that mends the problem', async () => {
    const uri = uriOf('fixes.scenario.yaml');
    const diagnostics = await client.open(uri, TEXT);
    const range = diagnostics[0]?.range;
    assert.ok(range);
    const [action, ...others] = await ask<CodeAction[]>('textDocument/codeAction', uri, {
      range,
      context: { diagnostics },
    });
    assert.deepEqual(others, []);
    assert.equal(action?.title, 'Change to path');
    assert.equal(action?.kind, 'quickfix');
    assert.deepEqual(
      action?.diagnostics?.map(({ code }) => code),
      ['RL3003'],
    );
    const [edit] = action?.edit?.changes?.[uri] ?? [];
    assert.ok(edit);
    assert.deepEqual(await client.change(uri, edit.range, edit.newText), []);
    assert.deepEqual(await ask('textDocument/codeAction', uri, { range, context: { diagnostics: [] } }), []);
  });

  it('completes and explains', async () => {
    const uri = uriOf('completion.scenario.yaml');
    await client.open(uri, TEXT);
    const keys = await ask<CompletionItem[]>('textDocument/completion', uri, { position: at(5, 0) });
    const labels = keys.map(({ label }) => label);
    for (const key of ['title', 'machine', 'milestones', 'variants']) assert.ok(labels.includes(key), key);
    assert.ok(!labels.includes('agent'), 'what is there already is not offered');
    const fields = await ask<CompletionItem[]>('textDocument/completion', uri, { position: at(3, 27) });
    assert.equal(fields[0]?.label, 'path');
    assert.deepEqual(fields[0]?.textEdit, { range: { start: at(3, 27), end: at(3, 30) }, newText: 'path' });
    const hover = await ask<Hover>('textDocument/hover', uri, { position: at(2, 3) });
    assert.deepEqual(hover.range, { start: at(2, 2), end: at(2, 6) });
    assert.match(JSON.stringify(hover.contents), /The task, as the agent is told it/);
  });

  it('offers to run the scenario once and as often as it asks for', async () => {
    const uri = uriOf('lenses.scenario.yaml');
    await client.open(uri, TEXT);
    const lenses = await ask<CodeLens[]>('textDocument/codeLens', uri);
    assert.deepEqual(
      lenses.map(({ command }) => command),
      [
        { title: 'Run', command: 'redline.run', arguments: [uri] },
        { title: 'Run 25 trials', command: 'redline.runTrials', arguments: [uri, 25] },
        { title: 'Open terminal', command: 'redline.openTerminal', arguments: [uri] },
      ],
    );
    assert.deepEqual(lenses[0]?.range, { start: at(0, 0), end: at(0, 8) });
  });

  it('outlines', async () => {
    const uri = uriOf('outline.scenario.yaml');
    await client.open(uri, TEXT);
    const symbols = await ask<DocumentSymbol[]>('textDocument/documentSymbol', uri);
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ['scenario', 'agent', 'success', 'trials'],
    );
  });

  it('looks for fixtures, and again when a file changes', async () => {
    const uri = uriOf('fixture.scenario.yaml');
    const text = `${TEXT.replace('pth', 'path')}machine:\n  files:\n    /a: { from: ./fixtures/a.txt }\n    /b: { from: ./fixtures }\n`;
    const codes = (diagnostics: { code?: unknown; range: { start: Position } }[]) =>
      diagnostics.map(({ code, range }) => [code, range.start.line]);
    assert.deepEqual(codes(await client.open(uri, text)), [
      ['RL3204', 7],
      ['RL3204', 8],
    ]);
    mkdirSync(join(folder, 'fixtures'));
    writeFileSync(join(folder, 'fixtures', 'a.txt'), 'a');
    const after = await client.next(uri, () =>
      client.connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: [{ uri: uriOf('fixtures/a.txt'), type: 1 }],
      }),
    );
    assert.deepEqual(codes(after), [['RL3204', 8]]);
    assert.match(String(after[0]?.message), /it is not a file/);
  });

  it('answers with nothing about documents that it does not know', async () => {
    const uri = uriOf('unknown.scenario.yaml');
    assert.deepEqual(await ask('textDocument/codeLens', uri), []);
    assert.equal(await ask('textDocument/hover', uri, { position: at(0, 0) }), null);
  });

  it('takes its problems back when a document is closed', async () => {
    const uri = uriOf('closed.scenario.yaml');
    assert.equal((await client.open(uri, TEXT)).length, 1);
    const left = await client.next(uri, () =>
      client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } }),
    );
    assert.deepEqual(left, []);
  });

  it('lives through any text', async () => {
    const mistakes = readFileSync('test/fixtures/scenarios/twenty-mistakes.scenario.yaml', 'utf8');
    const texts = [
      '',
      '\u0000',
      '{{{{[[[[',
      '&a [*a]',
      'a: &x [*x, *x]',
      '- - - -',
      '\t\t:',
      mistakes,
      '%YAML 9\n---\n!!x',
      `a: ${'['.repeat(3_000)}`,
    ];
    for (const [index, text] of texts.entries()) {
      const uri = uriOf(`any-${index}.scenario.yaml`);
      assert.ok((await client.open(uri, text)).length > 0, JSON.stringify(text.slice(0, 40)));
      await ask('textDocument/documentSymbol', uri);
      await ask('textDocument/completion', uri, { position: at(0, 3) });
      await ask('textDocument/hover', uri, { position: at(0, 1) });
    }
  });

  it('takes documents that are no files', async () => {
    assert.equal((await client.open('untitled:Untitled-1', TEXT)).length, 1);
  });
});
