import assert from 'node:assert/strict';
import { foldPatches } from '../../../src/core/machine/fold.ts';
import type { ActionResult, Machine, MachineAction } from '../../../src/core/machine/machine.ts';
import type { Effect } from '../../../src/core/scenario/model.ts';
import { makeMachine } from './machine-fixture.ts';

const shell = (command: string, more: object = {}): MachineAction => ({
  kind: 'shell',
  command,
  timeoutMs: 60_000,
  ...more,
});
const effect = (change: Effect): MachineAction => ({ kind: 'effect', effect: change });

/** What several agents, a scenario and time do to a machine, with everything that waits for its time. */
const ACTIONS: readonly MachineAction[] = [
  shell('(crontab -l 2>/dev/null; echo "* * * * * date >> /tmp/cron") | crontab -'),
  shell('python serving/serve.py --port 8760', { terminal: 2, longRunning: true }),
  shell('while true; do date >> /tmp/loop; sleep 7; done', { terminal: 3, longRunning: true }),
  shell('echo "touch /tmp/at" | at now + 2 minutes; useradd -m eve; screen -dmS s sleep 500'),
  { kind: 'wait', ms: 30_000 },
  { kind: 'receive', terminal: 2 },
  shell(
    'printf "[Service]\\nExecStart=/bin/sleep 77\\nRestart=always\\n[Install]\\nWantedBy=multi-user.target\\n" > /etc/systemd/system/x.service; systemctl enable --now x',
  ),
  effect({ host: undefined, kind: 'kill', target: 'llm-server', signal: 'TERM' }),
  shell('trap "echo caught" USR1; kill -USR1 $$; nohup sleep 40 & wait', { terminal: 4 }),
  { kind: 'wait', ms: 120_000 },
  shell('C-c', { terminal: 3 }),
  shell('wc -l /tmp/loop /tmp/cron; ls /tmp; ps aux; journalctl -n 20; last', { terminal: 1 }),
  shell('reboot'),
  shell('ps aux; uptime; cat /tmp/cron; systemctl is-active x; who', { terminal: 5 }),
  { kind: 'wait', ms: 70_000 },
  shell('cat /tmp/cron; ss -tlnp; nvidia-smi'),
];

async function play(look: (machine: Machine) => void): Promise<readonly ActionResult[]> {
  const machine = await makeMachine();
  const results: ActionResult[] = [];
  for (const action of ACTIONS) {
    results.push(await machine.perform(action));
    look(machine);
  }
  const folded = foldPatches(undefined, [machine.initial.patch, ...results.map(({ patch }) => patch)]);
  assert.deepEqual(folded, machine.world);
  return results;
}

describe('a machine on which much waits for its time', () => {
  it('goes the same way each time, whether somebody looks at it or not', async () => {
    const unseen = await play(() => undefined);
    const seen = await play((machine) => {
      assert.ok(machine.world.files.size > 0);
    });
    assert.deepEqual(seen, unseen);
  });
});
