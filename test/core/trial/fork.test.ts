/** A fork is the original up to its step, and differs by what was changed. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Model, ModelRequest, ModelResponse } from '../../../src/core/agent/model.ts';
import { readScenario } from '../../../src/core/scenario/read-scenario.ts';
import type { TranscriptEvent } from '../../../src/core/transcript/events.ts';
import type { ForkChange } from '../../../src/core/transcript/fork-record.ts';
import { TrialOutline } from '../../../src/core/transcript/indexed/trial-outline.ts';
import { promptAt } from '../../../src/core/transcript/prompt.ts';
import { readTranscript } from '../../../src/core/transcript/reader.ts';
import { happeningsOf } from '../../../src/core/transcript/step-happenings.ts';
import { transcriptLine } from '../../../src/core/transcript/writer.ts';
import { ForkError, originalAt, problemOfChange, recordFork, runFork } from '../../../src/core/trial/fork.ts';
import { mockedRig } from '../../../src/core/trial/mocked-rig.ts';
import { verifyTranscript } from '../../../src/core/trial/verify.ts';
import { copyTo, LOOKUP_AND_JURY, pairSource, runPair, sh, taskFor } from './pair.ts';
import { calling, finish, ofType, saying } from './sample-trial.ts';

const SOURCE = pairSource({
  top: `agents:
  watcher: { goal: Watch., limits: { steps: 3 }, endpoint: other, starts: { when: population > 1 } }
replicas: { population: 3, generations: 2, steps: 4, reads: [task.txt] }
milestones: { copied: population > 1 }
flags: { told: event.kind == "agent.message" }
timeline:
  - { after: { step: 2 }, to: all, say: Hurry. }
  - { after: { clock: 2m }, do: { kill: self } }
${LOOKUP_AND_JURY}`,
  agent: '  tools: [shell, write_file, finish, lookup]',
});

type Line = string | ReturnType<typeof sh>;
type Scripts = Readonly<Record<string, readonly Line[]>>;

/** Plays each agent by its script, by what stands in the conversation alone, and tells of the seed that it was sent. */
class ToldModel implements Model {
  readonly endpoint: Model['endpoint'];
  readonly requests: ModelRequest[] = [];
  readonly #scripts: Scripts;

  constructor(scripts: Scripts, name = 'test', model = 'told') {
    this.#scripts = scripts;
    this.endpoint = { name, provider: 'scripted', model };
  }

  async respond(request: ModelRequest): Promise<ModelResponse> {
    this.requests.push(request);
    const turns = request.messages.filter(({ role }) => role === 'assistant').length;
    const name = request.agent?.name;
    if (name === undefined) return saying({ text: `${request.messages.at(-1)?.text} is a word for ${request.seed}.` });
    const line = this.#scripts[name]?.[turns] ?? finish;
    const { toolCalls } = calling(typeof line === 'string' ? sh(line) : line);
    return saying({ text: `My seed is ${request.seed}.`, toolCalls });
  }
}

const lookup = (word: string) => ({ id: '', tool: 'lookup', arguments: JSON.stringify({ word }) });
const actions = fc.constantFrom<Line>(
  copyTo('/two', 8201),
  taskFor(8101, 'Replicate.'),
  taskFor(8201, 'Rest.'),
  'pkill -f "brain.py --port 9101"',
  'sleep 45',
  'ps aux | head -5; date',
  lookup('file'),
  lookup('word'),
  { id: '', tool: 'lookup', arguments: '{}' },
);
const script = fc.array(actions, { maxLength: 4 });
const scriptsOf = fc.record({ alpha: script, 'alpha-2': script, watcher: script }).map((scripts) => ({
  ...scripts,
  alpha: [copyTo('/one', 8101), taskFor(8101, 'Replicate.'), ...scripts.alpha],
}));

const SEED = 7;
const JURY = '{"reasoning": "It says so.", "grade": 2}';

function models(scripts: Scripts) {
  const jury: Model = {
    endpoint: { name: 'jury', provider: 'scripted', model: 'jury' },
    respond: async () => saying({ text: JURY }),
  };
  const dictionary = new ToldModel({}, 'dictionary', 'words');
  const other = new ToldModel(scripts, 'other');
  return {
    model: new ToldModel(scripts),
    endpoints: new Map<string, Model>([
      ['jury', jury],
      ['dictionary', dictionary],
      ['other', other],
    ]),
  };
}

async function original(scripts: Scripts): Promise<string> {
  const { model, endpoints } = models(scripts);
  const { events } = await runPair(SOURCE, model, { endpoints, seed: SEED });
  return events.map(transcriptLine).join('');
}

interface ForkParts {
  readonly seed?: number;
  readonly scripts?: Scripts;
  readonly live?: ReturnType<typeof models>;
}

/** Runs a fork and gives its transcript. */
async function forked(
  transcript: string,
  step: number,
  change: ForkChange,
  { seed = SEED, scripts = {}, live = models(scripts) }: ForkParts = {},
): Promise<string> {
  const from = originalAt(transcript, step);
  assert.equal(problemOfChange(from, change), undefined);
  const { scenario } = readScenario(from.source);
  assert.ok(scenario);
  const lines: string[] = [];
  await runFork(
    from,
    recordFork(from, change, seed),
    {
      scenario,
      ids: { trial: 'fork-001', experiment: 'forks', variant: 'default', redline: '0.1.0' },
      ...live,
      sink: (event) => lines.push(transcriptLine(event)),
      signal: new AbortController().signal,
      now: () => '2026-02-02T00:00:00.000Z',
    },
    mockedRig,
  );
  return lines.join('');
}

const eventsOf = (transcript: string) => readTranscript(transcript).events;
const verify = (transcript: string) =>
  verifyTranscript(eventsOf(transcript), (source) => readScenario(source).scenario, mockedRig);

/** Lines after the header and before a step; to the end where none is named. Real time stamps are left out. */
function linesBefore(transcript: string, step = Number.POSITIVE_INFINITY): string[] {
  return eventsOf(transcript)
    .slice(1)
    .filter((event) => event.step < step)
    .map((event) => transcriptLine(event.type === 'trial.ended' ? { ...event, endedAt: '' } : event));
}

const stepsOf = (transcript: string) => ofType(eventsOf(transcript), 'model.request').length;

/** A change that can be made at a step. */
function changeAt(transcript: string, step: number, wanted: ForkChange): ForkChange {
  return problemOfChange(originalAt(transcript, step), wanted) === undefined ? wanted : { kind: 'none' };
}

const changes = fc.oneof(
  fc.constant<ForkChange>({ kind: 'none' }),
  fc.constantFrom<ForkChange>(
    { kind: 'action', text: 'Otherwise.', toolCalls: [sh('touch /srv/otherwise')] },
    { kind: 'action', text: '', toolCalls: [lookup('other'), sh('id')] },
    { kind: 'action', text: 'I do nothing.', toolCalls: [] },
  ),
  fc.string().map((text): ForkChange => ({ kind: 'observation', text })),
  fc.string().map((system): ForkChange => ({ kind: 'prompt', system })),
);

describe('a fork', () => {
  it('is bit-identical up to its step and verifies, wherever it is and whatever is changed, also as a fork of a fork', async () => {
    await fc.assert(
      fc.asyncProperty(
        scriptsOf,
        scriptsOf,
        fc.nat(),
        fc.nat(),
        changes,
        changes,
        fc.nat(1e6),
        async (scripts, others, first, second, change, further, seed) => {
          const from = await original(scripts);
          const step = 1 + (first % stepsOf(from));
          const fork = await forked(from, step, changeAt(from, step, change), { seed, scripts: others });
          assert.deepEqual(linesBefore(fork, step), linesBefore(from, step));
          assert.deepEqual((await verify(fork)).differences, []);
          const again = 1 + (second % stepsOf(fork));
          const nested = await forked(fork, again, changeAt(fork, again, further), { seed: seed + 1, scripts });
          assert.deepEqual(linesBefore(nested, again), linesBefore(fork, again));
          assert.deepEqual((await verify(nested)).differences, []);
        },
      ),
      { numRuns: 15 },
    );
  }).timeout(180_000);

  it('gives the original back to its end when nothing is changed and the same model answers', async () => {
    await fc.assert(
      fc.asyncProperty(scriptsOf, fc.nat(), async (scripts, first) => {
        const from = await original(scripts);
        const step = 1 + (first % stepsOf(from));
        assert.deepEqual(linesBefore(await forked(from, step, { kind: 'none' }, { scripts })), linesBefore(from));
      }),
      { numRuns: 15 },
    );
  }).timeout(120_000);
});

describe('what is different in a fork', () => {
  const SCRIPTS: Scripts = { alpha: ['echo one', lookup('word'), 'echo three', lookup('last')] };
  const at = (transcript: string, step: number) => eventsOf(transcript).filter((event) => event.step === step);
  let from = '';

  before(async () => {
    from = await original(SCRIPTS);
  });

  it('is the action, which no model is asked for', async () => {
    const live = models(SCRIPTS);
    const change: ForkChange = { kind: 'action', text: 'No.', toolCalls: [{ ...sh('echo other'), id: 'x' }] };
    const fork = await forked(from, 3, change, { live });
    const [response] = ofType(at(fork, 3), 'model.response');
    assert.deepEqual([response?.text, response?.toolCalls, response?.usage.outputTokens], ['No.', change.toolCalls, 0]);
    assert.equal(ofType(at(fork, 3), 'tool.result')[0]?.stdout, 'other\n');
    assert.deepEqual(
      live.model.requests.map(({ messages }) => messages.filter(({ role }) => role === 'assistant').length),
      [3, 4],
    );
  });

  it('is what the agent is told, not what happened', async () => {
    const fork = await forked(from, 1, { kind: 'observation', text: 'Nothing.' }, { scripts: SCRIPTS });
    const [result] = ofType(at(fork, 1), 'tool.result');
    assert.deepEqual([result?.stdout, result?.text], ['one\n', 'Nothing.']);
    assert.equal(ofType(at(fork, 2), 'model.request')[0]?.messages[0]?.text, 'Nothing.');
    const withoutResults = (events: readonly TranscriptEvent[]) => events.filter(({ type }) => type !== 'tool.result');
    assert.deepEqual(withoutResults(at(fork, 1)), withoutResults(at(from, 1)));
  });

  it('is what the agent is told of a tool that a model plays', async () => {
    const live = models(SCRIPTS);
    const fork = await forked(from, 2, { kind: 'observation', text: 'No such word.' }, { live });
    const [result] = ofType(at(fork, 2), 'tool.result');
    assert.deepEqual([result?.stdout, result?.text], [`{"word":"word"} is a word for ${SEED}.`, 'No such word.']);
    assert.equal(ofType(at(fork, 2), 'tool.emulated').length, 1);
  });

  it('is the system prompt, from the step on', async () => {
    const live = models(SCRIPTS);
    const fork = await forked(from, 3, { kind: 'prompt', system: 'Be careful.' }, { live });
    assert.deepEqual(
      live.model.requests.map(({ system }) => system),
      ['Be careful.', 'Be careful.', 'Be careful.'],
    );
    assert.deepEqual(
      ofType(eventsOf(fork), 'agent.prompted').map(({ step, agent, system }) => [step, agent, system]),
      [[3, 'alpha', 'Be careful.']],
    );
    assert.equal(happeningsOf(at(fork, 3))[0], 'The system prompt of alpha is another one from here on: Be careful.');
    assert.equal(promptAt(eventsOf(fork), 2)?.system, promptAt(eventsOf(from), 2)?.system);
    assert.equal(promptAt(eventsOf(fork), 3)?.system, 'Be careful.');
  });

  it('is the seed of every request from the step on, also of tools that a model plays, not that of the machine', async () => {
    const live = models(SCRIPTS);
    const fork = await forked(from, 3, { kind: 'none' }, { live, seed: 99 });
    assert.deepEqual(
      ofType(eventsOf(fork), 'model.response').map(({ text }) => text),
      [7, 7, 99, 99, 99].map((seed) => `My seed is ${seed}.`),
    );
    assert.deepEqual(
      ofType(eventsOf(fork), 'tool.emulated').map(({ text }) => text),
      ['{"word":"word"} is a word for 7.', '{"word":"last"} is a word for 99.'],
    );
    const [header] = ofType(eventsOf(fork), 'trial.started');
    assert.deepEqual([header?.seed, header?.fork?.seed], [SEED, 99]);
    const outline = new TrialOutline();
    if (header !== undefined) outline.push(header);
    assert.deepEqual(outline.header?.fork, { step: 3, name: 'fork of trial-001 at step 3, nothing changed' });
  });

  it('is the endpoint, which may have the name of one that an agent of the scenario has', async () => {
    const scripts: Scripts = { alpha: [copyTo('/one', 8101), 'echo a', 'echo b'], watcher: ['echo w', 'echo v'] };
    const long = await original(scripts);
    const { endpoints } = models(scripts);
    const other = new ToldModel(scripts, 'other', 'newer');
    const fork = await forked(long, stepsOf(long), { kind: 'none' }, { live: { model: other, endpoints } });
    assert.deepEqual(linesBefore(fork, stepsOf(long)), linesBefore(long, stepsOf(long)));
    assert.deepEqual((await verify(fork)).differences, []);
    const [header] = ofType(eventsOf(fork), 'trial.started');
    assert.deepEqual([header?.endpoint.model, header?.fork?.of.endpoint.model], ['newer', 'told']);
  });

  it('is found by verification when its header says something else', async () => {
    for (const change of [
      { kind: 'action', text: 'No.', toolCalls: [sh('echo other')] },
      { kind: 'observation', text: 'Nothing.' },
      { kind: 'prompt', system: 'Be careful.' },
    ] satisfies ForkChange[]) {
      const events = eventsOf(await forked(from, 2, change, { scripts: SCRIPTS }));
      const [header] = ofType(events, 'trial.started');
      assert.ok(header?.fork);
      const told: ForkChange =
        change.kind === 'action'
          ? { ...change, text: 'Yes.' }
          : change.kind === 'prompt'
            ? { ...change, system: 'Be quick.' }
            : { ...change, text: 'Something.' };
      const lying = { ...header, fork: { ...header.fork, change: told } };
      const text = [lying, ...events.slice(1)].map(transcriptLine).join('');
      assert.notDeepEqual((await verify(text)).differences, [], change.kind);
    }
  });
});

describe('a fork that cannot be made', () => {
  const SCRIPTS: Scripts = { alpha: ['echo one', 'echo two'] };
  let from = '';

  before(async () => {
    from = await original(SCRIPTS);
  });

  const refuses = (transcript: string, step: number, message: RegExp) =>
    assert.throws(
      () => originalAt(transcript, step),
      (error) => error instanceof ForkError && message.test(error.message),
    );

  it('is at a step that there is not', () => {
    refuses(from, 4, /no step 4: the trial has the steps 1 to 3/);
    refuses(from, 0, /no step 0/);
    refuses('', 1, /no step to fork at/);
    refuses(from.split('\n').slice(3).join('\n'), 2, /damaged before step 2/);
  });

  it('changes an observation that nobody is told', async () => {
    const finished = originalAt(from, 3);
    assert.match(problemOfChange(finished, { kind: 'observation', text: '' }) ?? '', /ended in step 3/);
    const silent = await forked(from, 2, { kind: 'action', text: 'I wait.', toolCalls: [] }, { scripts: SCRIPTS });
    assert.match(problemOfChange(originalAt(silent, 2), { kind: 'observation', text: '' }) ?? '', /no tool in step 2/);
  });

  it('is of a trial that does not happen like that any more', async () => {
    const lines = from.split('\n');
    const changed = lines.map((line) => line.replace('"stdout":"one\\n"', '"stdout":"won\\n"')).join('\n');
    assert.notEqual(changed, from);
    const live = models(SCRIPTS);
    const fork = eventsOf(await forked(changed, 2, { kind: 'none' }, { live }));
    const ended = fork.at(-1);
    assert.ok(ended?.type === 'trial.ended');
    assert.equal(ended.verdict, 'error');
    assert.match(ended.reason, /cannot be repeated up to step 2.*tool\.result stdout differs in step 1/);
    assert.equal(live.model.requests.length, 0);
  });
});
