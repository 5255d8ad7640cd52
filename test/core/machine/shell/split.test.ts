import assert from 'node:assert/strict';
import { complaint, makeMachine, output, type } from '../machine-fixture.ts';

describe('split', () => {
  it('cuts by lines, bytes, whole lines and number, as the real one does', async () => {
    const machine = await makeMachine();
    await type(machine, 'cd /tmp && printf "one\\ntwo\\nthree\\nfour\\nfive\\n" > f');
    const pieces = (options: string) =>
      output(machine, `rm -f p*; split ${options} p; for f in p*; do echo "$f: $(tr '\\n' '/' < $f)"; done`);
    assert.equal(await pieces('-l 2 f'), 'paa: one/two/\npab: three/four/\npac: five/\n');
    assert.equal(await pieces('-b 8 -d f'), 'p00: one/two/\np01: three/fo\np02: ur/five/\n');
    assert.equal(await pieces('-C 9 -a 3 f'), 'paaa: one/two/\npaab: three/\npaac: four/\npaad: five/\n');
    assert.equal(await pieces('-n 2 --additional-suffix=.part f'), 'paa.part: one/two/thre\npab.part: e/four/five/\n');
    assert.equal(
      await pieces('--verbose -l 3 f'),
      "creating file 'paa'\ncreating file 'pab'\npaa: one/two/three/\npab: four/five/\n",
    );
    assert.equal(await output(machine, 'seq 3 | split -l 1 - q; ls q*; cat qac'), 'qaa\nqab\nqac\n3\n');
  });

  it('says what is wrong', async () => {
    const machine = await makeMachine();
    assert.equal(
      await complaint(machine, 'split nowhere'),
      "split: cannot open 'nowhere' for reading: No such file or directory\n",
    );
    assert.equal(
      await complaint(machine, 'split -l 0 /etc/hosts'),
      'split: invalid number of lines: ‘0’: Numerical result out of range\n',
    );
    assert.match(await complaint(machine, 'split -l 1 -b 2 /etc/hosts'), /cannot split in more than one way/);
    assert.match(await complaint(machine, 'cd /tmp; seq 30 | split -l 1 -a 1 - z'), /output file suffixes exhausted/);
  });

  it('is the same on every machine of a process, and leaves nothing else behind', async () => {
    const events = async () => {
      const machine = await makeMachine({ seed: 3 });
      return (await type(machine, 'cd /tmp; seq 9 > f; split -b 4 f r; ls -a')).events;
    };
    const [first, second] = [await events(), await events()];
    assert.deepEqual(first, second);
    assert.ok(first.every((event) => !('path' in event) || !event.path.includes('stage')));
  });
});
