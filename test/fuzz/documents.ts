/** Documents for the fuzzer: any text made of what means something to YAML, CEL and scenarios, and real scenarios with changes. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';

const FOLDERS = ['scenarios', 'test/fixtures/scenarios', 'test/fixtures/syntaxes'];

/** Real scenarios, right and wrong. */
export const SCENARIOS: readonly string[] = FOLDERS.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.scenario.yaml'))
    .map((name) => readFileSync(join(folder, name), 'utf8')),
);

/** Signs that mean something to YAML or CEL, and words of scenarios. */
const fragment = fc.oneof(
  fc.constantFrom(
    ...'{}[]:,-#&*!|>\'"%@`\\\t\n\r ()=<.?~/',
    '{{',
    '}}',
    '\n  ',
    '\n    ',
    '\n\t',
    '- ',
    ': ',
    ' #',
    '---\n',
    '...',
    '<<: *a',
    '\u0000',
    '\ufeff',
    '\r\n',
    '𝒳',
    '\u2028',
  ),
  fc.constantFrom(
    'agent',
    'machine',
    'success',
    'predicates:\n  a: step > 1\n',
    'variants: { a: { b: { machine.user: x } } }',
    'extends: ./base.scenario.yaml',
    'timeline:\n  - do: { kill: self }\n',
    'files.exists(f, ',
    'f.path',
    '[0].',
    '__proto__',
    'constructor',
    '!!binary',
    '&a',
    '*a',
    '1GiB',
    '10m',
    '|2-',
    '>+',
    '{port}',
    'machine.files["/a"].mode',
  ),
  fc.string({ unit: 'binary', maxLength: 4 }),
);

/** Any text that looks a little like a scenario. */
export const anyText: fc.Arbitrary<string> = fc.array(fragment, { maxLength: 60 }).map((parts) => parts.join(''));

const change = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), at: share(), cut: fc.nat(30), put: fragment }),
  fc.record({ kind: fc.constant('line' as const), at: share(), to: share() }),
  fc.record({ kind: fc.constant('indent' as const), at: share(), by: fc.integer({ min: -4, max: 4 }) }),
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

/** A real scenario with pieces cut out, put in and doubled, lines moved, and indentation changed. */
export const mutated: fc.Arbitrary<string> = fc
  .record({ base: fc.constantFrom(...SCENARIOS), changes: fc.array(change, { minLength: 1, maxLength: 6 }) })
  .map(({ base, changes }) => changes.reduce(changed, base));

/** A document and a place in it. */
export const documentAndPlace: fc.Arbitrary<readonly [text: string, offset: number]> = fc
  .tuple(fc.oneof({ weight: 1, arbitrary: anyText }, { weight: 3, arbitrary: mutated }), share())
  .map(([text, at]) => [text, Math.floor(at * text.length)] as const);

function share(): fc.Arbitrary<number> {
  return fc.double({ min: 0, max: 1, noNaN: true });
}

function changed(text: string, each: Change): string {
  if (each.kind === 'put') {
    const start = Math.floor(each.at * text.length);
    return text.slice(0, start) + each.put + text.slice(start + each.cut);
  }
  const lines = text.split('\n');
  const from = Math.floor(each.at * (lines.length - 1));
  const line = lines[from] ?? '';
  if (each.kind === 'line') {
    lines.splice(Math.floor(each.to * lines.length), 0, line);
  } else {
    lines[from] = each.by > 0 ? ' '.repeat(each.by) + line : line.slice(Math.min(-each.by, line.search(/\S|$/)));
  }
  return lines.join('\n');
}
