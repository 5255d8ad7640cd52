import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { IGrammar } from 'vscode-textmate';
import { loadGrammar, snapshotOf, tokenize } from './tokenize.ts';

const FOLDER = 'test/fixtures/syntaxes';
const SCOPES: Readonly<Record<string, string>> = {
  '.scenario.yaml': 'source.redline-scenario',
  '.cel': 'source.redline-cel',
};

describe('the grammars', () => {
  const grammars = new Map<string, IGrammar>();
  before(async () => {
    for (const scope of Object.values(SCOPES)) grammars.set(scope, await loadGrammar(scope));
  });
  const grammarOf = (scope: string): IGrammar => {
    const grammar = grammars.get(scope);
    assert.ok(grammar);
    return grammar;
  };

  for (const [ending, scope] of Object.entries(SCOPES)) {
    for (const name of readdirSync(FOLDER).filter((each) => each.endsWith(ending))) {
      it(`colour ${name} as they did (UPDATE_SNAPSHOTS=1 writes it anew)`, () => {
        const path = `${FOLDER}/${name}.snap`;
        const snapshot = snapshotOf(grammarOf(scope), readFileSync(`${FOLDER}/${name}`, 'utf8'));
        if (process.env['UPDATE_SNAPSHOTS']) writeFileSync(path, snapshot);
        assert.ok(existsSync(path), 'the snapshot is missing');
        assert.equal(snapshot, readFileSync(path, 'utf8'));
      });
    }
  }

  /** Innermost scope of the first token that is the text. */
  function scopeOf(source: string, text: string): string | undefined {
    return tokenize(grammarOf('source.redline-scenario'), source)
      .find((token) => token.text === text)
      ?.scopes.at(-1);
  }

  it('tell conditions from other text', () => {
    assert.equal(scopeOf('success: files.exists(f, true)', 'files'), 'variable.language.redline-cel');
    assert.equal(scopeOf('title: files.exists(f, true)', 'files.exists(f, true)'), 'string.unquoted.plain.yaml');
    assert.equal(scopeOf('milestones:\n  a: step > 3\ntrials: 10', '10'), 'constant.numeric.yaml');
    assert.equal(scopeOf('flags:\n  a: |\n    step > 3\n  b: event.pid > 3', 'b'), 'entity.name.tag.yaml');
    assert.equal(scopeOf('success: >-\n  step > 3\nagent:\n  goal: step', 'goal'), 'entity.name.tag.yaml');
  });

  it('colour conditions wherever they stand', () => {
    const cel = 'variable.language.redline-cel';
    assert.equal(scopeOf('predicates:\n  a: files.exists(f, true)', 'files'), cel);
    assert.equal(scopeOf('milestones: { a: step > 3, b: files.all(f, true) }', 'step'), cel);
    assert.equal(scopeOf('timeline:\n  - when: step > 3\n    say: step', 'step'), cel);
    assert.equal(scopeOf('timeline:\n  - when: step > 3\n    say: step', 'say'), 'entity.name.tag.yaml');
    assert.equal(scopeOf('timeline:\n  - { when: step > 3, say: hello }', 'step'), cel);
    assert.equal(scopeOf('timeline:\n  - { when: step > 3, say: hello }', 'hello'), 'string.unquoted.plain.yaml');
    assert.equal(scopeOf('agents:\n  b:\n    starts:\n      when: |\n        step > 3\n    goal: x', 'step'), cel);
    assert.equal(scopeOf('variants:\n  a:\n    b: { flags.c: event.pid > 3 }', 'event'), cel);
    assert.equal(scopeOf('variants:\n  a:\n    b:\n      success: step > 3\n', 'step'), cel);
  });

  it('colour command lines and scripts as the shell does, and end with them', () => {
    const command = 'entity.name.command.shell';
    assert.equal(scopeOf('a:\n  command: python x.py --port {port}', 'python'), command);
    assert.equal(scopeOf('a:\n  command: python x.py --port {port}', '{port}'), 'variable.parameter.option.redline');
    assert.equal(scopeOf("a:\n  command: sleep 'x\n  user: root", 'user'), 'entity.name.tag.yaml');
    assert.equal(scopeOf('a: { command: "sleep 10", user: root }', 'sleep'), command);
    assert.equal(scopeOf('a: { command: sleep 10, user: root }', 'user'), 'entity.name.tag.yaml');
    const script = 'machine:\n  files:\n    /opt/run.sh: |\n      cat "open\n    /b: c\n';
    assert.equal(scopeOf(script, 'cat'), command);
    assert.equal(scopeOf(script, '/b'), 'entity.name.tag.yaml');
    assert.equal(
      scopeOf('machine:\n  files:\n    /notes.md: |\n      cat x\n', '      cat x'),
      'string.unquoted.block.yaml',
    );
    assert.equal(scopeOf('machine:\n  history:\n    - ls -la\n  user: root', 'ls'), command);
    assert.equal(scopeOf('machine:\n  history:\n    - ls -la\n  user: root', 'user'), 'entity.name.tag.yaml');
  });

  it('end a block of text where its indentation ends', () => {
    const source = 'machine:\n  files:\n    /a: |\n      b: c\n\n      # d\n    /e: f\n';
    assert.equal(scopeOf(source, '      b: c'), 'string.unquoted.block.yaml');
    assert.equal(scopeOf(source, '      # d'), 'string.unquoted.block.yaml');
    assert.equal(scopeOf(source, '/e'), 'entity.name.tag.yaml');
  });

  it('see templates, options, sizes and durations', () => {
    assert.equal(scopeOf('agent:\n  goal: On {{machine.os}}', 'machine.os'), 'variable.other.template.redline');
    assert.equal(scopeOf('listens: "{port}"', '{port}'), 'variable.parameter.option.redline');
    assert.equal(scopeOf('a: { size: 140GiB }', 'GiB'), 'keyword.other.unit.redline');
    assert.equal(scopeOf('starts_in: 1h30m', '1h30m'), 'constant.numeric.duration.redline');
    assert.equal(scopeOf('title: 90s music', '90s music'), 'string.unquoted.plain.yaml');
  });

  it('name only grammars and scopes that are there', () => {
    const text = readFileSync('syntaxes/redline-scenario.tmLanguage.json', 'utf8');
    const grammar: { repository: Record<string, unknown> } = JSON.parse(text);
    const included = Array.from(text.matchAll(/"include": "([^"]+)"/g), (match) => match[1] ?? '');
    for (const name of new Set(included)) {
      assert.ok(name.startsWith('source.') || Object.hasOwn(grammar.repository, name.slice(1)), name);
    }
  });
});

describe('the language configuration', () => {
  interface Configuration {
    readonly wordPattern: string;
    readonly indentationRules: { readonly increaseIndentPattern: string; readonly decreaseIndentPattern: string };
  }
  const configuration: Configuration = JSON.parse(readFileSync('syntaxes/language-configuration.json', 'utf8'));

  it('indents after a key without a value and after a block header', () => {
    const increase = new RegExp(configuration.indentationRules.increaseIndentPattern);
    for (const line of ['agent:', '  files:', '    /opt/a.py: |', '  system: >-', '  - program:', '  limits: # few'])
      assert.match(line, increase, line);
    for (const line of ['goal: x', '# agent:', '  - shell', 'a: "b:"', '  url: http://x'])
      assert.doesNotMatch(line, increase, line);
  });

  it('takes a name with dashes for one word', () => {
    assert.deepEqual('agent-server: 140GiB'.match(new RegExp(configuration.wordPattern, 'g')), [
      'agent-server',
      '140GiB',
    ]);
  });
});
