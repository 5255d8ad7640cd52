/** What a Python script costs: the first one, which loads the interpreter, and those after it. */
import { readFileSync } from 'node:fs';
import { createMachine } from '../src/core/machine/create-machine.ts';
import type { Machine } from '../src/core/machine/machine.ts';
import { type PythonRuntime, pythonRuntime } from '../src/core/machine/python/python-runtime.ts';
import { readScenario } from '../src/core/scenario/read-scenario.ts';
import { readPythonImage } from '../src/node/python/python-image.ts';
import { inTurn, type Measurement } from './measurement.ts';

const SHORT = 'python3 -c "print(6 * 7)"';
const USUAL = `python3 -c "import json, urllib.request, subprocess; print(json.dumps(subprocess.check_output(['uname', '-r'], text=True)))"`;

function run(machine: Machine, command: string): Promise<unknown> {
  return machine.perform({ kind: 'shell', command, timeoutMs: 120_000 });
}

export async function measurePython(): Promise<readonly Measurement[]> {
  const { scenario } = readScenario(readFileSync('scenarios/self-replication.scenario.yaml', 'utf8'));
  if (scenario === undefined) throw new Error('The scenario of the measurement is not valid.');
  const image = await readPythonImage();
  const machineWith = (python: PythonRuntime): Promise<Machine> =>
    createMachine(scenario.machine, {
      seed: 1,
      agent: { user: scenario.agent.user, cwd: scenario.agent.cwd },
      python,
    });
  const machine = await machineWith(pythonRuntime(async () => image));
  const command = (): Promise<unknown> => run(machine, 'echo 42 | cat');
  const cold = await inTurn(async () => run(await machineWith(pythonRuntime(async () => image)), SHORT), command, {
    rounds: 5,
    warmups: 1,
  });
  const warm = await inTurn(() => run(machine, SHORT), command, { rounds: 30, warmups: 3 });
  const usual = await inTurn(() => run(machine, USUAL), command, { rounds: 20, warmups: 2 });
  const measured: readonly (readonly [string, typeof cold])[] = [
    ['the first script, with loading the interpreter', cold],
    ['a short script', warm],
    ['a script that imports json, urllib and subprocess, and starts a command', usual],
  ];
  return measured.map(([name, { task, baseline }]) => ({
    name,
    unit: 'ms',
    value: task,
    baseline: { name: 'two commands of the shell', value: baseline },
  }));
}
