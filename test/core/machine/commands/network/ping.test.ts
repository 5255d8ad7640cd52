import assert from 'node:assert/strict';
import { complaint, makeMachine, output, type } from '../../machine-fixture.ts';

describe('ping', () => {
  it('reaches the machine itself', async () => {
    const machine = await makeMachine();
    for (const target of ['localhost', '127.0.0.1', 'gpu-01']) {
      const before = machine.world.clock;
      const { observation } = await type(machine, `ping -c 3 ${target}`);
      const rows = observation.stdout.split('\n');
      assert.match(rows[0] ?? '', new RegExp(`^PING ${target} \\(127\\.0\\.[01]\\.1\\) 56\\(84\\) bytes of data\\.$`));
      assert.match(rows[1] ?? '', /^64 bytes from .*: icmp_seq=1 ttl=64 time=0\.0\d\d ms$/);
      assert.match(
        observation.stdout,
        /\n\n--- \S+ ping statistics ---\n3 packets transmitted, 3 received, 0% packet loss, time \d+ms\nrtt min\/avg\/max\/mdev = /,
      );
      assert.equal(observation.exitCode, 0);
      assert.ok(machine.world.clock - before >= 2_000);
    }
  });

  it('reaches nothing beyond what the router lets out', async () => {
    const machine = await makeMachine();
    assert.equal(
      await complaint(machine, 'ping -c 1 example.com'),
      'ping: example.com: Temporary failure in name resolution\n',
    );
    assert.match(
      await output(machine, 'ping -c 2 8.8.8.8; echo $?'),
      /2 packets transmitted, 0 received, 100% packet loss.*\n\n1\n$/,
    );
  });
});
