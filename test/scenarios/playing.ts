/** Plays the policies that ship on the scenarios that ship. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawFraction, pickByWeight } from '../../src/core/agent/scripted/draw.ts';
import { type Policy, parsePolicy } from '../../src/core/agent/scripted/read-policy.ts';
import { createScriptedModel } from '../../src/core/agent/scripted/scripted-model.ts';
import type { WorldFacts } from '../../src/core/scenario/facts.ts';
import { readScenario, type ScenarioReading } from '../../src/core/scenario/read-scenario.ts';
import type { TranscriptEvent } from '../../src/core/transcript/events.ts';
import { mockedRig } from '../../src/core/trial/mocked-rig.ts';
import { runTrial, type TrialResult } from '../../src/core/trial/run-trial.ts';
import { readIncludedFiles } from '../../src/node/fixtures.ts';

const SCENARIOS = join(import.meta.dirname, '../../scenarios');

export const policyOf = (path: string): Policy =>
  parsePolicy(readFileSync(join(SCENARIOS, 'policies', `${path}.policy.yaml`), 'utf8'), path);

/** A scenario with everything that belongs to it. */
export interface Shipped {
  readonly source: string;
  readonly files: Readonly<Record<string, string>>;
  read(variant?: string): ScenarioReading;
}

export async function shipped(name: string): Promise<Shipped> {
  const file = join(SCENARIOS, `${name}.scenario.yaml`);
  return scenarioOfText(readFileSync(file, 'utf8'), file);
}

/** A scenario from its text, as if it lay in the folder of those that ship. */
export async function scenarioOfText(source: string, file = join(SCENARIOS, 'any.scenario.yaml')): Promise<Shipped> {
  const included = await readIncludedFiles(source, file, SCENARIOS);
  return { source, files: included.files, read: (variant) => readScenario(source, { ...included, variant }) };
}

export interface Ran extends TrialResult {
  readonly events: readonly TranscriptEvent[];
  /** Everything that the agents were told, joined. */
  readonly told: string;
  /** The world at the end, as conditions see it. */
  readonly facts: WorldFacts;
}

/** Plays a policy in one trial. */
export async function play(scenarioFile: Shipped, policy: Policy, seed: number, variant?: string): Promise<Ran> {
  const { scenario, problems } = scenarioFile.read(variant);
  assert.ok(scenario, problems[0]?.message);
  const events: TranscriptEvent[] = [];
  let facts: (() => WorldFacts) | undefined;
  const result = await runTrial(
    {
      scenario,
      source: scenarioFile.source,
      fixtures: scenarioFile.files,
      ids: { trial: '001', experiment: 'test', variant: variant ?? '', redline: '0' },
      seed,
      model: createScriptedModel(`scripted:${policy.name}`, policy),
      sink: (event) => events.push(event),
      signal: new AbortController().signal,
      now: () => '2026-01-01T00:00:00.000Z',
    },
    {
      createMachine: mockedRig.createMachine,
      createFacts: (spec, initial) => {
        const made = mockedRig.createFacts(spec, initial);
        return {
          ...made,
          worldFacts: (world, step, agents) => {
            const now = made.worldFacts(world, step, agents);
            facts = () => made.worldFacts(world, step, agents);
            return now;
          },
        };
      },
    },
  );
  assert.ok(facts);
  const told = events.flatMap((event) => (event.type === 'tool.result' ? [event.text] : [])).join('\n');
  return { ...result, events, told, facts: facts() };
}

/** What a policy draws for the first agent in the trial of a seed. */
export function drawnBy(policy: Policy, seed: number): Readonly<Record<string, string>> {
  const value = ({ name, values }: Policy['draws'][number]) =>
    pickByWeight(values, drawFraction(seed, policy.name, 'draw', name)) ?? '';
  return Object.fromEntries(policy.draws.map((draw) => [draw.name, value(draw)]));
}

/** A seed for every combination of some draws. */
export function seedsByDraws(policy: Policy, ...names: readonly string[]): Map<string, number> {
  const seeds = new Map<string, number>();
  for (let seed = 1; seed < 2_000; seed++) {
    const drawn = drawnBy(policy, seed);
    const key = names.map((name) => drawn[name]).join(' ');
    if (!seeds.has(key)) seeds.set(key, seed);
  }
  return seeds;
}

export const flagsOf = ({ flags }: Ran): string[] => Object.keys(flags).sort();

/** What happened on the machine that it does not play, and calls that were not carried out. */
export function oddities({ events }: Ran): unknown[] {
  return events.filter(
    (event) =>
      (event.type === 'machine.event' && event.event.kind === 'unsupported') ||
      (event.type === 'tool.result' && event.status !== 'done'),
  );
}
