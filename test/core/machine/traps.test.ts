import assert from 'node:assert/strict';
import { makeMachine, output, type } from './machine-fixture.ts';

describe('handlers of signals', () => {
  it('run where a shell catches a signal, which then goes on', async () => {
    const machine = await makeMachine();
    const pid = await output(machine, 'echo $$');
    assert.equal(
      await output(machine, 'V=seen; trap \'echo "caught $V"\' USR1; kill -USR1 $$; sleep 1; echo after'),
      'caught seen\nafter\n',
    );
    assert.equal(await output(machine, 'echo $$'), pid);
  });

  it('end a script that exits in them, and keep one alive that does not', async () => {
    const machine = await makeMachine();
    await type(
      machine,
      'printf "#!/bin/bash\\nF=/tmp/log\\ntrap \'echo stopping >> \\$F; exit 3\' TERM\\nwhile true; do sleep 1; done\\n" > /tmp/a.sh; sed "s/; exit 3//" /tmp/a.sh > /tmp/b.sh; chmod +x /tmp/?.sh',
    );
    await type(machine, '/tmp/a.sh & A=$!; sleep 2; kill $A; wait $A; echo $? > /tmp/code; cat /tmp/log');
    assert.equal(await output(machine, 'cat /tmp/code /tmp/log; pgrep -c -f tmp/a.sh'), '3\nstopping\n0\n');
    await type(machine, '/tmp/b.sh & sleep 2; pkill -f tmp/b.sh; sleep 1');
    assert.equal(await output(machine, 'pgrep -c -f tmp/b.sh; wc -l < /tmp/log'), '1\n2\n');
    await type(machine, 'pkill -9 -f tmp/b.sh');
    assert.equal(await output(machine, 'pgrep -c -f tmp/b.sh'), '0\n');
  });

  it('that are empty make a shell deaf', async () => {
    const machine = await makeMachine();
    await type(machine, 'bash -c "trap \'\' TERM; sleep 300; true" & sleep 1; pkill -TERM -f "trap"; sleep 1');
    assert.equal(await output(machine, 'pgrep -c -f "sleep 300; true"'), '1\n');
  });

  it('are not needed by the shell that is typed into: only hanging up and killing end it', async () => {
    const machine = await makeMachine();
    const pid = await output(machine, 'X=kept; echo $$');
    assert.equal(await output(machine, 'kill $$; kill -INT $$; echo $X $$'), `kept ${pid}`);
    await type(machine, 'kill -9 $$; echo never > /tmp/never');
    assert.equal(await output(machine, 'echo "[$X]"; ls /tmp/never 2>/dev/null'), '[]\n');
    assert.notEqual(await output(machine, 'echo $$'), pid);
  });
});
