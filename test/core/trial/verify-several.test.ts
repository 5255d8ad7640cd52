/** Trials of several agents re-execute bit for bit, whatever the agents do. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { foldPatches } from '../../../src/core/machine/fold.ts';
import type { Machine } from '../../../src/core/machine/machine.ts';
import type { World } from '../../../src/core/machine/world.ts';
import { readScenario } from '../../../src/core/scenario/read-scenario.ts';
import type { TranscriptEvent } from '../../../src/core/transcript/events.ts';
import { readTranscript } from '../../../src/core/transcript/reader.ts';
import { transcriptLine } from '../../../src/core/transcript/writer.ts';
import { mockedRig } from '../../../src/core/trial/mocked-rig.ts';
import type { TrialRig } from '../../../src/core/trial/run-trial.ts';
import { type Verification, verifyTranscript } from '../../../src/core/trial/verify.ts';
import { copyTo, LOOKUP_AND_JURY, PlayedModel, pairSource, runPair, taskFor } from './pair.ts';
import { ofType, SayingModel, saying } from './sample-trial.ts';

const stored = (events: readonly TranscriptEvent[]) => readTranscript(events.map(transcriptLine).join('')).events;
const verify = (events: readonly TranscriptEvent[]): Promise<Verification> =>
  verifyTranscript(events, (source) => readScenario(source).scenario, mockedRig);

const TOP = `agents:
  watcher: { goal: Watch., limits: { steps: 3 }, starts: { when: population > 1 } }
replicas: { population: 3, generations: 2, steps: 4, reads: [task.txt] }
predicates: { spread: population > 2 }
milestones: { copied: population > 1, spread: spread }
flags: { limited: event.kind == "limit", told: event.kind == "agent.message" }
timeline:
  - { after: { step: 2 }, to: all, say: Hurry. }
  - { when: spread, do: { write: { /srv/spread: "yes" } } }
  - { after: { clock: 2m }, do: { kill: self } }
${LOOKUP_AND_JURY}
  absent: { rubric: Is it there?, endpoint: nowhere }`;
const AGENT = '  tools: [shell, write_file, finish, lookup]';
const BODY = '      catches: { TERM: { tells: You are ending., ends_in: 30s } }';
const SOURCE = pairSource({ top: TOP, agent: AGENT, body: BODY });

const lookup = (word: string) => ({ id: '', tool: 'lookup', arguments: JSON.stringify({ word }) });
const actions = fc.constantFrom(
  copyTo('/one', 8101),
  copyTo('/two', 8201),
  taskFor(8101, 'Replicate.'),
  taskFor(8201, 'Rest.'),
  taskFor(8000, 'Hello yourself.'),
  'pkill -f "body.py --port 8000"',
  'pkill -f "brain.py --port 9101"',
  'echo "Go on." > /one/task.txt',
  'sleep 45',
  'ps aux | head -5; date',
  lookup('file'),
  lookup('word'),
  lookup('other'),
  { id: '', tool: 'lookup', arguments: '{}' },
);
const script = fc.array(actions, { maxLength: 6 });

const played = (scripts: ConstructorParameters<typeof PlayedModel>[0], options: Parameters<typeof runPair>[2] = {}) =>
  runPair(SOURCE, new PlayedModel(scripts), {
    ...options,
    endpoints: new Map([
      ['dictionary', named('dictionary', new SayingModel(saying({ text: 'A word.' }), saying({ text: '' })))],
      ['jury', named('jury', new SayingModel(saying({ text: 'Well.\n{"reasoning": "It says so.", "grade": 2}' })))],
    ]),
  });

function named(name: string, model: SayingModel) {
  return { endpoint: { ...model.endpoint, name, model: `${name}-model` }, respond: model.respond.bind(model) };
}

describe('verify, of several agents', () => {
  it('finds no difference whatever the agents do, and the fold of the patches is the world', async () => {
    await fc.assert(
      fc.asyncProperty(script, script, script, fc.nat(1e6), async (alpha, second, watcher, seed) => {
        let machine: Machine | undefined;
        const rig: TrialRig = {
          ...mockedRig,
          createMachine: async (spec, options) => {
            machine = await mockedRig.createMachine(spec, options);
            return machine;
          },
        };
        const scripts = { alpha: [copyTo('/one', 8101), ...alpha], 'alpha-2': second, watcher };
        const { events } = await played(scripts, { rig, seed });
        const read = stored(events);
        const steps = ofType(read, 'model.response').length;
        assert.deepEqual(await verify(read), { steps, differences: [], complete: true });
        const patches = read.flatMap((event) =>
          event.type === 'machine.started' || event.type === 'world.patch' ? [event.patch] : [],
        );
        assert.ok(machine);
        assert.deepEqual(plain(foldPatches(undefined, patches)), plain(machine.world));
      }),
      { numRuns: 12 },
    );
  }).timeout(120_000);

  it('compares a transcript that was cut off anywhere as far as it goes', async () => {
    const { events } = await played({
      alpha: [copyTo('/one', 8101), taskFor(8101, 'Replicate.'), lookup('word'), 'sleep 45'],
      'alpha-2': [copyTo('/two', 8201), taskFor(8201, 'Rest.'), lookup('other')],
    });
    const read = stored(events);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 40, max: read.length - 1 }), async (length) => {
        const { differences, complete } = await verify(read.slice(0, length));
        assert.deepEqual([differences, complete], [[], false], `${length} of ${read.length} events`);
      }),
      { numRuns: 20 },
    );
  }).timeout(120_000);

  it('finds one changed character wherever it is, at its step', async () => {
    const { events } = await played({
      alpha: [copyTo('/one', 8101), taskFor(8101, 'Replicate.'), lookup('file'), lookup('word'), 'sleep 45'],
      'alpha-2': [copyTo('/two', 8201), taskFor(8201, 'Rest.')],
    });
    const read = stored(events);
    const telling = read.filter((event) =>
      [
        'timeline.event',
        'agent.started',
        'agent.ended',
        'model.request',
        'machine.event',
        'tool.result',
        'judge.verdict',
        'limit.hit',
      ].includes(event.type),
    );
    const kinds = new Set(telling.map(({ type }) => type));
    for (const type of ['timeline.event', 'agent.started', 'judge.verdict', 'tool.result'] as const) {
      assert.ok(kinds.has(type), type);
    }
    assert.ok(read.some((event) => event.type === 'tool.result' && event.emulated === true));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...telling), fc.nat(), async (event, where) => {
        const changed = withOneLetterChanged(event, where);
        fc.pre(changed !== undefined);
        const { differences } = await verify(read.map((one) => (one === event ? changed : one)));
        assert.ok(
          differences.some(({ step }) => step === event.step),
          `${event.type} ${JSON.stringify(changed)}`,
        );
      }),
      { numRuns: 25 },
    );
  }).timeout(120_000);
});

/** An event with one character of one of its texts changed; what re-execution takes from the transcript is left alone. */
function withOneLetterChanged(event: TranscriptEvent, where: number): TranscriptEvent | undefined {
  const given = ['type', 'agent', 'answer', 'model', 'kind'];
  const texts = Object.entries(event).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '' && !given.includes(entry[0]),
  );
  const [field, text] = texts[where % Math.max(1, texts.length)] ?? [];
  if (field === undefined || text === undefined) return undefined;
  const at = where % text.length;
  return { ...event, [field]: `${text.slice(0, at)}${text[at] === 'q' ? 'z' : 'q'}${text.slice(at + 1)}` };
}

/** A world as JSON holds it, which knows no undefined. */
function plain(world: World): unknown {
  return JSON.parse(JSON.stringify(asObjects(world)));
}

function asObjects(world: World): unknown {
  return {
    ...world,
    files: Object.fromEntries(world.files),
    processes: Object.fromEntries(world.processes),
    services: Object.fromEntries(world.services ?? []),
    hosts: Object.fromEntries([...(world.hosts ?? [])].map(([name, host]) => [name, asObjects({ clock: 0, ...host })])),
  };
}
