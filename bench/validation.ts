/** Validation of a long scenario after a keystroke, beside the parse of its YAML alone. */
import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { readScenario } from '../src/core/scenario/read-scenario.ts';
import { inTurn, type Measurement } from './measurement.ts';

export async function measureValidation(): Promise<readonly Measurement[]> {
  const short = readFileSync('scenarios/self-replication.scenario.yaml', 'utf8');
  const files = Array.from({ length: 4800 }, (_, index) => `    /data/file-${index}.txt: "content ${index}"`).join(
    '\n',
  );
  const long = short.replace('  files:\n', `  files:\n${files}\n`);
  const times = await inTurn(
    async () => readScenario(long),
    async () => parseDocument(long),
    { rounds: 20, warmups: 3 },
  );
  return [
    {
      name: `validation of ${long.split('\n').length} lines`,
      unit: 'ms',
      value: times.task,
      baseline: { name: 'the YAML parse alone', value: times.baseline },
    },
  ];
}
