/** All measurements, or those named on the command line, as a table and, with `--json`, as JSON. */
import { measureLanguage } from './language.ts';
import { measureMachineCommand } from './machine-command.ts';
import { measureMachineScale } from './machine-scale.ts';
import type { Measurement } from './measurement.ts';
import { measurePython } from './python.ts';
import { measureReplay } from './replay.ts';
import { measureTranscriptSteps } from './transcript-steps.ts';
import { measureValidation } from './validation.ts';

const MEASUREMENTS: Readonly<Record<string, () => Promise<readonly Measurement[]>>> = {
  language: measureLanguage,
  'machine-command': measureMachineCommand,
  'machine-scale': measureMachineScale,
  python: measurePython,
  replay: measureReplay,
  'transcript-steps': measureTranscriptSteps,
  validation: measureValidation,
};

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const results: (Measurement & { readonly ratio: number })[] = [];
for (const [name, measure] of Object.entries(MEASUREMENTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const measurement of await measure())
    results.push({ ...measurement, ratio: measurement.value / measurement.baseline.value });
}

if (process.argv.includes('--json')) {
  console.log(JSON.stringify(results, null, 2));
} else {
  for (const { name, value, unit, baseline, ratio } of results) {
    console.log(
      `${name}: ${value.toFixed(2)} ${unit}, ${ratio.toFixed(2)} times ${baseline.name} (${baseline.value.toFixed(2)} ${unit})`,
    );
  }
}
