import assert from 'node:assert/strict';
import { basesOf, extendedUri, familyOf, resolvedUri } from '../../../../src/core/scenario/editor/linked-files.ts';
import {
  canRename,
  declarationsOfName,
  nameAt,
  placesOfName,
  renamed,
} from '../../../../src/core/scenario/editor/references.ts';
import type { LinkedScenario } from '../../../../src/core/scenario/editor/resolved-value.ts';
import { scenarioText } from '../../../../src/core/scenario/editor/scenario-text.ts';
import { atCursor } from './cursor-marker.ts';

const BASE = 'file:///w/base.scenario.yaml';
const OWN = 'file:///w/own.scenario.yaml';

/** The scenario with the cursor, its name, and all scenarios. */
function at(marked: string, base?: string) {
  const { text, offset } = atCursor(marked);
  const own: LinkedScenario = { uri: OWN, scenario: scenarioText(text) };
  const others = base === undefined ? [] : [{ uri: BASE, scenario: scenarioText(base) }];
  return { name: nameAt(own.scenario, offset), scenarios: [own, ...others] };
}

/** Lines (from 1) of every place of the name at the cursor, with a `b` before those in the base. */
function places(marked: string, base?: string): string[] {
  const { name, scenarios } = at(marked, base);
  assert.ok(name, `no name at ${marked}`);
  return placesOfName(name, scenarios).map(({ uri, use }) => {
    const text = scenarios.find((each) => each.uri === uri)?.scenario.text ?? '';
    return `${uri === BASE ? 'b' : ''}${text.slice(0, use.range.start).split('\n').length}`;
  });
}

/** The text of the scenario with the cursor after the name there was changed. */
function withName(marked: string, wanted: string, base?: string): string[] {
  const { name, scenarios } = at(marked, base);
  assert.ok(name);
  const renaming = renamed(name, wanted, scenarios);
  assert.ok('edits' in renaming, 'refusal' in renaming ? renaming.refusal : '');
  return scenarios.map(({ uri, scenario }) => {
    const edits = renaming.edits.filter((edit) => edit.uri === uri).toSorted((a, b) => b.range.start - a.range.start);
    return edits.reduce(
      (text, { range, text: put }) => text.slice(0, range.start) + put + text.slice(range.end),
      scenario.text,
    );
  });
}

describe('names', () => {
  it('of programs are found in processes, effects, conditions and variants', () => {
    const text = `machine:
  programs:
    server: { command: s }
    other: { command: o, reaches: [{ program: server, at: 80 }] }
  processes:
    - { program: ser<|>ver }
  services: { web: { program: server } }
timeline:
  - do: { kill: server }
  - do: { kill: self }
milestones:
  up: 'processes.exists(p, p.program == "server" || p.program in ["server", "x"])'
variants:
  size: { small: { machine.programs.server.command: x } }
`;
    assert.deepEqual(places(text), ['3', '4', '6', '7', '9', '12', '12', '14']);
  });

  it('of predicates are found in conditions, but not where one is bound to something else', () => {
    const text =
      'predicates:\n  f: step > 1\nsuccess: f && files.exists(f, f.size > 1)\nflags:\n  a: event.pid > 1 && <|>f\n';
    assert.deepEqual(places(text), ['2', '3', '5']);
  });

  it('of tools, scaffolds, agents, hosts, services, users and happenings are found', () => {
    assert.deepEqual(places('tools:\n  p<|>ay: {}\nagent:\n  tools: [shell, pay]\n'), ['2', '4']);
    assert.deepEqual(places('scaffolds:\n  mi<|>ne: {}\nagent: { scaffold: mine }\n'), ['2', '3']);
    assert.deepEqual(places('agents:\n  b: {}\ntimeline:\n  - { to: <|>b, say: x }\n'), ['2', '4']);
    const host =
      'machine:\n  network:\n    hosts: { db: {} }\nagents:\n  b: { host: <|>db }\nsuccess: files.exists(f, f.host == "db")\n';
    assert.deepEqual(places(host), ['3', '5', '6']);
    assert.deepEqual(
      places('machine:\n  services: { web: {} }\ntimeline:\n  - do: { service: { we<|>b: failed } }\n'),
      ['2', '4'],
    );
    assert.deepEqual(places('machine:\n  users: { svc: {} }\n  user: s<|>vc\n'), ['2', '3']);
    assert.deepEqual(places('timeline:\n  - name: out<|>age\nsuccess: happened("outage")\n'), ['2', '3']);
  });

  it('of parameters of a tool are found in its conditions and templates, and keep to it', () => {
    const text = `tools:
  pay:
    parameters:
      properties: { am<|>ount: { type: number } }
      required: [amount]
    replies:
      - when: input.amount > 3
        reply: "Paid {{input.amount}} of {{ input.amount }}."
  other:
    replies:
      - { when: input.amount > 3, reply: x }
`;
    assert.deepEqual(places(text), ['4', '5', '7', '8', '8']);
    assert.match(
      withName(text, 'sum')[0] ?? '',
      /\{ sum: [\s\S]*\[sum\][\s\S]*input\.sum > 3[\s\S]*\{\{input\.sum\}\} of \{\{ input\.sum \}\}/,
    );
  });

  it('are the same in a scenario and the one that it extends', () => {
    const base = 'scenario: base\npredicates:\n  copied: step > 1\nsuccess: copied\n';
    const own = 'extends: ./base.scenario.yaml\nmilestones:\n  first: cop<|>ied\n';
    assert.deepEqual(places(own, base), ['3', 'b3', 'b4']);
    const { name, scenarios } = at(own, base);
    assert.ok(name);
    assert.deepEqual(
      declarationsOfName(name, scenarios).map(({ uri, use }) => [uri, use.path]),
      [[BASE, ['predicates', 'copied']]],
    );
    assert.deepEqual(withName(own, 'done', base), [
      'extends: ./base.scenario.yaml\nmilestones:\n  first: done\n',
      'scenario: base\npredicates:\n  done: step > 1\nsuccess: done\n',
    ]);
  });

  it('keep their quotes, and stay inside folded and escaped texts, when they are changed', () => {
    const text =
      'machine:\n  programs:\n    "ser<|>ver": {}\n  processes: [{ program: \'server\' }]\nsuccess: "processes.exists(p, p.program == \\"server\\")"\n';
    assert.deepEqual(withName(text, 'app'), [
      'machine:\n  programs:\n    "app": {}\n  processes: [{ program: \'app\' }]\nsuccess: "processes.exists(p, p.program == \\"app\\")"\n',
    ]);
    const folded = 'predicates:\n  done: step > 1\nsuccess: >-\n  step > 3 &&\n  do<|>ne\n';
    assert.deepEqual(withName(folded, 'over'), ['predicates:\n  over: step > 1\nsuccess: >-\n  step > 3 &&\n  over\n']);
  });

  it('are not changed to what cannot be a name, or is one already', () => {
    const { name, scenarios } = at('predicates:\n  do<|>ne: step > 1\n  over: step > 2\n');
    assert.ok(name);
    for (const wanted of ['Done', 'a-b', '', 'true', 'over', '1a']) {
      assert.ok('refusal' in renamed(name, wanted, scenarios), wanted);
    }
    const undeclared = at('machine:\n  processes: [{ program: no<|>ne }]\n');
    assert.ok(undeclared.name && !canRename(undeclared.name, undeclared.scenarios));
  });

  it('are not seen in texts that only look like them', () => {
    assert.equal(at('title: ser<|>ver\nmachine: { programs: { server: {} } }\n').name, undefined);
    assert.equal(at('machine:\n  env: { user: ro<|>ot }\n').name, undefined);
    assert.equal(at('timeline:\n  - do: { kill: se<|>lf }\n').name, undefined);
  });
});

describe('scenarios that belong together', () => {
  const linked = (uri: string, text: string): LinkedScenario => ({ uri, scenario: scenarioText(text) });
  const all = (...scenarios: LinkedScenario[]) => new Map(scenarios.map((each) => [each.uri, each]));

  it('are found by the paths that they name', () => {
    assert.equal(
      resolvedUri('file:///w/a/own.scenario.yaml', './b/base.scenario.yaml'),
      'file:///w/a/b/base.scenario.yaml',
    );
    assert.equal(resolvedUri('file:///w/own.scenario.yaml', 'mit leer.yaml'), 'file:///w/mit%20leer.yaml');
    assert.equal(resolvedUri('file:///w/own.scenario.yaml', 'a%b#c?.yaml'), 'file:///w/a%25b%23c%3F.yaml');
    assert.equal(resolvedUri('untitled:Untitled-1', './x.yaml'), undefined);
    // Half of a pair of characters, which no address can hold.
    assert.equal(resolvedUri('file:///w/own.scenario.yaml', './a\ude2f.yaml'), 'file:///w/a%EF%BF%BD.yaml');
    for (const path of ['/etc/passwd', 'https://x/y', '../x']) {
      assert.equal(resolvedUri('file:///w/own.scenario.yaml', path), undefined, path);
    }
    assert.equal(extendedUri(OWN, scenarioText('extends: ./base.scenario.yaml\n').root), BASE);
  });

  it('are followed to the end, and round a circle once', () => {
    const a = linked('file:///w/a.scenario.yaml', 'extends: ./b.scenario.yaml\n');
    const b = linked('file:///w/b.scenario.yaml', 'extends: ./c.scenario.yaml\n');
    const c = linked('file:///w/c.scenario.yaml', 'extends: ./a.scenario.yaml\n');
    const d = linked('file:///w/d.scenario.yaml', 'scenario: d\n');
    const uris = (scenarios: readonly LinkedScenario[]) => scenarios.map(({ uri }) => uri.slice(-15, -14));
    assert.deepEqual(uris(basesOf(a, all(a, b, c, d))), ['b', 'c']);
    const e = linked('file:///w/e.scenario.yaml', 'extends: ./d.scenario.yaml\n');
    const f = linked('file:///w/f.scenario.yaml', 'extends: ./d.scenario.yaml\n');
    assert.deepEqual(uris(familyOf(e, all(d, e, f))), ['e', 'd', 'f']);
    assert.deepEqual(uris(familyOf(d, all(d, e, f))), ['d', 'e', 'f']);
  });
});
