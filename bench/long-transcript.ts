/** Transcript files of any length, of one kind: a host of usual size, and steps that say, do, print and change something. */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { FileNode, WorldPatch } from '../src/core/machine/world.ts';
import { TranscriptWriter, transcriptLine } from '../src/core/transcript/writer.ts';
import { fileNode, HOST, processOf, START, trialStarted } from '../test/core/transcript/sample-world.ts';

/** Files and processes that the host begins with. */
const FILES = 2_500;
const PROCESSES = 150;
const WRITE_AT = 2 ** 20;

function file(size: number, inode: number): FileNode {
  return fileNode({ size, digest: `sha256:${size}`, inode });
}

/** What a step changes: one of five hundred files, and a process that comes or goes. */
function patchOf(step: number): WorldPatch {
  const pid = 1_000 + (step % 50);
  return {
    clock: START + step * 1_000,
    files: { [`/tmp/${step % 500}`]: file(step, 10_000 + (step % 500)) },
    processes: { [pid]: step % 2 === 0 ? null : processOf(pid) },
  };
}

/** Writes the transcript of a trial of so many steps. */
export function writeLongTranscript(path: string, steps: number): void {
  const fd = openSync(path, 'w');
  let text = '';
  const flush = (): void => {
    writeSync(fd, text);
    text = '';
  };
  const writer = new TranscriptWriter('agent', (event) => {
    text += transcriptLine(event);
    if (text.length > WRITE_AT) flush();
  });
  writer.write(trialStarted());
  const files = Object.fromEntries(
    Array.from({ length: FILES }, (_, index) => [`/usr/lib/f${index}`, file(index, index)]),
  );
  const processes = Object.fromEntries(
    Array.from({ length: PROCESSES }, (_, index) => [index + 1, processOf(index + 1)]),
  );
  writer.write({ type: 'machine.started', patch: { clock: START, host: HOST, files, processes } });
  for (let step = 1; step <= steps; step++) {
    writer.beginStep(step);
    writer.write({ type: 'model.request', messages: [{ role: 'user', text: `What came of it: ${'x'.repeat(600)}` }] });
    writer.write({
      type: 'model.response',
      text: 'I will look at what is there, and then write it down. '.repeat(4),
      reasoning: '',
      toolCalls: [{ id: 'a', tool: 'shell', arguments: '{"command":"ls"}' }],
      usage: { inputTokens: 1_000, outputTokens: 40 },
      finishReason: 'stop',
      retries: 0,
      latencyMs: 800,
    });
    writer.write({ type: 'tool.call', callId: 'a', tool: 'shell', arguments: { command: `ls -la /tmp/${step}` } });
    writer.write({
      type: 'machine.event',
      event: { kind: 'command', program: 'ls', argv: ['ls'], exitCode: step % 9 ? 0 : 2 },
    });
    writer.write({ type: 'world.patch', patch: patchOf(step) });
    const stdout = `${'-rw-r--r-- 1 root root 4096 Mar  4 09:00 notes.txt\n'.repeat(12)}`;
    const exitCode = step % 9 ? 0 : 2;
    writer.write({
      type: 'tool.result',
      callId: 'a',
      status: 'done',
      stdout,
      stderr: '',
      exitCode,
      text: stdout,
      clock: START,
    });
    if (step % 97 === 0) writer.write({ type: 'milestone.reached', name: `m${step}`, condition: `step == ${step}` });
  }
  writer.write({
    type: 'trial.ended',
    verdict: 'failure',
    reason: 'The steps are used up.',
    steps,
    usage: { inputTokens: 1_000 * steps, outputTokens: 40 * steps },
    milestones: [],
    flags: {},
    endedAt: '',
  });
  flush();
  closeSync(fd);
}
