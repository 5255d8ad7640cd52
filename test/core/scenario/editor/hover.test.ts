import assert from 'node:assert/strict';
import { type HoverSurroundings, hoverAt } from '../../../../src/core/scenario/editor/hover.ts';
import { scenarioText } from '../../../../src/core/scenario/editor/scenario-text.ts';
import { atCursor } from './cursor-marker.ts';
import { surroundings } from './surroundings.ts';

/** The hovered characters and what is said of them. */
async function hovered(
  marked: string,
  around: Partial<HoverSurroundings> = {},
): Promise<{ on: string; says: string } | undefined> {
  const { text, offset } = atCursor(marked);
  const hover = await hoverAt(scenarioText(text), offset, { ...surroundings, ...around });
  return hover && { on: text.slice(hover.range.start, hover.range.end), says: hover.text };
}

async function says(
  marked: string,
  on: string,
  pattern: RegExp,
  around: Partial<HoverSurroundings> = {},
): Promise<void> {
  const hover = await hovered(marked, around);
  assert.equal(hover?.on, on);
  assert.match(hover?.says ?? '', pattern);
}

describe('hover', () => {
  it('tells what a key means', async () => {
    await says(
      'agent:\n  limits: { st<|>eps: 3 }\n',
      'steps',
      /^\*\*steps\*\*: a whole number\n\nMost steps that the agent may take\./,
    );
    await says('machine:\n  programs:\n    a: { command: x, starts_in<|>: 3s }\n', 'starts_in', /How long it takes/);
    await says(
      'milestones:\n  cop<|>ied: step > 3\n',
      'copied',
      /^\*\*copied\*\*: a condition\n\nConditions that mark progress/,
    );
    await says('machine:\n  files:\n    /op<|>t/a: x\n', '/opt/a', /One file, folder or link|content of a file/);
  });

  it('tells of a mistyped key what the part around it means', async () => {
    assert.equal((await hovered('agent:\n  li<|>mts: 3\n'))?.on, 'limts');
  });

  it('tells what the words of a condition mean', async () => {
    await says('success: fil<|>es.exists(f, f.path == "")\n', 'files', /Every file, folder and link/);
    await says('success: files.exists(f, f.pa<|>th == "")\n', 'path', /^\*\*File\.path\*\*: text/);
    await says('success: files.exists(f, f<|> == f)\n', 'f', /a File/);
    await says('success: rea<|>d("/etc/**")\n', 'read', /^\*\*read\(string\): bool\*\*/);
    await says('success: |\n  step > 3 &&\n    self.ali<|>ve\n', 'alive', /Every process marked/);
    await says('flags:\n  a: "event.ki<|>nd == \\"x\\""\n', 'kind', /process\.killed/);
    assert.equal((await hovered('success: files <|> .exists(f, true)\n'))?.on, undefined);
  });

  it('tells what a program is and what a template stands for', async () => {
    await says(
      'machine:\n  programs:\n    a: { command: run it, about: The main one. }\n  processes: [{ program: <|>a }]\n',
      'a',
      /The main one\.[\s\S]*run it/,
    );
    await says('agent:\n  goal: On {{machine.ho<|>stname}}.\n', 'machine.hostname', /Name of the host/);
  });

  it('says nothing where there is nothing', async () => {
    assert.equal(await hovered('agent:\n<|>\n  goal: x\n'), undefined);
    assert.equal(await hovered('<|>'), undefined);
  });

  it('tells what a quantity comes to', async () => {
    await says('machine:\n  hardware: { memory: 140<|>GiB }\n', '140GiB', /`140GiB = 150,323,855,360 bytes`/);
    await says('agent:\n  limits: { time: 1h<|>30m }\n', '1h30m', /`1h30m = 5,400 s`/);
    await says('agent:\n  limits: { tok<|>ens: 200k }\n', 'tokens', /`200k = 200,000`/);
  });

  it('tells what stands where nothing is said, and where that comes from', async () => {
    await says(
      'agent:\n  lim<|>its: { tokens: 1M }\n',
      'limits',
      /- steps: 60 \(default\)\n- tokens: `1M = 1,000,000`/,
    );
    const base = {
      uri: 'file:///w/base.scenario.yaml',
      scenario: scenarioText('machine:\n  user: svc\n  hostname: db-01\n'),
    };
    const around = { bases: async () => [base] };
    await says(
      'machine:\n  us<|>er: root\n',
      'user',
      /Takes the place of `svc` of \[base\.scenario\.yaml\]\(file:\/\/\/w\/base\.scenario\.yaml\)/,
      around,
    );
    await says('ma<|>chine:\n  user: root\n', 'machine', /- hostname: `db-01` \(base\.scenario\.yaml\)/, around);
  });

  it('tells what variants make of a value', async () => {
    const text = 'machine:\n  us<|>er: root\nvariants:\n  hardening: { none: {}, non-root: { machine.user: svc } }\n';
    await says(text, 'user', /- hardening: non-root makes it `svc`/);
    const change = 'variants:\n  a: { b: { machine.hardware.mem<|>ory: 1GiB } }\n';
    await says(change, 'machine.hardware.memory', /Main memory[\s\S]*1,073,741,824 bytes/);
  });

  it('tells what names stand for, also those of other files', async () => {
    await says('predicates: { copied: step > 3 }\nsuccess: cop<|>ied\n', 'copied', /predicate[\s\S]*step > 3/);
    const declared = [{ kind: 'tool' as const, name: 'pay', about: 'Pays a bill.' }];
    const nowhere = { code: '', nameRange: { start: 0, end: 0 }, range: { start: 0, end: 0 }, path: [] };
    const around = { declarations: async () => declared.map((each) => ({ ...each, ...nowhere })) };
    await says('agent:\n  tools: [pa<|>y]\n', 'pay', /Pays a bill/, around);
    await says('success: files.exi<|>sts(f, true)\n', 'exists', /at least one element/);
  });
});
