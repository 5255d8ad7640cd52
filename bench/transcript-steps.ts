/** What a step of a transcript costs to read and to go to, in a long transcript beside a short one of the same kind. */
import type { FileNode, HostFacts } from '../src/core/machine/world.ts';
import type { TranscriptEvent } from '../src/core/transcript/events.ts';
import { transcriptInMemory } from '../src/core/transcript/indexed/in-memory.ts';
import type { IndexedTranscript } from '../src/core/transcript/indexed/indexed-transcript.ts';
import { TranscriptWriter, transcriptLine } from '../src/core/transcript/writer.ts';
import { inTurn, type Measurement } from './measurement.ts';

const SHORT = 1_000;
const LONG = 10_000;

const HOST: HostFacts = {
  hostname: 'host-01',
  os: 'ubuntu-22.04',
  kernel: '5.15.0-100-generic',
  architecture: 'x86_64',
  cpus: 8,
  cpuModel: 'Processor',
  memory: 2 ** 35,
  disk: 2 ** 39,
  gpus: [],
  addresses: { interface: 'eth0', ipv4: '10.0.0.2', mac: '02:00:00:00:00:01' },
  users: [],
  bootedAt: 0,
};

/** A transcript in which every step says something, prints something and writes one of a hundred files. */
function transcriptOf(steps: number): string {
  const lines: string[] = [];
  const writer = new TranscriptWriter('agent', (event: TranscriptEvent) => lines.push(transcriptLine(event)));
  writer.write({ type: 'machine.started', patch: { clock: 0, host: HOST } });
  for (let step = 1; step <= steps; step++) {
    writer.beginStep(step);
    const file: FileNode = {
      kind: 'file',
      mode: 0o644,
      uid: 0,
      gid: 0,
      mtime: step,
      inode: step % 100,
      size: step,
      digest: `sha256:${step}`,
    };
    writer.write({
      type: 'agent.thought',
      parts: [{ part: 'thought', text: 'The file has to be written again, with what the last command printed.' }],
    });
    writer.write({
      type: 'tool.call',
      callId: `call-${step}`,
      tool: 'shell',
      arguments: { command: `date > /tmp/${step % 100}.txt` },
    });
    writer.write({ type: 'world.patch', patch: { clock: step * 1000, files: { [`/tmp/${step % 100}.txt`]: file } } });
    writer.write({
      type: 'tool.result',
      callId: `call-${step}`,
      status: 'done',
      stdout: '',
      stderr: '',
      exitCode: 0,
      text: 'exit code 0',
      clock: step * 1000,
    });
  }
  return lines.join('');
}

export async function measureTranscriptSteps(): Promise<readonly Measurement[]> {
  const short = new TextEncoder().encode(transcriptOf(SHORT));
  const long = new TextEncoder().encode(transcriptOf(LONG));
  const rounds = { rounds: 10, warmups: 2 };
  const read = await inTurn(
    () => transcriptInMemory(long),
    () => transcriptInMemory(short),
    rounds,
  );
  const [longTrial, shortTrial] = [await transcriptInMemory(long), await transcriptInMemory(short)];
  const visit = async (trial: IndexedTranscript): Promise<void> => {
    for (let index = 0; index < 200; index++) await trial.machineAt((index * 7919) % trial.steps);
  };
  const go = await inTurn(
    () => visit(longTrial),
    () => visit(shortTrial),
    rounds,
  );
  return [
    {
      name: `reading a step of ${LONG}`,
      unit: 'µs',
      value: (read.task / LONG) * 1000,
      baseline: { name: `a step of ${SHORT}`, value: (read.baseline / SHORT) * 1000 },
    },
    {
      name: `going to a step of ${LONG}`,
      unit: 'µs',
      value: (go.task / 200) * 1000,
      baseline: { name: `one of ${SHORT}`, value: (go.baseline / 200) * 1000 },
    },
    {
      name: `bytes of a step of ${LONG}`,
      unit: 'bytes',
      value: long.length / LONG,
      baseline: { name: `a step of ${SHORT}`, value: short.length / SHORT },
    },
  ];
}
