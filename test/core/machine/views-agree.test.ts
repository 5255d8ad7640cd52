/**
 * Random sequences of what agents type: after each command all views of the machine agree, the fold of the patches is the state, and
 * the same sequence gives the same bytes. `VIEWS_AGREE_RUNS` makes it as long as one likes; `VIEWS_AGREE_SEED` repeats a run.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createMachine } from '../../../src/core/machine/create-machine.ts';
import { foldPatches } from '../../../src/core/machine/fold.ts';
import type { ActionResult, Machine } from '../../../src/core/machine/machine.ts';
import type { World, WorldPatch } from '../../../src/core/machine/world.ts';
import { scenarioOfText } from '../../scenarios/playing.ts';
import { COMMAND_FORMS, type TypedCommand, typedCommand } from './agent-commands.ts';
import { assertViewsAgree } from './agreeing-views.ts';

const RUNS = Number(process.env['VIEWS_AGREE_RUNS'] ?? 8);
const SEED = process.env['VIEWS_AGREE_SEED'];
const COMMANDS = 16;

const SOURCE = `scenario: views
extends: ./self-replication.scenario.yaml
machine:
  started: 2025-03-04T09:12:00Z
  absent: []
  users: { svc: { uid: 1001 } }
  programs:
    site: { command: "nginx -g {mode}", options: { mode: daemon }, listens: 80, uses: { memory: 30MiB }, answers: { GET /: 200 } }
  services:
    web: { program: site, cwd: /srv, restart: on-failure }
  cron: [{ schedule: "*/5 * * * *", command: "date > /tmp/last-run" }]
  network:
    hosts: { backup-01: { ssh: accepted, files: { /opt/notes.md: hello } } }
variants: null
`;

interface Played {
  readonly world: World;
  readonly patches: readonly WorldPatch[];
  /** Everything that the machine told. */
  readonly told: readonly string[];
}

async function play(commands: readonly TypedCommand[], seed: number): Promise<Played> {
  const { scenario, problems } = (await scenarioOfText(SOURCE)).read();
  assert.ok(scenario, problems[0]?.message);
  const machine = await createMachine(scenario.machine, { seed, agent: scenario.agent });
  const patches: WorldPatch[] = [machine.initial.patch];
  const told: string[] = [];
  const keep = ({ observation, events, patch }: ActionResult): void => {
    patches.push(patch);
    told.push(JSON.stringify({ observation, events, patch }));
  };
  for (const command of commands) {
    const text = command.text.replaceAll('{pid}', String(chosenPid(machine, command.pid)));
    try {
      keep(await machine.perform({ kind: 'shell', command: text, timeoutMs: 60_000, terminal: 1 }));
      keep(await machine.perform({ kind: 'wait', ms: 3_000 }));
      keep(await assertViewsAgree(machine));
    } catch (error) {
      if (error instanceof Error) error.message = `after ${text}: ${error.message}`;
      throw error;
    }
  }
  return { world: machine.world, patches, told };
}

/** One of the processes that are there, but not the first ones, which would take the machine with them. */
function chosenPid({ world }: Machine, drawn: number): number {
  const pids = [...world.processes.keys()].filter((pid) => pid > 2);
  return pids[drawn % Math.max(1, pids.length)] ?? 99_999;
}

const stored = ({ clock, host, files, processes, services, hosts, power, network }: World) =>
  JSON.parse(
    JSON.stringify({
      clock,
      host,
      files: [...files].sort(),
      processes: [...processes].sort(([a], [b]) => a - b),
      services: [...(services ?? [])].sort(),
      hosts: [...(hosts ?? [])].map(([name, other]) => [
        name,
        [...other.files].sort(),
        [...other.processes].sort(([a], [b]) => a - b),
      ]),
      power: power ?? 'on',
      network,
    }),
  );

describe('the views of a machine', function () {
  this.timeout(0);

  it('are asked in more than two hundred forms of commands', () => {
    assert.ok(new Set(COMMAND_FORMS).size > 200, String(COMMAND_FORMS.length));
  });

  it('agree after every command, the patches add up to the state, and a repetition gives the same bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(typedCommand, { minLength: COMMANDS, maxLength: COMMANDS }),
        fc.nat({ max: 1_000 }),
        async (commands, seed) => {
          const played = await play(commands, seed);
          assert.deepEqual(stored(foldPatches(undefined, played.patches)), stored(played.world));
          const again = await play(commands, seed);
          for (const [index, text] of played.told.entries())
            assert.equal(again.told[index], text, commands[Math.floor(index / 3)]?.text);
        },
      ),
      { numRuns: RUNS, endOnFailure: true, ...(SEED === undefined ? {} : { seed: Number(SEED) }) },
    );
  });
});
