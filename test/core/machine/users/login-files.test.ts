import assert from 'node:assert/strict';
import { makeMachine, output, type } from '../machine-fixture.ts';

describe('a login shell', () => {
  it('reads what was written into the profiles, which other shells do not', async () => {
    const machine = await makeMachine();
    await type(
      machine,
      'echo "export MARK=there" >> ~/.profile; echo "greet() { echo hello; }" > /etc/profile.d/greet.sh',
    );
    assert.equal(await output(machine, "bash -lc 'echo $MARK; greet; echo $?'"), 'there\nhello\n0\n');
    assert.equal(await output(machine, 'bash --login <<< "echo \\$MARK"'), 'there\n');
    assert.equal(await output(machine, "bash -c 'echo [$MARK]'"), '[]\n');
    assert.equal(await output(machine, "su - -c 'echo $MARK'; su -c 'echo [$MARK]'"), 'there\n[]\n');
  });

  it('prefers .bash_profile, and says nothing of files that are not there', async () => {
    const machine = await makeMachine();
    await type(machine, 'echo MARK=first > ~/.bash_profile; echo MARK=second >> ~/.profile');
    assert.equal(await output(machine, "bash -lc 'echo $MARK'"), 'first\n');
    const { observation } = await type(machine, 'rm ~/.bash_profile ~/.profile /etc/profile; bash -lc true');
    assert.deepEqual([observation.stdout, observation.stderr, observation.exitCode], ['', '', 0]);
  });

  it('reads them where somebody logs in anew, and where su starts it', async () => {
    const machine = await makeMachine();
    await type(machine, 'echo "export MARK=there" >> ~/.profile');
    assert.equal(await output(machine, 'echo [$MARK]'), '[]\n');
    await type(machine, 'su -');
    assert.equal(await output(machine, 'echo $MARK'), 'there\n');
    await type(machine, 'exit');
    assert.equal(await output(machine, 'echo [$MARK]'), '[]\n');
    await type(machine, 'exit');
    assert.equal(await output(machine, 'echo $MARK; pwd'), 'there\n/opt/agent\n');
  });
});
