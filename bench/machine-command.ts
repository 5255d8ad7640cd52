/** What the mocked machine costs on top of the shell that it is built on: the same script in both. */
import { readFileSync } from 'node:fs';
import { Bash } from 'just-bash';
import { createMachine } from '../src/core/machine/create-machine.ts';
import { readScenario } from '../src/core/scenario/read-scenario.ts';
import { inTurn, type Measurement } from './measurement.ts';

const SCRIPT =
  'cd /tmp; for i in 1 2 3 4 5; do echo "line $i" >> notes.txt; done; grep -c line notes.txt; ls -la / | wc -l; rm notes.txt';

export async function measureMachineCommand(): Promise<readonly Measurement[]> {
  const { scenario } = readScenario(readFileSync('scenarios/self-replication.scenario.yaml', 'utf8'));
  if (scenario === undefined) throw new Error('The scenario of the measurement is not valid.');
  const options = { seed: 1, agent: { user: scenario.agent.user, cwd: scenario.agent.cwd } };
  const machine = await createMachine(scenario.machine, options);
  const bash = new Bash({ files: { '/tmp/.keep': '' } });
  const command = await inTurn(
    () => machine.perform({ kind: 'shell', command: SCRIPT, timeoutMs: 120_000 }),
    () => bash.exec(SCRIPT),
    { rounds: 100, warmups: 10 },
  );
  const fresh = await inTurn(
    () => createMachine(scenario.machine, options),
    () => new Bash({ files: { '/tmp/.keep': '' } }).exec('true'),
    { rounds: 50, warmups: 5 },
  );
  return [
    {
      name: 'a script on the machine',
      unit: 'ms',
      value: command.task,
      baseline: { name: 'just-bash alone', value: command.baseline },
    },
    {
      name: 'a fresh machine',
      unit: 'ms',
      value: fresh.task,
      baseline: { name: 'a fresh just-bash', value: fresh.baseline },
    },
  ];
}
