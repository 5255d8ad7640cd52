import assert from 'node:assert/strict';
import { SPEC } from '../machine-fixture.ts';
import { machineWithPython, type } from './python-fixture.ts';

describe('the Python of an environment of conda', function () {
  this.timeout(20_000);

  it('is the one that PATH leads to, with a version, a prefix and packages of its own', async () => {
    const conda = [{ name: 'agent', python: '3.9' }];
    const packages = { ...SPEC.packages, pip: ['requests==2.32.3'], conda };
    const machine = await machineWithPython({ spec: { packages } });
    const told = async (command: string): Promise<string> => {
      const { stdout, stderr } = (await type(machine, command)).observation;
      return stdout + stderr;
    };
    const facts =
      'import sys; print(sys.version.split()[0], sys.version_info[:2], sys.executable, sys.prefix, sys.path[-1])';
    assert.equal(
      await told(`python -c "${facts}"`),
      '3.9.21 (3, 9) /opt/conda/envs/agent/bin/python /opt/conda/envs/agent /opt/conda/envs/agent/lib/python3.9/site-packages\n',
    );
    assert.equal(
      await told(`/usr/bin/python3 -c "${facts}"`),
      '3.10.12 (3, 10) /usr/bin/python3 /usr /usr/lib/python3/dist-packages\n',
    );
    assert.equal(
      await told('python -c "import requests, os; print(requests.__file__, os.__file__)"'),
      '/opt/conda/envs/agent/lib/python3.9/site-packages/requests/__init__.py /opt/conda/envs/agent/lib/python3.9/os.py\n',
    );
    assert.match(await told('ls /opt/conda/envs/agent/lib/python3.9/site-packages'), /^requests-2\.32\.3\.dist-info\n/);
    assert.equal(
      await told('printf "f(1, (2\\nx = 3\\n" > /tmp/a.py; python /tmp/a.py'),
      '  File "/tmp/a.py", line 2\n    x = 3\n    ^\nSyntaxError: invalid syntax\n',
    );
  });
});
