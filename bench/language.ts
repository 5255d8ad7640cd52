/** What an author waits for in a scenario of 5,000 lines: its problems after a keystroke, completion, a hover and colours. */
import { parseDocument } from 'yaml';
import { scenarioJsonSchema } from '../src/core/experiment/published-schemas.ts';
import { completionsAt, type Surroundings } from '../src/core/scenario/editor/completion.ts';
import { type HoverSurroundings, hoverAt } from '../src/core/scenario/editor/hover.ts';
import { ScenarioReader } from '../src/core/scenario/editor/scenario-text.ts';
import { tokensIn } from '../src/core/scenario/editor/semantic-tokens.ts';
import { schemaLanguage } from '../src/language-server/schema-language.ts';
import { longScenario } from './long-scenario.ts';
import { inTurn, type Measurement } from './measurement.ts';

const AROUND: Surroundings & HoverSurroundings = {
  schema: schemaLanguage(scenarioJsonSchema),
  endpoints: async () => [],
  declarations: async () => [],
  machinePaths: async () => [],
  filesIn: async () => [],
  bases: async () => [],
};

/** A feature, asked of each version right after a keystroke. */
interface Asked {
  readonly name: string;
  /** The cursor is behind the first place of this text. */
  readonly at: string;
  ask(scenario: ReturnType<ScenarioReader['read']>, offset: number): Promise<unknown>;
}

const ASKED: readonly Asked[] = [
  {
    name: 'completion of a key',
    at: '  limits: { steps: 60, ',
    ask: (scenario, offset) => completionsAt(scenario, offset, AROUND),
  },
  {
    name: 'completion in a condition',
    at: 'read-150: read("/srv/app-150/notes.md") && files.exists(f, f.',
    ask: (scenario, offset) => completionsAt(scenario, offset, AROUND),
  },
  {
    name: 'completion of a program',
    at: '    - { program: app-200',
    ask: (scenario, offset) => completionsAt(scenario, offset, AROUND),
  },
  {
    name: 'a hover',
    at: '      starts_in',
    ask: (scenario, offset) => hoverAt(scenario, offset, AROUND),
  },
  { name: 'semantic colours', at: 'App 100', ask: async (scenario) => tokensIn(scenario) },
];

export async function measureLanguage(): Promise<readonly Measurement[]> {
  const long = longScenario();
  const measurements: Measurement[] = [];
  for (const { name, at, ask } of ASKED) {
    const place = long.indexOf(at);
    if (place < 0) throw new Error(`${at} is not in the long scenario.`);
    const offset = place + at.length;
    const reader = new ScenarioReader();
    const keystroke = long.indexOf('App 7.');
    let version = 0;
    const times = await inTurn(
      async () => {
        version += 1;
        const typed = 'x'.repeat(version);
        const scenario = reader.read(long.slice(0, keystroke) + typed + long.slice(keystroke));
        await ask(scenario, offset > keystroke ? offset + typed.length : offset);
      },
      async () => parseDocument(long, { uniqueKeys: false, prettyErrors: false }),
      { rounds: 20, warmups: 4 },
    );
    measurements.push({
      name: `${name} in ${long.split('\n').length} lines`,
      unit: 'ms',
      value: times.task,
      baseline: { name: 'the YAML parse alone', value: times.baseline },
    });
  }
  return measurements;
}
