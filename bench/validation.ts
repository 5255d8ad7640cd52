/** Validation of a long scenario after a keystroke, beside the parse of its YAML alone. */
import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { ConditionCheckers } from '../src/core/scenario/condition-checkers.ts';
import { readTree } from '../src/core/scenario/read-scenario.ts';
import { SourceReader } from '../src/core/scenario/source-reader.ts';
import { longScenario } from './long-scenario.ts';
import { inTurn, type Measurement } from './measurement.ts';

export async function measureValidation(): Promise<readonly Measurement[]> {
  const short = readFileSync('test/fixtures/scenarios/small.scenario.yaml', 'utf8');
  const files = Array.from({ length: 4950 }, (_, index) => `    /data/file-${index}.txt: "content ${index}"`).join(
    '\n',
  );
  const manyFiles = short.replace('  files:\n', `  files:\n${files}\n`);
  return [
    await afterKeystroke('validation', longScenario(), 'App 100'),
    await afterKeystroke('validation of many files', manyFiles, 'content 2500'),
    await afterKeystroke('validation while a quote is open', longScenario(), 'Notes on app 100', '"'),
  ];
}

/** @param at text in the scenario in front of which something is typed */
async function afterKeystroke(name: string, long: string, at: string, key = 'x'): Promise<Measurement> {
  const place = long.indexOf(at);
  const reader = new SourceReader();
  const checkers = new ConditionCheckers();
  let version = 0;
  const times = await inTurn(
    async () => {
      version += 1;
      const text = long.slice(0, place) + key + 'x'.repeat(version) + long.slice(place);
      readTree(reader.read(text), text, { checkers });
    },
    async () => parseDocument(long, { uniqueKeys: false, prettyErrors: false }),
    { rounds: 20, warmups: 4 },
  );
  return {
    name: `${name} in ${long.split('\n').length} lines`,
    unit: 'ms',
    value: times.task,
    baseline: { name: 'the YAML parse alone', value: times.baseline },
  };
}
