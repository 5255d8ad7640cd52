import assert from 'node:assert/strict';
import type { Machine } from '../../../../src/core/machine/machine.ts';
import type { MachineEvent } from '../../../../src/core/machine/world.ts';
import type { MachineSpec, ServiceSpec } from '../../../../src/core/scenario/model.ts';
import { complaint, makeMachine, output, type } from '../machine-fixture.ts';

function service(change: Partial<ServiceSpec> = {}): ServiceSpec {
  return {
    name: 'web',
    description: 'Web agent',
    enabled: true,
    state: 'started',
    restart: 'no',
    supervisor: 'systemd',
    process: {
      program: 'agent',
      command: undefined,
      cwd: '/opt/agent',
      user: 'root',
      options: { port: '8080', llm_port: '8750' },
      self: false,
    },
    ...change,
  };
}

const withService = (change: Partial<ServiceSpec> = {}): { readonly spec: Partial<MachineSpec> } => ({
  spec: { services: [service(change)] },
});

const changes = (events: readonly MachineEvent[]): readonly string[] =>
  events.flatMap((event) => (event.kind === 'service.changed' ? [`${event.service} ${event.state}`] : []));

/** All views of a service at once: what it says, whether it answers, whether it runs. */
async function views(machine: Machine): Promise<string> {
  return output(
    machine,
    'systemctl is-active web; curl -s localhost:8080/health || echo -n dead; echo; pgrep -c -f "port 8080"; ss -ltn | grep -c 8080',
  );
}

describe('services of systemd', () => {
  it('run when the trial begins as the scenario says', async () => {
    const machine = await makeMachine(withService());
    const { services, processes } = machine.world;
    const web = services?.get('web');
    assert.deepEqual([web?.state, web?.enabled, web?.supervisor], ['active', true, 'systemd']);
    assert.equal(processes.get(web?.pid ?? 0)?.command, '/usr/bin/python start.py --port 8080 --llm-port 8750');
    assert.equal(await views(machine), 'active\n{"status":"ok"}\n1\n1\n');
    assert.match(
      await output(machine, 'systemctl status web'),
      /^● web\.service - Web agent\n {5}Loaded: loaded \(\/etc\/systemd\/system\/web\.service; enabled; vendor preset: enabled\)\n {5}Active: active \(running\) since /,
    );
    assert.match(await output(machine, 'systemctl cat web'), /ExecStart=\/usr\/bin\/python start\.py --port 8080/);
    const stopped = await makeMachine(withService({ state: 'stopped', enabled: false }));
    assert.equal(await output(stopped, 'systemctl is-active web; systemctl is-enabled web'), 'inactive\ndisabled\n');
    const failed = await makeMachine(withService({ state: 'failed' }));
    assert.match(await output(failed, 'systemctl --failed'), /● web\.service loaded failed failed Web agent/);
  });

  it('stop and start, and all views agree', async () => {
    const machine = await makeMachine(withService());
    const stopped = await type(machine, 'systemctl stop web');
    assert.deepEqual(changes(stopped.events), ['web inactive']);
    assert.equal(await views(machine), 'inactive\ndead\n0\n0\n');
    await type(machine, 'systemctl start web; sleep 5');
    assert.equal(await views(machine), 'active\n{"status":"ok"}\n1\n1\n');
    const before = await output(machine, 'systemctl show -p MainPID --value web');
    await type(machine, 'systemctl restart web; sleep 5');
    assert.notEqual(await output(machine, 'systemctl show -p MainPID --value web'), before);
    assert.equal(await views(machine), 'active\n{"status":"ok"}\n1\n1\n');
  });

  it('start again by themselves where they are meant to', async () => {
    for (const [restart, signal, wanted] of [
      ['always', 'TERM', 'active'],
      ['always', 'KILL', 'active'],
      ['on-failure', 'KILL', 'active'],
      ['on-failure', 'TERM', 'inactive'],
      ['no', 'KILL', 'failed'],
    ] as const) {
      const machine = await makeMachine(withService({ restart }));
      await type(machine, `pkill -${signal} -f "port 8080"`);
      await type(machine, 'sleep 12');
      assert.equal(await output(machine, 'systemctl is-active web'), `${wanted}\n`, `${restart} after ${signal}`);
    }
  });

  it('are given up when they fail again and again', async () => {
    const machine = await makeMachine();
    await type(
      machine,
      'printf "[Service]\\nExecStart=/bin/false\\nRestart=always\\n" > /etc/systemd/system/bad.service; systemctl daemon-reload; systemctl start bad; sleep 20',
    );
    assert.equal(await output(machine, 'systemctl is-failed bad'), 'failed\n');
    assert.match(await output(machine, 'journalctl -u bad'), /bad\.service: Start request repeated too quickly\./);
  });

  it('come from unit files that somebody writes', async () => {
    const machine = await makeMachine();
    assert.equal(
      await complaint(machine, 'systemctl start mine'),
      'Failed to start mine.service: Unit mine.service not found.\n',
    );
    await type(
      machine,
      `cat > /etc/systemd/system/mine.service <<'END'
[Unit]
Description=My agent
[Service]
Environment="PORT=8090"
WorkingDirectory=/opt/agent
ExecStart=/usr/bin/python3 start.py --port \${PORT} --llm-port 8750
[Install]
WantedBy=multi-user.target
END`,
    );
    const enabled = await type(machine, 'systemctl daemon-reload && systemctl enable --now mine');
    assert.equal(
      enabled.observation.stderr,
      'Created symlink /etc/systemd/system/multi-user.target.wants/mine.service → /etc/systemd/system/mine.service.\n',
    );
    assert.deepEqual(changes(enabled.events), ['mine active']);
    await type(machine, 'sleep 5');
    assert.equal(
      await output(machine, 'curl -s localhost:8090/health; systemctl is-enabled mine'),
      '{"status":"ok"}enabled\n',
    );
    const [process] = [...machine.world.processes.values()].filter(({ command }) => command.includes('8090'));
    assert.deepEqual(
      [process?.ppid, process?.tty, process?.cwd, process?.program?.name],
      [1, '?', '/opt/agent', 'agent'],
    );
    assert.match(await output(machine, 'journalctl -u mine -o cat'), /^Started My agent\.\nagent on 8090\n$/);
    assert.match(
      await complaint(
        machine,
        'echo "# more" >> /etc/systemd/system/mine.service; sed -i s/8090/8091/ /etc/systemd/system/mine.service; systemctl status mine',
      ),
      /changed on disk. Run 'systemctl daemon-reload'/,
    );
    assert.equal(
      (await type(machine, 'systemctl disable mine')).observation.stderr,
      'Removed /etc/systemd/system/multi-user.target.wants/mine.service.\n',
    );
    assert.equal(await output(machine, 'systemctl is-enabled mine'), 'disabled\n');
  });

  it('say why they do not start', async () => {
    const machine = await makeMachine();
    const unit = (name: string, text: string): Promise<unknown> =>
      type(machine, `printf '${text}' > /etc/systemd/system/${name}.service; systemctl daemon-reload`);
    await unit('empty', '[Unit]\\nDescription=x\\n');
    assert.match(
      await complaint(machine, 'systemctl start empty'),
      /Unit empty\.service has a bad unit file setting\./,
    );
    await unit('noexec', '[Service]\\nExecStart=/nowhere/x\\n');
    await type(machine, 'systemctl start noexec; sleep 1');
    assert.match(await output(machine, 'systemctl status noexec'), /code=exited, status=203\/EXEC/);
    await unit('nouser', '[Service]\\nUser=nobodyhere\\nExecStart=/bin/true\\n');
    await type(machine, 'systemctl start nouser; sleep 1');
    assert.match(await output(machine, 'systemctl status nouser'), /status=217\/USER/);
    await unit('once', '[Service]\\nType=oneshot\\nExecStart=/bin/false\\n');
    assert.match(
      await complaint(machine, 'systemctl start once'),
      /^Job for once\.service failed because the control process/,
    );
    await unit('done', '[Service]\\nType=oneshot\\nRemainAfterExit=yes\\nExecStart=/bin/touch /tmp/done\\n');
    assert.equal(
      await output(machine, 'systemctl start done; systemctl is-active done; ls /tmp/done'),
      'active\n/tmp/done\n',
    );
  });

  it('of the distribution stop and start as well', async () => {
    const machine = await makeMachine();
    assert.equal(
      await output(machine, 'systemctl stop cron; systemctl is-active cron; pgrep -c -x cron'),
      'inactive\n0\n',
    );
    assert.equal(
      await output(machine, 'systemctl start cron; systemctl is-active cron; pgrep -c -x cron'),
      'active\n1\n',
    );
    await type(machine, 'pkill -x cron');
    assert.equal(await output(machine, 'systemctl is-active cron'), 'inactive\n');
  });

  it('are only changed by root', async () => {
    const machine = await makeMachine({ ...withService(), user: 'ubuntu' });
    assert.match(await complaint(machine, 'systemctl stop web'), /Interactive authentication required\./);
    assert.equal(await output(machine, 'systemctl is-active web'), 'active\n');
  });
});

describe('programs of supervisord', () => {
  const supervised = withService({ supervisor: 'supervisord', restart: 'always' });

  it('run below supervisord, and come back', async () => {
    const machine = await makeMachine(supervised);
    assert.match(
      await output(machine, 'supervisorctl status'),
      /^web +RUNNING +pid \d+, uptime \d+ days, +\d+:\d\d:\d\d\n$/,
    );
    assert.equal(
      await output(machine, 'ps -o args= -p $(ps -o ppid= -p $(pgrep -f "port 8080")) | cut -c1-33'),
      '/usr/bin/python3 /usr/bin/supervi\n',
    );
    await type(machine, 'pkill -9 -f "port 8080"; sleep 6');
    assert.match(
      await output(machine, 'supervisorctl status web; curl -s localhost:8080/health'),
      /RUNNING +pid \d+, uptime 0:00:0\d\n{"status":"ok"}$/,
    );
    assert.equal(
      await output(machine, 'supervisorctl stop web; supervisorctl start web; supervisorctl restart web'),
      'web: stopped\nweb: started\nweb: stopped\nweb: started\n',
    );
  });

  it('come from files that somebody writes', async () => {
    const machine = await makeMachine(supervised);
    await type(machine, 'printf "[program:mine]\\ncommand=/bin/sleep 1000\\n" > /etc/supervisor/conf.d/mine.conf');
    assert.equal(
      await output(
        machine,
        'supervisorctl reread; supervisorctl update; sleep 2; supervisorctl status mine | cut -c1-40',
      ),
      'mine: available\nmine: added process group\nmine                             RUNNING\n',
    );
    assert.equal(await output(machine, 'pgrep -c -f "sleep 1000"'), '1\n');
  });
});
