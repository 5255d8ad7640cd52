import assert from 'node:assert/strict';
import { complaint, makeMachine, output } from '../machine-fixture.ts';

describe('shopt', () => {
  it('lists the options of bash 5.1 in its order and its columns', async () => {
    const machine = await makeMachine();
    const lines = (await output(machine, 'shopt')).split('\n');
    assert.equal(lines.length - 1, 53);
    assert.deepEqual(lines.slice(0, 3), ['autocd         \toff', 'assoc_expand_once\toff', 'cdable_vars    \toff']);
    assert.ok(lines.includes('login_shell    \ton') && lines.includes('expand_aliases \ton'));
    assert.equal(await output(machine, 'shopt -p | head -1'), 'shopt -u autocd\n');
    assert.match(await output(machine, 'shopt -s'), /^checkwinsize {3}\ton\ncmdhist/);
    assert.match(await output(machine, "bash -c 'shopt expand_aliases login_shell'"), /\toff\n.*\toff\n/);
  });

  it('remembers options that change nothing, and changes those that do', async () => {
    const machine = await makeMachine();
    assert.equal(await output(machine, 'shopt -s cdspell nullglob; echo $?'), '0\n');
    assert.equal(
      await output(machine, 'shopt cdspell nullglob; echo /none*'),
      'cdspell        \ton\nnullglob       \ton\n\n',
    );
    assert.equal(await output(machine, 'shopt -u cdspell nullglob; shopt -q cdspell; echo $? /none*'), '1 /none*\n');
    assert.equal(await output(machine, 'x=globstar; shopt -s "$x" && shopt -p globstar'), 'shopt -s globstar\n');
    assert.equal(await output(machine, 'shopt -s expand_aliases; shopt -q expand_aliases && echo on'), 'on\n');
  });

  it('complains as bash does', async () => {
    const machine = await makeMachine();
    assert.equal(await complaint(machine, 'shopt -s foo'), 'bash: line 1: shopt: foo: invalid shell option name\n');
    assert.equal(await output(machine, 'shopt -s foo 2>/dev/null; echo $?; shopt -z 2>/dev/null; echo $?'), '1\n2\n');
    assert.match(await complaint(machine, 'shopt -z'), /^bash: line 1: shopt: -z: invalid option\nshopt: usage: /);
    assert.equal(await output(machine, 'shopt -o nounset'), 'nounset        \toff\n');
    assert.match(await output(machine, 'set -o'), /^allexport {6}\toff\nbraceexpand {4}\ton\nemacs {10}\ton\n/);
    assert.equal(await output(machine, "bash -c 'set -e; set +o' | sed -n 3,4p"), 'set +o emacs\nset -o errexit\n');
  });
});
