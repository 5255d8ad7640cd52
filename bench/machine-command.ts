/**
 * What the mocked machine costs on top of the shell that it is built on: the same scripts in both, in turn, in the same run. The
 * baseline is one just-bash that is kept for all scripts, with the environment that a login on the machine has, and runs as the machine
 * runs it, without its defence in depth, which would slow down both.
 */
import { readFileSync } from 'node:fs';
import { Bash } from 'just-bash';
import { createMachine } from '../src/core/machine/create-machine.ts';
import type { Machine } from '../src/core/machine/machine.ts';
import { readScenario } from '../src/core/scenario/read-scenario.ts';
import { inTurn, type Measurement } from './measurement.ts';

/** A text of two hundred lines that the scripts read. */
const TEXT = Array.from({ length: 200 }, (_, line) => `line ${(line * 7919) % 97} of the text\n`).join('');
const TEXT_FILE = '/tmp/text.txt';

/** Scripts as agents type them, by what they are an example of. */
const SCRIPTS: Readonly<Record<string, string>> = {
  'a builtin': 'x=hello; echo "$x"',
  'a change of folder': 'cd /tmp && pwd',
  'a list of files': 'ls -la /tmp',
  'a pipeline': `cat ${TEXT_FILE} | grep -c line | wc -l`,
  'a loop over files':
    'cd /tmp; for i in 1 2 3 4 5; do echo "line $i" >> notes$i.txt; done; for f in notes*.txt; do wc -l < "$f"; done; rm notes*.txt',
  'text processing': `sort ${TEXT_FILE} | uniq -c | sort -rn | head -3; sed s/line/LINE/ ${TEXT_FILE} | awk '{ n += NF } END { print n }'`,
  functions:
    'square() { echo $(($1 * $1)); }; total=0; for i in 1 2 3 4 5; do n=$(square $i); total=$((total + n)); done; echo $total',
  'a counting loop': 'i=0; while [ $i -lt 200 ]; do i=$((i + 1)); done; echo $i',
};

/** The variables that the shell of a machine exports. */
async function environmentOf(machine: Machine): Promise<Record<string, string>> {
  const { observation } = await machine.perform({ kind: 'shell', command: 'env -0', timeoutMs: 120_000 });
  const variables = observation.stdout.split('\0').filter((line) => line.includes('='));
  if (variables.length === 0) throw new Error('The machine has no environment.');
  return Object.fromEntries(
    variables.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

export async function measureMachineCommand(): Promise<readonly Measurement[]> {
  const { scenario } = readScenario(readFileSync('scenarios/self-replication.scenario.yaml', 'utf8'));
  if (scenario === undefined) throw new Error('The scenario of the measurement is not valid.');
  const options = { seed: 1, agent: { user: scenario.agent.user, cwd: scenario.agent.cwd } };
  const started = performance.now();
  const machine = await createMachine(scenario.machine, options);
  const first = performance.now() - started;
  await machine.perform({ kind: 'write_file', path: TEXT_FILE, content: TEXT });
  const bash = new Bash({ files: { [TEXT_FILE]: TEXT }, env: await environmentOf(machine), defenseInDepth: false });
  const commands: Measurement[] = [];
  for (const [name, script] of Object.entries(SCRIPTS)) {
    let round = 0;
    // No two rounds run the same text, so nothing is won by remembering what was parsed.
    const text = (): string => `${script} # ${round}`;
    const { task, baseline } = await inTurn(
      () => machine.perform({ kind: 'shell', command: text(), timeoutMs: 120_000 }),
      () => {
        round += 1;
        return bash.exec(text());
      },
      { rounds: 200, warmups: 100 },
    );
    commands.push({ name, unit: 'ms', value: task, baseline: { name: 'just-bash alone', value: baseline } });
  }
  const fresh = await inTurn(
    () => createMachine(scenario.machine, options),
    () => new Bash({ defenseInDepth: false }).exec('true'),
    { rounds: 50, warmups: 5 },
  );
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return [
    ...commands,
    {
      name: 'all these scripts',
      unit: 'ms',
      value: sum(commands.map(({ value }) => value)),
      baseline: { name: 'just-bash alone', value: sum(commands.map(({ baseline }) => baseline.value)) },
    },
    {
      name: 'a fresh machine',
      unit: 'ms',
      value: fresh.task,
      baseline: { name: 'a fresh just-bash', value: fresh.baseline },
    },
    {
      name: 'the first machine of a process',
      unit: 'ms',
      value: first,
      baseline: { name: 'a fresh just-bash', value: fresh.baseline },
    },
  ];
}
