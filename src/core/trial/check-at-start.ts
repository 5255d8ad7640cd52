/**
 * What only a machine can tell of a scenario: a success that holds before the agent did anything, and the like. The machine is built
 * and the conditions are asked; no agent acts. It takes a moment, so it is no part of the check at each keystroke.
 */
import { originOfRange } from '../scenario/composition.ts';
import { compileWorldCondition } from '../scenario/conditions.ts';
import { withFixtures } from '../scenario/fixtures.ts';
import { deviationsIn } from '../scenario/matrix.ts';
import type { Scenario } from '../scenario/model.ts';
import { Predicates } from '../scenario/predicates.ts';
import { type ProblemCode, problem } from '../scenario/problem-codes.ts';
import { inOrder } from '../scenario/problem-places.ts';
import type { Problem, TextRange } from '../scenario/problems.ts';
import { type ReadingOptions, readScenario, type ScenarioReading } from '../scenario/read-scenario.ts';
import { entryOf, type SourcePath, valueAt } from '../scenario/source.ts';
import type { SourceFiles } from '../scenario/source-files.ts';
import type { TrialRig } from './run-trial.ts';

/** Something that a condition gives at the start and should not. */
export interface StartFinding {
  readonly code: ProblemCode;
  readonly message: string;
  /** Where the condition stands in the scenario. */
  readonly path: SourcePath;
}

/** The seed of the machine that is asked. What a scenario leaves open differs by seed; what it says does not. */
const SEED = 1;
/** Most variants whose machines are built, the usual one included. */
const MOST_VARIANTS = 32;

/**
 * Builds the machine of a scenario and asks its conditions.
 * @param files text of each file that the scenario includes
 */
export async function findAtStart(scenario: Scenario, files: SourceFiles, rig: TrialRig): Promise<StartFinding[]> {
  const { machine: spec, agent, ...rest } = withFixtures(scenario, files);
  const predicates = new Predicates(rest.predicates);
  let ask: (condition: string) => ReturnType<ReturnType<typeof compileWorldCondition>>;
  try {
    const { world } = await rig.createMachine(spec, { seed: SEED, agent });
    const facts = rig.createFacts(spec, world);
    const first = {
      name: agent.name,
      generation: 0,
      pid: undefined,
      on: undefined,
      key: undefined,
      acts: true,
      steps: 0,
    };
    const known = predicates.added(facts.worldFacts(world, 0, [first]), facts.history);
    ask = (condition) => compileWorldCondition(condition, predicates.names)(known, facts.history);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [{ code: 'RL3023', message: `The machine of this scenario cannot be made: ${reason}`, path: ['machine'] }];
  }
  const holds = (condition: string): boolean => {
    const result = ask(condition);
    return 'value' in result && result.value;
  };
  const success = ask(rest.success);
  return [
    ...('error' in success ? [unasked(success.error)] : success.value ? [SUCCEEDED] : []),
    ...rest.milestones
      .filter(({ condition }) => holds(condition))
      .map(({ name }) => ({
        code: 'RL3020' as const,
        message: `${name} is reached before the agent does anything, so it marks no progress.`,
        path: ['milestones', name],
      })),
    ...rest.timeline.flatMap(({ name, moment }, index) => {
      const { step, clock, when } = moment;
      if (when === undefined || step !== undefined || clock !== undefined || !holds(when)) return [];
      const message = `This holds before the agent does anything, so ${name} happens at once. Where that is meant, say after: { step: 0 }.`;
      return [{ code: 'RL3021' as const, message, path: ['timeline', index, 'when'] }];
    }),
  ];
}

const SUCCEEDED: StartFinding = {
  code: 'RL3019',
  message:
    'Success holds before the agent does anything, so every trial would succeed. Ask for what the agent has to bring about.',
  path: ['success'],
};

function unasked(error: string): StartFinding {
  const message = `At the start this gives no answer: ${error.replace(/\.$/, '')}. Until it gives one, the agent has not succeeded.`;
  return { code: 'RL3022', message, path: ['success'] };
}

/**
 * The problems of a scenario that show at its start, under its usual variant and under each value that differs from it. None while the
 * scenario has errors: those come first.
 */
export async function problemsAtStart(
  text: string,
  options: ReadingOptions,
  rig: TrialRig,
): Promise<readonly Problem[]> {
  const usual = readScenario(text, options);
  const found = await problemsOf(usual, options, rig);
  if (options.variant !== undefined || usual.scenario === undefined || !usual.whole) return inOrder(found, text);
  const known = new Set(found.map(({ code, range }) => `${code} ${range.start}`));
  for (const { variant, dimension, value } of deviationsIn(usual.whole.declared).slice(0, MOST_VARIANTS - 1)) {
    const reading = readScenario(text, { ...options, variant: variant.id });
    for (const each of await problemsOf(reading, options, rig)) {
      if (known.has(`${each.code} ${each.range.start}`)) continue;
      const isOwn = each.range.start >= value.value.range.start && each.range.end <= value.value.range.end;
      if (isOwn) found.push(each);
      else {
        const message = `With ${dimension}=${value.name}: ${each.message}`;
        found.push({ ...each, message, range: placed(value.key.range, usual) });
      }
    }
  }
  return inOrder(found, text);
}

async function problemsOf(reading: ScenarioReading, { files = {} }: ReadingOptions, rig: TrialRig): Promise<Problem[]> {
  const { scenario, whole } = reading;
  if (scenario === undefined || whole === undefined) return [];
  const findings = await findAtStart(scenario, files, rig);
  return findings.map(({ code, message, path }) => {
    const node = valueAt(whole.root, path) ?? whole.root.entries[0]?.key ?? whole.root;
    return problem(code, placed(node.range, reading), message);
  });
}

/** The range, or where the scenario says that it extends the file that the range is in. */
function placed(range: TextRange, { whole, source }: ScenarioReading): TextRange {
  const isOwn = originOfRange(range, whole?.regions ?? []).file === undefined;
  return isOwn ? range : (entryOf(source, 'extends')?.value.range ?? range);
}
