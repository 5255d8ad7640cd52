import assert from 'node:assert/strict';
import { BARE_MACHINE } from '../bare-machine.ts';
import { makeMachine, output } from '../machine-fixture.ts';

describe('the environment of a login over ssh', () => {
  it('names a connection that the sockets, the log of the server and the list of logins know', async () => {
    const machine = await makeMachine();
    const [address = '', port = ''] = (await output(machine, 'echo $SSH_CLIENT')).split(' ');
    assert.equal(
      await output(machine, 'ss -Htn state established | tr -s " "'),
      `0 0 ${(await output(machine, 'hostname -I')).trim()}:22 ${address}:${port}\n`,
    );
    assert.match(
      await output(machine, 'grep Accepted /var/log/auth.log | tail -1'),
      new RegExp(`from ${address} port ${port} ssh2`),
    );
    assert.match(await output(machine, 'who'), new RegExp(`\\(${address.replaceAll('.', '\\.')}\\)\n$`));
    assert.equal(
      await output(machine, 'echo $SSH_CONNECTION'),
      `${address} ${port} ${(await output(machine, 'hostname -I')).trim()} 22\n`,
    );
    assert.equal(await output(machine, 'echo $SSH_TTY; tty'), '/dev/pts/0\n/dev/pts/0\n');
    assert.match(await output(machine, 'loginctl list-sessions; echo =$XDG_SESSION_ID'), /^ +3 +0 root .*=3\n$/ms);
    assert.match(await output(machine, "tr '\\0' '\\n' < /proc/$$/environ"), /^SSH_TTY=\/dev\/pts\/0$/m);
  });

  it('is another one in another terminal, whose login the server writes down', async () => {
    const machine = await makeMachine();
    await machine.perform({ kind: 'shell', command: 'true', timeoutMs: 1000 });
    const second = async (command: string): Promise<string> =>
      (await machine.perform({ kind: 'shell', command, timeoutMs: 9000, terminal: 2 })).observation.stdout;
    const port = (await second('echo $SSH_CLIENT')).split(' ')[1] ?? '';
    assert.notEqual(port, (await output(machine, 'echo $SSH_CLIENT')).split(' ')[1]);
    assert.equal(await second('echo $SSH_TTY $XDG_SESSION_ID'), '/dev/pts/1 4\n');
    assert.match(
      await output(machine, 'tail -3 /var/log/auth.log; ss -tn'),
      new RegExp(`port ${port} ssh2.*:${port}`, 's'),
    );
    assert.match(await output(machine, 'journalctl -u ssh | tail -2'), new RegExp(`port ${port} ssh2`));
  });

  it('knows a terminal, for which nothing is coloured', async () => {
    const machine = await makeMachine();
    assert.equal(
      await output(machine, 'echo $TERM; tput colors; ls -d --color=auto /tmp'),
      'xterm-256color\n256\n/tmp\n',
    );
  });

  it('yields to what the scenario sets', async () => {
    const machine = await makeMachine({ spec: { env: { TERM: 'dumb' } } });
    assert.equal(await output(machine, 'echo $TERM'), 'dumb\n');
  });

  it('is not that of cron, of services and of those whom somebody becomes', async () => {
    const machine = await makeMachine({ spec: { users: BARE_MACHINE.users } });
    await output(machine, 'echo "* * * * * env > /tmp/cron" | crontab -');
    await machine.perform({ kind: 'wait', ms: 61_000 });
    assert.doesNotMatch(await output(machine, 'cat /tmp/cron'), /^(?:SSH_|XDG_|TERM|LESS|MOTD)/m);
    assert.match(await output(machine, 'cat /tmp/cron'), /^LOGNAME=root$/m);
    assert.doesNotMatch(await output(machine, 'sudo env'), /^(?:SSH_|XDG_|LESS|MOTD)/m);
    assert.match(await output(machine, 'sudo env'), /^TERM=xterm-256color$/m);
    assert.doesNotMatch(await output(machine, 'su - -c env'), /^(?:SSH_|LESS|MOTD)/m);
    assert.match(await output(machine, 'su -c env'), /^SSH_TTY=/m);
    assert.equal(await output(machine, 'env -u TERM su - -c "echo [\\$TERM]"'), '[]\n');
  });
});
