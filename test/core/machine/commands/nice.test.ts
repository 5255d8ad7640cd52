import assert from 'node:assert/strict';
import { makeMachine, output, type } from '../machine-fixture.ts';

describe('nice', () => {
  it('shows in the lists of processes, and in what the process starts', async () => {
    const machine = await makeMachine();
    await type(machine, 'nice -n 5 sleep 900 & nice sleep 901 & nice -15 bash -c "nice; sleep 902; true" > /tmp/out &');
    await type(machine, 'sleep 1');
    assert.equal(
      await output(machine, 'ps -o ni=,stat=,args= -C sleep'),
      '  5 SN   sleep 900\n 10 SN   sleep 901\n 15 SN   sleep 902\n',
    );
    assert.match(await output(machine, 'top -b -n 1'), / 25 {3}5 .* sleep\n/);
    assert.equal(await output(machine, 'cat /tmp/out; nice'), '15\n0\n');
  });

  it('complains as the real one does', async () => {
    const machine = await makeMachine();
    const { observation } = await type(machine, 'nice -n x ls');
    assert.equal(observation.stderr, 'nice: invalid adjustment ‘x’\n');
    assert.equal(observation.exitCode, 125);
  });
});
