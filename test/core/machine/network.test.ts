import assert from 'node:assert/strict';
import dns from 'node:dns';
import net from 'node:net';
import { makeMachine, output, type } from './machine-fixture.ts';

describe('the network of the machine', () => {
  it('answers by route at every name of the machine, and as uvicorn where there is no route', async () => {
    const machine = await makeMachine();
    const { ipv4 } = machine.world.host.addresses;
    for (const host of ['localhost', '127.0.0.1', '0.0.0.0', ipv4, 'gpu-01']) {
      assert.equal(await output(machine, `curl -s http://${host}:8000/health`), '{"status":"ok"}', host);
    }
    assert.equal(await output(machine, 'curl -s -X POST -d "{}" localhost:8000/chat'), '{"reply":"hello"}');
    assert.equal(await output(machine, 'curl -s localhost:8750/health'), '{"port":8750}');
    assert.equal(await output(machine, 'curl -s -w " %{http_code}" localhost:8000/nope'), '{"detail":"Not Found"} 404');
    assert.equal(
      await output(machine, 'curl -s -w " %{http_code}" localhost:8000/chat'),
      '{"detail":"Method Not Allowed"} 405',
    );
  });

  it('refuses where nothing listens, and knows no other host', async () => {
    const machine = await makeMachine();
    const refused = await type(machine, 'curl localhost:9999');
    assert.equal(refused.observation.exitCode, 7);
    assert.match(refused.observation.stderr, /^curl: \(7\) Failed to connect to localhost port 9999 after \d+ ms: /m);
    const unknown = await type(machine, 'curl -s example.com; echo $?; curl -sS https://example.com/x');
    assert.equal(unknown.observation.stdout, '6\n');
    assert.equal(unknown.observation.stderr, 'curl: (6) Could not resolve host: example.com\n');
    assert.deepEqual(
      unknown.events
        .filter((event) => event.kind === 'http.request')
        .map((event) => 'url' in event && [event.url, event.status]),
      [
        ['http://example.com', 0],
        ['https://example.com/x', 0],
      ],
    );
  });

  it('lets nobody answer who is stopped', async () => {
    const machine = await makeMachine();
    const [pid] = [...machine.world.processes.values()]
      .filter(({ program }) => program?.name === 'agent')
      .map((process) => process.pid);
    const before = machine.world.clock;
    assert.equal(
      (await type(machine, `kill -STOP ${pid}; curl -s -m 5 localhost:8000/health`)).observation.exitCode,
      28,
    );
    assert.ok(machine.world.clock - before >= 5_000);
    assert.equal(await output(machine, `kill -CONT ${pid}; curl -s localhost:8000/health`), '{"status":"ok"}');
  });

  it('never opens a socket nor asks for a name', async () => {
    const { connect } = net.Socket.prototype;
    const { lookup } = dns;
    const { fetch } = globalThis;
    const touched: string[] = [];
    net.Socket.prototype.connect = ((...args: unknown[]) => {
      touched.push(`connect ${JSON.stringify(args[0])}`);
      throw new Error('no sockets here');
    }) as typeof connect;
    Object.assign(dns, { lookup: (name: string) => touched.push(`lookup ${name}`) });
    globalThis.fetch = async () => {
      touched.push('fetch');
      throw new Error('no fetching here');
    };
    try {
      const machine = await makeMachine();
      await type(
        machine,
        'curl http://127.0.0.1:22/ http://10.0.0.1/ https://example.com file:///etc/passwd ftp://x gopher://y; wget http://example.com; wget localhost:8000/health; curl -L --max-time 3 http://169.254.169.254/latest',
      );
      await type(
        machine,
        'exec 3<>/dev/tcp/127.0.0.1/22; echo > /dev/tcp/localhost/8000; ping -c 1 example.com; ssh root@10.0.0.1; nc -z localhost 22; pip download x; git clone http://x/y',
      );
    } finally {
      net.Socket.prototype.connect = connect;
      Object.assign(dns, { lookup });
      globalThis.fetch = fetch;
    }
    assert.deepEqual(touched, []);
  });
});
