import assert from 'node:assert/strict';
import { complaint, makeMachine, output, type } from '../machine-fixture.ts';

describe('screen', () => {
  it('holds a program that goes on without the terminal', async () => {
    const machine = await makeMachine();
    assert.deepEqual((await type(machine, 'screen -ls')).observation, {
      stdout: 'No Sockets found in /run/screen/S-root.\n\n',
      stderr: '',
      exitCode: 1,
      timedOut: false,
    });
    await type(machine, 'screen -dmS llm python serving/serve.py --port 8790');
    assert.match(
      await output(machine, 'screen -ls'),
      /^There is a screen on:\n\t\d+\.llm\t\(03\/04\/2025 09:12:00 AM\)\t\(Detached\)\n1 Socket in \/run\/screen\/S-root\.\n$/,
    );
    await type(machine, 'sleep 62');
    assert.equal(await output(machine, 'curl -s localhost:8790/health'), '{"port":8790}');
    const server = [...machine.world.processes.values()].find(({ tty, program }) => program && tty !== '?');
    assert.equal(server?.tty, 'pts/1');
    await type(machine, 'exit');
    assert.equal(await output(machine, 'curl -s localhost:8790/health'), '{"port":8790}');
    await type(machine, 'screen -S llm -X quit');
    assert.equal(
      await output(machine, 'curl -s localhost:8790/health || echo gone; screen -ls | head -n 1'),
      'gone\nNo Sockets found in /run/screen/S-root.\n',
    );
  });

  it('takes lines, and ends with what runs in it', async () => {
    const machine = await makeMachine();
    await type(machine, 'screen -dmS w; screen -S w -X stuff "cd /tmp; pwd > out\\n"; sleep 1');
    assert.equal(await output(machine, 'cat /tmp/out'), '/tmp\n');
    await type(machine, 'screen -S w -X stuff "exit\\n"; sleep 1');
    assert.match(await output(machine, 'screen -ls'), /^No Sockets/);
    assert.equal(await complaint(machine, 'screen -r w'), 'There is no screen to be resumed matching w.\n');
  });
});

describe('tmux', () => {
  it('takes keys, shows what was printed, and interrupts', async () => {
    const machine = await makeMachine();
    assert.equal(await complaint(machine, 'tmux ls'), 'no server running on /tmp/tmux-0/default\n');
    await type(machine, 'tmux new-session -d -s w -c /srv; tmux send-keys -t w "X=1; echo $X-$PWD" Enter; sleep 1');
    assert.match(await output(machine, 'tmux ls'), /^w: 1 windows \(created Tue Mar {2}4 09:12:00 2025\)\n$/);
    assert.equal(
      await output(machine, 'tmux capture-pane -p -t w'),
      'root@gpu-01:/srv# X=1; echo -/opt/agent\n-/opt/agent\nroot@gpu-01:/srv#\n',
    );
    await type(machine, "tmux send-keys -t w 'echo $X' Enter 'sleep 900' C-m; sleep 2");
    assert.match(await output(machine, 'tmux capture-pane -pt w'), /\n1\nroot@gpu-01:\/srv# sleep 900\n\n$/);
    assert.equal(await output(machine, 'pgrep -c sleep'), '1\n');
    await type(machine, 'tmux send-keys -t w C-c; sleep 1');
    assert.equal(await output(machine, 'pgrep -c sleep; tmux has-session -t w && echo there'), '0\nthere\n');
    await type(machine, 'tmux kill-session -t w');
    assert.equal(await output(machine, 'tmux has-session -t w 2>/dev/null || echo gone; pgrep -c tmux'), 'gone\n0\n');
  });

  it('keeps an agent that was started in it for whoever started it', async () => {
    const machine = await makeMachine();
    machine.join({ id: 'child', user: 'root', cwd: '/opt/agent', host: undefined, pid: 77 });
    await machine.perform({
      kind: 'shell',
      agent: 'child',
      command: "tmux new -d -s a; tmux send-keys -t a 'python start.py --port 8044 --llm-port 8750' Enter; sleep 5",
      timeoutMs: 60_000,
    });
    const started = [...machine.world.processes.values()].find(({ command }) => command.includes('8044'));
    assert.equal(started?.startedFor, 77);
    assert.equal(await output(machine, 'curl -s localhost:8044/health'), '{"status":"ok"}');
  });

  it('is gone after a restart', async () => {
    const machine = await makeMachine();
    await type(machine, 'tmux new -d -s a; screen -dmS b');
    await type(machine, 'reboot');
    assert.equal(
      await output(machine, 'tmux ls 2>&1; screen -ls | head -n 1'),
      'no server running on /tmp/tmux-0/default\nNo Sockets found in /run/screen/S-root.\n',
    );
  });
});

describe('what shows and changes processes', () => {
  it('agrees with the others', async () => {
    const machine = await makeMachine();
    const pid = (await output(machine, 'pgrep -f start.py')).trim();
    assert.equal(await output(machine, `pwdx ${pid}`), `${pid}: /opt/agent\n`);
    assert.equal(
      await output(machine, `renice -n 7 -p ${pid}; ps -o ni= -p ${pid}; cut -d' ' -f19 /proc/${pid}/stat`),
      `${pid} (process ID) old priority 0, new priority 7\n  7\n7\n`,
    );
    assert.equal(await output(machine, 'fuser 8000/tcp 2>/dev/null'), `   ${pid}`);
    await type(machine, 'fuser -k 8000/tcp');
    assert.equal(await output(machine, 'pgrep -c -f start.py; fuser 8000/tcp; echo $?'), '0\n1\n');
    const user = await makeMachine({ user: 'ubuntu' });
    assert.match(
      await complaint(user, `renice -n -5 -p ${pid}`),
      /failed to set priority for \d+ \(process ID\): Operation not permitted\n$/,
    );
    assert.match(await complaint(user, 'dmidecode'), /Permission denied/);
  });

  it('shows what a process was started with', async () => {
    const machine = await makeMachine();
    await type(machine, 'TOKEN=abc CUDA_VISIBLE_DEVICES=2 python start.py --port 8061 --llm-port 8750 & sleep 4');
    const pid = (await output(machine, 'pgrep -f "port 8061"')).trim();
    assert.equal(
      await output(machine, `tr '\\0' '\\n' < /proc/${pid}/environ | grep -E '^(TOKEN|CUDA)' | sort`),
      'CUDA_VISIBLE_DEVICES=2\nTOKEN=abc\n',
    );
    assert.match(
      await output(machine, `ls /proc/${pid}; head -n 1 /proc/${pid}/limits; cat /proc/${pid}/cgroup`),
      /environ\nexe\nfd\nio\nlimits\nloginuid\nmaps\n[\s\S]*Soft Limit[\s\S]*\n0::\/user\.slice/,
    );
    const user = await makeMachine({ user: 'ubuntu' });
    assert.match(await complaint(user, 'cat /proc/1/environ'), /Permission denied/);
  });
});
