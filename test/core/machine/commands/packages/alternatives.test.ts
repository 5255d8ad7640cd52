import assert from 'node:assert/strict';
import { complaint, makeMachine, output, type } from '../../machine-fixture.ts';

describe('apt-mark', () => {
  it('keeps packages as they are, and tells which were asked for', async () => {
    const machine = await makeMachine();
    assert.equal(
      await output(machine, 'apt-mark hold bash; apt-mark hold bash'),
      'bash set on hold.\nbash was already set on hold.\n',
    );
    assert.equal(
      await output(machine, 'apt-mark showhold; apt-mark unhold bash; apt-mark showhold'),
      'bash\nCanceled hold on bash.\n',
    );
    assert.equal(await complaint(machine, 'apt-mark hold nosuch'), 'E: Unable to locate package nosuch\n');
    assert.match(await output(machine, 'apt-mark showmanual'), /^bash$/m);
    assert.equal(
      await output(machine, 'apt-mark auto bash; apt-mark showauto; apt-mark showmanual bash; apt-mark manual bash'),
      'bash set to automatically installed.\nbash\nbash set to manually installed.\n',
    );
    assert.match(await complaint(machine, 'su ubuntu -c "apt-mark hold bash"'), /Permission denied/);
  });
});

describe('update-alternatives', () => {
  it('tells what the links of the host lead to', async () => {
    const machine = await makeMachine();
    const shown = await output(machine, 'update-alternatives --display editor');
    const target = (await output(machine, 'readlink /etc/alternatives/editor')).trim();
    assert.match(shown, new RegExp(`^  link currently points to ${target}$`, 'm'));
    assert.equal(
      await output(machine, 'update-alternatives --list pager; echo hi | pager'),
      '/bin/more\n/usr/bin/less\nhi\n',
    );
    assert.equal(
      await complaint(machine, 'update-alternatives --list python3'),
      'update-alternatives: error: no alternatives for python3\n',
    );
  });
});

describe('compressors that are not installed', () => {
  it('are missed by tar as by a real one', async () => {
    const machine = await makeMachine();
    await type(machine, 'cd /tmp; mkdir a; echo x > a/b');
    const { observation } = await type(
      machine,
      'cd /tmp; which xz bzip2; tar cJf a.txz a; echo $?; tar xf a.txz; echo $?',
    );
    assert.equal(observation.stdout, '2\n2\n');
    assert.equal(
      observation.stderr,
      [
        '/bin/sh: 1: xz: not found',
        'tar: Child returned status 127',
        'tar: Error is not recoverable: exiting now',
        'tar (child): xz: Cannot exec: No such file or directory',
        'tar (child): Error is not recoverable: exiting now',
        'tar: Child returned status 2',
        'tar: Error is not recoverable: exiting now',
        '',
      ].join('\n'),
    );
  });
});
