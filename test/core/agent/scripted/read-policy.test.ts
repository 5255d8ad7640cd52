import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { LAST_FIELDS, POLICY_FUNCTIONS, POLICY_NAMES } from '../../../../src/core/agent/scripted/policy-facts.ts';
import { PolicyError, parsePolicy, readPolicy } from '../../../../src/core/agent/scripted/read-policy.ts';

/** The problems of a text as `line:column message`. */
function problemsOf(text: string): string[] {
  return readPolicy(text).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

describe('reading a policy', () => {
  it('names the place of everything that is wrong, and what would be right', () => {
    const text = `policy: 7up
about: 3
rulez: []
rules:
  - name: a
    whem: turn == 1
    do: { shell: ls }
  - { name: b, chance: 2, do: { shell: ls } }
  - { name: c, do: { shel: ls } }
  - { name: d, do: { shell: [ls] } }
  - { name: e, choose: [] }
`;
    assert.deepEqual(problemsOf(text), [
      '1:1 "policy" must start with a letter and have only letters, digits, - and _.',
      '2:1 "about" must be a text.',
      '3:1 "rulez" is not known here. Did you mean "rules"?',
      '6:5 "whem" is not known here. Did you mean "when"?',
      '8:16 "rules[1].chance" must be at most 1.',
      '9:16 "rules[2].do.shell" is missing.',
      '9:22 "shel" is not known here. Did you mean "shell"?',
      '10:22 "rules[3].do.shell" must be a text.',
      '11:16 "rules[4].choose" must not be empty.',
    ]);
  });

  it('checks conditions and templates before anything is played', () => {
    const text = `policy: p
draws: { way: { left: 0 } }
rules:
  - { name: a, when: 'turn', do: { shell: ls } }
  - { name: b, when: 'turm == 1', do: { shell: ls } }
  - { name: c, when: 'turn == "one"', do: { shell: ls } }
  - { name: d, when: 'drawn.wai == "left"', do: { shell: ls } }
  - { name: e, when: 'last.exitcode == 1', do: { shell: ls } }
  - { name: f, when: 'dit("a")', do: { shell: ls } }
  - { name: g, when: 'turn ==', do: { shell: ls } }
  - { name: h, think: 'I {{ thinc }}', do: { shell: 'ls {{ drawn }}' } }
  - { name: a, do: { shell: ls } }
  - { name: i, do: { shell: ls }, choose: [{ do: { shell: ls } }] }
  - { name: j }
  - { name: k, choose: [{ name: h, do: { shell: ls } }] }
`;
    const problems = problemsOf(text);
    const expected = [
      /^2:10 "draws\.way" needs a value with a weight above 0\.$/,
      /^4:16 The condition of rule a .* true or false, but this is int/,
      /^5:16 The condition of rule b .*turm/,
      /^6:16 The condition of rule c /,
      /^7:16 The condition of rule d .*wai/,
      /^8:16 The condition of rule e .*exitcode/,
      /^9:16 The condition of rule f .*dit/,
      /^10:16 The condition of rule g /,
      /^11:16 The expression \{\{ thinc \}\} .*thinc/,
      /^11:46 The expression \{\{ drawn \}\} .*cannot be written into a text/,
      /^12:7 There are two rules or alternatives of the name a\.$/,
      /^13:5 Rule i needs exactly one of do and choose\.$/,
      /^14:5 Rule j needs exactly one of do and choose\.$/,
      /^15:27 There are two rules or alternatives of the name h\.$/,
    ];
    const unmatched = expected.filter((pattern) => !problems.some((problem) => pattern.test(problem)));
    assert.deepEqual([unmatched, problems.length], [[], expected.length], problems.join('\n'));
  });

  it('says where a text is not YAML', () => {
    const [problem] = problemsOf('policy: p\nrules: [\n');
    assert.match(problem ?? '', /^3:1 This is not YAML: /);
    assert.match(problemsOf('').join(), /^1:1 This must be a map\.$/);
    assert.match(
      problemsOf(`a: &a [x, x]\nb: &b [${'*a, '.repeat(30)}]\nc: [${'*b, '.repeat(30)}]`).join(),
      /not YAML/,
    );
  });

  it('throws all problems as one error with their places', () => {
    assert.throws(
      () => parsePolicy('policy: p\nrules: []\nrule: 1', 'weak.policy.yaml'),
      (error: unknown) => {
        assert.ok(error instanceof PolicyError);
        assert.deepEqual(error.message.split('\n').sort(), [
          'weak.policy.yaml:2:1: "rules" must not be empty.',
          'weak.policy.yaml:3:1: "rule" is not known here. Did you mean "rules"?',
        ]);
        return true;
      },
    );
  });

  it('is described as it is', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../../docs/policies.md'), 'utf8');
    const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    assert.deepEqual(problemsOf(example), []);
    const documented = (names: readonly string[]): string[] => names.filter((name) => !page.includes(name));
    assert.deepEqual(documented(Object.keys(POLICY_NAMES).map((name) => `\`${name}`)), []);
    assert.deepEqual(documented(Object.keys(POLICY_FUNCTIONS).map((name) => `\`${name.split('(')[0]}(`)), []);
    assert.deepEqual(documented(Object.keys(LAST_FIELDS).map((name) => `.${name}\``)), []);
  });

  it('never throws, and every problem lies in the text', () => {
    const words = fc.constantFrom(
      ...[
        'policy: p\n',
        'rules:\n',
        '  - ',
        'name: a\n',
        '    ',
        'do: { shell: ls }\n',
        'when: turn == 1\n',
        '{{',
        '}}',
      ],
      ...['choose:\n', '&a ', '*a ', '!!x ', '? ', '"', "'", '\t', '[', ']', '{', '}', 'draws: { a: { b: 1 } }\n'],
    );
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 4, arbitrary: words }, fc.string()), { maxLength: 30 }), (parts) => {
        const text = parts.join('');
        const lines = text.split('\n');
        for (const { line, column } of readPolicy(text).problems) {
          assert.ok(line >= 1 && line <= lines.length, `line ${line} of ${lines.length}`);
          assert.ok(column >= 1 && column <= (lines[line - 1]?.length ?? 0) + 1);
        }
      }),
    );
  });
});
