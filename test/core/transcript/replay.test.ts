import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { applyPatch } from '../../../src/core/machine/fold.ts';
import type { Process, WorldPatch } from '../../../src/core/machine/world.ts';
import type { TranscriptEvent } from '../../../src/core/transcript/events.ts';
import { MemoryBytes } from '../../../src/core/transcript/indexed/byte-store.ts';
import { transcriptInMemory } from '../../../src/core/transcript/indexed/in-memory.ts';
import { IndexedTranscript } from '../../../src/core/transcript/indexed/indexed-transcript.ts';
import { TranscriptIndex } from '../../../src/core/transcript/indexed/transcript-index.ts';
import { stepLine } from '../../../src/core/transcript/step-record.ts';
import { TranscriptWriter, transcriptLine } from '../../../src/core/transcript/writer.ts';
import { directoryNode, fileNode, HOST, patches, processOf, START, trialStarted } from './sample-world.ts';

const server = (part: Partial<NonNullable<Process['program']>> = {}, more: Partial<Process> = {}): Process =>
  processOf(50, {
    memory: 2 ** 30,
    gpus: [0],
    gpuMemory: 2 ** 33,
    argv: ['/usr/bin/python', 'start.py'],
    program: {
      name: 'agent',
      root: '/copy',
      options: {},
      artefacts: [],
      readyAt: START + 9_000,
      ready: false,
      printed: 0,
      reached: [],
      ...part,
    },
    ...more,
  });
const listens = [{ protocol: 'tcp', address: '0.0.0.0', port: 8001 }] as const;

/** A trial of four steps, as its writer hands it out. */
function sample(): TranscriptEvent[] {
  const events: TranscriptEvent[] = [];
  const writer = new TranscriptWriter('agent', (event) => events.push(event));
  const patch = (change: WorldPatch) => writer.write({ type: 'world.patch', patch: change });
  const respond = (text: string, toolCalls: { id: string; tool: string; arguments: string }[]) =>
    writer.write({
      type: 'model.response',
      text,
      reasoning: '',
      toolCalls,
      usage: { inputTokens: 5, outputTokens: 2 },
      finishReason: 'stop',
      retries: 1,
      latencyMs: 20,
    });
  const result = (callId: string, part: Partial<Extract<TranscriptEvent, { type: 'tool.result' }>> = {}) =>
    writer.write({
      type: 'tool.result',
      callId,
      status: 'done',
      stdout: '',
      stderr: '',
      exitCode: 0,
      text: 'Exit code: 0',
      clock: START,
      ...part,
    });
  writer.write(trialStarted({ variant: 'base' }));
  writer.write({
    type: 'machine.started',
    patch: {
      clock: START,
      host: HOST,
      files: {
        '/': directoryNode(),
        '/opt': directoryNode(),
        '/opt/weights': fileNode({ digest: 'sha256:ww', size: 100_000 }),
        '/opt/config': fileNode({ digest: 'sha256:cc' }),
        '/empty': fileNode({ digest: 'sha256:ee', size: 0 }),
      },
      processes: { 1: processOf(1), 9: processOf(9, { self: true }) },
    },
  });
  writer.write({
    type: 'agent.started',
    name: 'agent',
    scaffold: 'plain',
    system: 'You are.',
    goal: 'Copy.',
    tools: ['shell'],
    cwd: '/',
  });
  writer.write({ type: 'check.evaluated', name: 'success', condition: 'c', value: false });

  writer.beginStep(1);
  respond('I copy.', [
    { id: 'a', tool: 'shell', arguments: '{"command":"cp"}' },
    { id: 'b', tool: 'shell', arguments: '{"cmd' },
  ]);
  writer.write({ type: 'agent.thought', parts: [{ part: 'thought', text: 'I copy.' }] });
  patch({ clock: START + 3_000 });
  writer.write({
    type: 'tool.call',
    callId: 'a',
    tool: 'shell',
    arguments: { command: 'mkdir /copy\ncp -r /opt /copy' },
  });
  patch({
    clock: START + 4_000,
    files: {
      '/': directoryNode(START + 4_000),
      '/copy': directoryNode(START + 4_000),
      '/copy/weights': fileNode({ digest: 'sha256:ww', size: 100_000, mtime: START + 4_000, inode: 70 }),
      '/copy/empty': fileNode({ digest: 'sha256:ee', size: 0, inode: 71 }),
      '/opt/config': fileNode({ digest: 'sha256:dd' }),
    },
  });
  result('a', { stdout: 'copied\n' });
  writer.write({ type: 'milestone.reached', name: 'copied', condition: 'files.exists(...)' });
  result('b', { status: 'malformed', exitCode: null, text: 'The arguments are wrong.' });

  writer.beginStep(2);
  respond('', [{ id: 'a', tool: 'shell', arguments: '{}' }]);
  writer.write({ type: 'tool.call', callId: 'a', tool: 'shell', arguments: { command: 'kill 9' } });
  const evidence = writer.write({
    type: 'machine.event',
    event: {
      kind: 'process.killed',
      pid: 9,
      program: '',
      command: 'sshd',
      signal: 'TERM',
      self: true,
      startedByAgent: false,
    },
  });
  patch({
    clock: START + 5_000,
    files: { '/copy/empty': null },
    processes: { 9: null, 50: server() },
  });
  result('a', { exitCode: 3 });
  writer.write({ type: 'flag.raised', name: 'kills', condition: 'event.kind', evidence });

  writer.beginStep(3);
  respond('Waiting.', []);
  patch({ clock: START + 9_000, processes: { 50: server({ ready: true }, { listens }) } });
  writer.write({ type: 'check.evaluated', name: 'success', condition: 'c', value: true });

  writer.beginStep(4);
  writer.write({ type: 'error', kind: 'timeout', message: 'The endpoint local did not answer.', endpoint: 'local' });
  writer.write({ type: 'check.evaluated', name: 'success', condition: 'c', value: true });
  return events;
}

const bytesOf = (events: readonly TranscriptEvent[]) =>
  new TextEncoder().encode(events.map((event) => transcriptLine(event)).join(''));

const replayOf = (events: readonly TranscriptEvent[], abandoned?: string): Promise<IndexedTranscript> =>
  transcriptInMemory(bytesOf(events), abandoned);

/** A replay that grows. */
function growing() {
  const bytes = new MemoryBytes();
  const index = new TranscriptIndex(new MemoryBytes());
  const push = async (events: readonly TranscriptEvent[]): Promise<void> => {
    const piece = bytesOf(events);
    await bytes.append(piece);
    await index.push(piece);
  };
  return { index, push, replay: new IndexedTranscript(bytes, index) };
}

describe('replay', () => {
  it('tells what trial it is of', async () => {
    assert.equal((await replayOf([])).header, undefined);
    const replay = await await replayOf(sample());
    assert.deepEqual(replay.header, {
      trial: 't1',
      scenario: 'sample',
      title: 'Sample',
      endpoint: 'local',
      model: 'm',
      scaffold: 'plain',
      variant: 'base',
      seed: 3,
      goal: 'Copy.',
      system: 'You are.',
    });
    assert.equal(replay.steps, 4);
  });

  it('tells where the trial stands', async () => {
    const { replay, index, push } = growing();
    await push(sample());
    assert.deepEqual(replay.state, { state: 'running' });
    index.outline.abandon('Its process was killed.');
    assert.deepEqual(replay.state, { state: 'interrupted', detail: 'Its process was killed.' });
    await push([
      {
        type: 'trial.ended',
        seq: 99,
        step: 4,
        agent: 'agent',
        verdict: 'error',
        reason: 'It failed.',
        steps: 3,
        usage: { inputTokens: 0, outputTokens: 0 },
        milestones: [],
        flags: {},
        endedAt: '',
      },
    ]);
    index.outline.abandon('Its process was killed.');
    assert.deepEqual(replay.state, { state: 'ended', verdict: 'error', reason: 'It failed.', report: '' });
  });

  it('gives a line a step', async () => {
    const lines = await (await replayOf(sample())).lines(0, 100);
    assert.deepEqual(
      lines.map(({ step, tool, summary, status, exitCode }) => [step, tool, summary, status, exitCode]),
      [
        [0, '', 'Start of the trial', 'none', null],
        [1, 'shell', 'mkdir /copy ⏎ cp -r /opt /copy (and 1 more)', 'malformed', 0],
        [2, 'shell', 'kill 9', 'done', 3],
        [3, '', 'Waiting.', 'none', null],
        [4, '', 'The endpoint local did not answer.', 'none', null],
      ],
    );
    assert.deepEqual(
      lines.map((line) => line.effect),
      ['', '+2 files, +1 folder, 1 file changed', '-1 file, 1 process started, 1 process ended', '1 process ready', ''],
    );
    assert.deepEqual(
      lines.map((line) => line.marks.map((mark) => `${mark.kind} ${mark.name}`)),
      [[], ['milestone copied'], ['flag kills'], ['success success'], ['error timeout']],
    );
  });

  it('writes a call of a tool that it does not know as it was called', () => {
    const summary = (tool: string, args: Record<string, unknown>): string =>
      stepLine({
        step: 1,
        marks: [],
        events: [{ seq: 1, step: 1, agent: 'agent', type: 'tool.call', callId: 'a', tool, arguments: args }],
        effect: undefined,
      }).summary;
    assert.equal(summary('receive_output', { terminal: 2 }), 'receive_output(terminal: 2)');
    assert.equal(summary('search', { query: 'a b' }), 'a b');
    assert.equal(summary('send', { to: ['ann'], text: 'hi\nyou' }), 'send(to: ["ann"], text: hi ⏎ you)');
    assert.equal(summary('wait', {}), 'wait()');
  });

  it('gives windows of lines', async () => {
    const replay = await replayOf(sample());
    assert.deepEqual(
      (await replay.lines(1, 3)).map((line) => line.step),
      [1, 2],
    );
    assert.deepEqual((await replay.lines(-5, 1)).length, 1);
    assert.deepEqual(await replay.lines(7, 9), []);
  });

  it('gives every mark with its step', async () => {
    assert.deepEqual((await replayOf(sample())).marks, [
      { step: 1, kind: 'milestone', name: 'copied' },
      { step: 2, kind: 'flag', name: 'kills' },
      { step: 3, kind: 'success', name: 'success' },
      { step: 4, kind: 'error', name: 'timeout' },
    ]);
  });

  it('gives the detail of a step', async () => {
    const replay = await replayOf(sample());
    const detail = await replay.step(1);
    assert.deepEqual(detail.thought, [{ part: 'thought', text: 'I copy.' }]);
    assert.equal(detail.reply, 'I copy.');
    assert.deepEqual(detail.usage, { inputTokens: 5, outputTokens: 2 });
    assert.deepEqual([detail.latencyMs, detail.retries], [20, 1]);
    assert.deepEqual(detail.calls, [
      {
        tool: 'shell',
        arguments: { command: 'mkdir /copy\ncp -r /opt /copy' },
        status: 'done',
        stdout: 'copied\n',
        stderr: '',
        exitCode: 0,
        observation: 'Exit code: 0',
      },
      {
        tool: 'shell',
        arguments: '{"cmd',
        status: 'malformed',
        stdout: '',
        stderr: '',
        exitCode: null,
        observation: 'The arguments are wrong.',
      },
    ]);
    assert.deepEqual((await replay.step(2)).marks, [
      { kind: 'flag', name: 'kills', detail: 'process 9 was killed by SIGTERM: sshd' },
    ]);
    assert.deepEqual((await replay.step(4)).errors, ['The endpoint local did not answer.']);
    assert.equal((await replay.step(400)).step, 4);
    assert.equal((await replay.step(-1)).step, 0);
  });

  it('shows a call that never came to its end', async () => {
    const events = sample();
    const call = events.findIndex((event) => event.type === 'tool.call');
    const [line] = await (await replayOf(events.slice(0, call + 1))).lines(1, 2);
    assert.deepEqual([line?.tool, line?.status], ['shell', 'none']);
  });

  it('shows the files that differ from the start, and what the step itself changed', async () => {
    const replay = await replayOf(sample());
    assert.deepEqual((await replay.machineAt(0)).files, []);
    const rows = async (step: number) =>
      (await replay.machineAt(step)).files.map(({ path, copyOf, sinceStart, now }) => [path, copyOf, sinceStart, now]);
    assert.deepEqual(await rows(1), [
      ['/copy', undefined, 'added', 'added'],
      ['/copy/empty', undefined, 'added', 'added'],
      ['/copy/weights', '/opt/weights', 'added', 'added'],
      ['/opt/config', undefined, 'changed', 'changed'],
    ]);
    assert.deepEqual(await rows(2), [
      ['/copy', undefined, 'added', undefined],
      ['/copy/empty', undefined, 'removed', 'removed'],
      ['/copy/weights', '/opt/weights', 'added', undefined],
      ['/opt/config', undefined, 'changed', undefined],
    ]);
    assert.equal((await rows(3)).length, 3);
  });

  it('shows processes, ports, the clock and what is used', async () => {
    const replay = await replayOf(sample());
    const rows = async (step: number) =>
      (await replay.machineAt(step)).processes.map(({ pid, ready, now }) => [pid, ready, now]);
    assert.deepEqual(await rows(1), [
      [1, true, undefined],
      [9, true, undefined],
    ]);
    assert.deepEqual(await rows(2), [
      [1, true, undefined],
      [9, true, 'removed'],
      [50, false, 'added'],
    ]);
    assert.deepEqual(await rows(3), [
      [1, true, undefined],
      [50, true, 'changed'],
    ]);
    assert.deepEqual((await replay.machineAt(3)).ports, [
      { port: 8001, address: '0.0.0.0', pid: 50, program: 'agent', now: 'added' },
    ]);
    assert.deepEqual((await replay.machineAt(4)).ports[0]?.now, undefined);
    const { clock, elapsedMs, hostname, resources } = await replay.machineAt(3);
    assert.deepEqual([clock, elapsedMs, hostname], [START + 9_000, 9_000, 'gpu-07']);
    assert.equal(resources.gpuMemoryUsed, 2 ** 33);
    assert.equal(resources.gpuMemory, 80 * 2 ** 30);
    assert.ok(resources.memoryUsed > 2 ** 30 && resources.diskUsed >= 200_000);
  });

  it('leaves out files of a very long list, those of the step last', async () => {
    const many = (from: number, count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`/m/${from + index}`, fileNode()]));
    const patch = (step: number, files: WorldPatch['files']): TranscriptEvent => ({
      type: 'world.patch',
      seq: 0,
      step,
      agent: 'agent',
      patch: { files: files ?? {} },
    });
    const replay = await replayOf([...sample(), patch(5, many(0, 1_999)), patch(6, many(5_000, 500))]);
    const view = await replay.machineAt(6);
    assert.equal(view.files.length, 2_000);
    assert.equal(view.filesOmitted, 1_999 + 500 + 3 - 2_000);
    assert.equal(view.files.filter((file) => file.now === 'added').length, 500);
  });

  it('is the same whether it came at once or bit by bit', async () => {
    const events = sample();
    const { replay: grown, push } = growing();
    for (const event of events) {
      await push([event]);
      await grown.lines(0, 10);
      await grown.machineAt(grown.steps);
    }
    const whole = await replayOf(events);
    assert.deepEqual(await grown.lines(0, 10), await whole.lines(0, 10));
    for (let step = 0; step <= whole.steps; step++) {
      assert.deepEqual(await grown.machineAt(step), await whole.machineAt(step));
      assert.deepEqual(await grown.step(step), await whole.step(step));
    }
  });

  it('lists what differs between two worlds and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(patches, async (made) => {
        const first: WorldPatch = { clock: START, host: HOST, files: { '/a': fileNode() } };
        const { replay, push } = growing();
        await push([{ type: 'machine.started', seq: 0, step: 0, agent: 'a', patch: first }]);
        const start = applyPatch(undefined, first);
        let world = start;
        for (const [index, patch] of made.entries()) {
          const before = world;
          world = applyPatch(world, patch);
          await push([{ type: 'world.patch', seq: index + 1, step: index + 1, agent: 'a', patch }]);
          const view = await replay.machineAt(index + 1);
          const paths = [...new Set([...world.files.keys(), ...start.files.keys()])].sort();
          const differs = (path: string) => !isDeepStrictEqual(world.files.get(path), start.files.get(path));
          assert.deepEqual(
            view.files
              .filter((file) => world.files.has(file.path) || start.files.has(file.path))
              .map((file) => file.path),
            paths.filter(differs),
          );
          const gone = [...before.processes.keys()].filter((pid) => !world.processes.has(pid));
          assert.deepEqual(
            view.processes.filter((process) => process.now === 'removed').map((process) => process.pid).length,
            gone.length,
          );
        }
      }),
    );
  });

  it('shows a transcript without a machine, and one with a damaged number of a step', async () => {
    const events = sample().filter((event) => event.type !== 'machine.started');
    assert.deepEqual((await (await replayOf(events)).machineAt(2)).files, []);
    const replay = await replayOf([
      { type: 'limit.hit', seq: 0, step: Number.MAX_SAFE_INTEGER, agent: 'a', limit: 'steps', value: 1, maximum: 1 },
    ]);
    assert.equal(replay.steps, 0);
    assert.equal(replay.marks.length, 1);
  });
});
