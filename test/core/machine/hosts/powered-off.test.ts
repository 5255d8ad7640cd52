import assert from 'node:assert/strict';
import { output, type } from '../machine-fixture.ts';
import { host, machineWith } from './hosts-fixture.ts';

describe('a host that goes down', () => {
  it('takes the connection with it, and answers nothing until it is up again', async () => {
    const machine = await machineWith([host('gpu-02')]);
    const { observation } = await type(machine, 'ssh gpu-02 "echo before; reboot"');
    assert.equal(observation.stdout, 'before\n');
    assert.equal(observation.stderr, 'Connection to gpu-02 closed by remote host.\r\n');
    assert.equal(observation.exitCode, 255);
    assert.match(await output(machine, 'ping -c 1 gpu-02'), /Destination Host Unreachable[\s\S]*100% packet loss/);
    assert.match(await output(machine, 'sleep 60; ping -c 1 gpu-02'), / 0% packet loss/);
  });

  it('is no host whose shell was killed: that tells no status either', async () => {
    const machine = await machineWith([host('gpu-02')]);
    assert.equal((await type(machine, "ssh gpu-02 'kill -9 $$; echo not reached'")).observation.exitCode, 255);
    assert.equal(await output(machine, 'ssh gpu-02 "ps -C sshd -o args= | grep -c notty"'), '1\n');
  });
});
