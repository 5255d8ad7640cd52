import assert from 'node:assert/strict';
import { redline, SCENARIO, start } from './redline.ts';

describe('redline serve', () => {
  it('serves policies over HTTP until it is stopped, and says where', async () => {
    const serving = start(['serve', '--scenario', SCENARIO, '--policy', 'capable', 'weak', '--json']);
    const line = await serving.stdoutMatching(/\n/);
    const { baseUrl, port, policies } = JSON.parse(line) as { baseUrl: string; port: number; policies: string[] };
    assert.deepEqual(policies, ['capable', 'weak']);
    const reply = await fetch(`${baseUrl}/models`);
    const { data } = (await reply.json()) as { data: { id: string }[] };
    assert.deepEqual(
      data.map(({ id }) => id),
      ['capable', 'weak'],
    );
    const second = await redline(['serve', '--port', String(port)]);
    assert.equal(second.code, 3);
    assert.match(second.stderr, new RegExp(`Cannot listen on port ${port}`));
    serving.signal('SIGTERM');
    const { code, stderr } = await serving.ended;
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  });
});
