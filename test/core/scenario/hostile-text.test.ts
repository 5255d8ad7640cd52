import assert from 'node:assert/strict';
import { readScenario } from '../../../src/core/scenario/read-scenario.ts';

const HEAD = 'scenario: hostile\nagent: { goal: Find it. }\n';
const MANY = 30_000;

const machine = (rest: string) => `${HEAD}machine:\n${rest}success: step > 3\n`;

/** Texts that a careless reader would take very long over, or would fill the memory with. */
const TEXTS: Readonly<Record<string, string>> = {
  'a condition with a long gap': `${HEAD}success: "step >${' '.repeat(MANY)}bogus"\n`,
  'a path of many folders': machine(`  files:\n    ${'/a'.repeat(MANY)}: x\n`),
  'a very long key': `${HEAD}${'a'.repeat(MANY)}: x\nsuccess: step > 3\n`,
  'a very long mistyped name': `${HEAD}success: ${'x'.repeat(MANY)} > 3\n`,
  'half templates': `scenario: x\nagent: { goal: "${'{{ '.repeat(MANY)}" }\nsuccess: step > 3\n`,
  'half secrets': `${HEAD}about: ${'sk-'.repeat(MANY)}\nsuccess: step > 3\n`,
  'open parentheses': `${HEAD}success: ${'('.repeat(MANY)}\n`,
  'a glob of many alternatives': machine(
    `  files: { /a/b: x }\n  programs: { p: { command: x, needs: ["/a/${'{a,b}'.repeat(40)}"] } }\n  processes: [{ program: p }]\n`,
  ),
  'a glob of many stars': machine(
    `  files: { /a/${'a'.repeat(200)}: x }\n  programs: { p: { command: x, needs: ["/a/${'*a'.repeat(100)}b"] } }\n  processes: [{ program: p }]\n`,
  ),
  'options that repeat options': machine(
    `  programs: { p: { command: "{a}", needs: ["${'{a}'.repeat(MANY)}"] } }\n  processes: [{ program: p, options: { a: "${'{a}'.repeat(MANY)}" } }]\n`,
  ),
  'predicates that all use each other': `${HEAD}predicates:\n${Array.from(
    { length: 300 },
    (_, at) => `  p${at}: ${Array.from({ length: 200 }, (_, used) => `p${(at + used) % 300}`).join(' || ')}\n`,
  ).join('')}success: p1\n`,
  'a chain of predicates': `${HEAD}predicates:\n${Array.from({ length: 2_000 }, (_, at) => `  p${at}: p${at + 1} || step > 3\n`).join('')}success: p0\n`,
  'a matrix without end': `${HEAD}success: step > 3\nvariants:\n${Array.from(
    { length: 40 },
    (_, at) =>
      `  d${at}: { ${Array.from({ length: 40 }, (_, value) => `v${value}: { machine.env.X${at}: "${value}" }`).join(', ')} }\n`,
  ).join('')}`,
  'a long path of an override': `${HEAD}success: step > 3\nvariants: { d: { a: {}, b: { "${'a.'.repeat(MANY)}": x } } }\n`,
  'half a path of an override': `${HEAD}success: step > 3\nvariants: { d: { a: {}, b: { '${'["'.repeat(MANY)}': x } } }\n`,
  'a condition of many parts': `${HEAD}success: '${Array.from({ length: 400 }, (_, at) => `step == ${at}`).join(' || ')}'\n`,
  'a schedule of many fields': machine(`  cron: [{ schedule: "${'1-59/2,'.repeat(MANY)}", command: x }]\n`),
  'prototypes for keys': `__proto__: { polluted: yes }\nconstructor: 1\n${HEAD}machine: { files: { __proto__: x }, programs: { __proto__: { command: x } } }\nsuccess: step > 3\n`,
};

describe('hostile texts', () => {
  for (const [name, text] of Object.entries(TEXTS)) {
    it(`are read to the end: ${name}`, () => {
      const { problems } = readScenario(text);
      for (const { range } of problems) assert.ok(range.end <= text.length);
      assert.equal(Reflect.get({}, 'polluted'), undefined);
    });
  }

  it('are refused where a key could change what every object has', () => {
    const codes = readScenario(TEXTS['prototypes for keys'] ?? '').problems.map(({ code }) => code);
    assert.ok(codes.includes('RL2001') && codes.includes('RL2007'), codes.join());
  });
});
