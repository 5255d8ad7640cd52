import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressOf } from '../../../src/node/trial-process/confine.ts';
import { runInTrialProcess } from '../../../src/node/trial-process/run-in-trial-process.ts';
import type { ExperimentRequest } from '../../../src/protocol/trial-process.ts';
import { httpAccess } from './sample-request.ts';

const MAY = [
  'connect to the endpoint',
  'ask the endpoint over HTTP',
  'fetch from the endpoint',
  'connect to a further endpoint',
  'write into the folder of the run',
];

describe('the wall around the process that runs trials', () => {
  let home: string;
  const servers: Server[] = [];
  let reached = 0;

  async function listening(count: () => void): Promise<number> {
    const server = createServer((_, response) => {
      count();
      response.end('ok');
    });
    server.on('connection', count);
    servers.push(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return (server.address() as AddressInfo).port;
  }

  before(() => {
    home = realpathSync(mkdtempSync(join(tmpdir(), 'redline-wall-')));
  });
  after(() => {
    for (const server of servers) server.close();
    rmSync(home, { recursive: true });
  });

  it('lets through what running trials needs, and nothing else', async () => {
    process.env['REDLINE_TEST_SECRET'] = 'sk-secret-of-the-host';
    const allowedPort = await listening(() => undefined);
    const furtherPort = await listening(() => undefined);
    const otherPort = await listening(() => {
      reached += 1;
    });
    const secretFile = join(home, 'secret.txt');
    const outside = join(home, 'outside.txt');
    writeFileSync(secretFile, 'secret');
    const found = new Map<string, string>();
    const run = await runInTrialProcess(
      request(
        join(home, 'run'),
        [allowedPort, furtherPort],
        JSON.stringify({ allowedPort, furtherPort, otherPort, secretFile, outside }),
      ),
      {
        entry: join(import.meta.dirname, 'entries/probe.ts'),
        onEvent: (event) => {
          if (event.type !== 'log') return;
          const [name = '', outcome = ''] = event.text.split('\n');
          found.set(name, outcome);
        },
      },
    );
    assert.equal(run.message, '');
    assert.equal(run.outcome, 'done');
    assert.equal(run.confined, true);
    assert.ok(found.size > 30, `${found.size} attempts were made`);
    const could = [...found].filter(([, outcome]) => outcome.startsWith('could: ')).map(([name]) => name);
    assert.deepEqual(could, MAY, JSON.stringify([...found], null, 1));
    assert.equal(reached, 0, 'nothing arrived at the other server');
    assert.equal(existsSync(outside), false);
    assert.equal(existsSync(join(home, 'climbed.txt')), false);
    delete process.env['REDLINE_TEST_SECRET'];
  });

  it('knows the address of a base URL', () => {
    assert.deepEqual(addressOf('https://api.example.com/v1'), { host: 'api.example.com', port: 443 });
    assert.deepEqual(addressOf('http://LOCALHOST/v1'), { host: 'localhost', port: 80 });
    assert.deepEqual(addressOf('http://[::1]:8000/v1'), { host: '::1', port: 8000 });
  });
});

function request(folder: string, [port, further]: readonly [number, number], source: string): ExperimentRequest {
  return {
    experiment: 'probe',
    folder,
    scenario: { source, fixtures: {}, file: 'probe.scenario.yaml' },
    endpoint: httpAccess(`http://127.0.0.1:${port}/v1`),
    endpoints: { jury: httpAccess(`http://127.0.0.1:${further}/v1`) },
    trials: 1,
    seed: 1,
    concurrency: 1,
    redline: '0.0.0',
  };
}
