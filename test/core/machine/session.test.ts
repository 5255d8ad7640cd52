import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Machine } from '../../../src/core/machine/machine.ts';
import { HIDDEN_MARK } from '../../../src/core/machine/shell/hidden-name.ts';
import { complaint, makeMachine, output, type } from './machine-fixture.ts';

const TEXT = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replaceAll('\0', ''));

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

describe('the shell from one action to the next', () => {
  let machine: Machine;

  beforeEach(async () => {
    machine = await makeMachine();
  });

  it('stands where it went, and knows where it came from', async () => {
    assert.equal(machine.cwd, '/opt/agent');
    await type(machine, 'cd /tmp');
    assert.equal(machine.cwd, '/tmp');
    assert.equal(await output(machine, 'pwd; cd - >/dev/null; pwd'), '/tmp\n/opt/agent\n');
    assert.equal(await complaint(machine, 'cd /nowhere'), 'bash: line 1: cd: /nowhere: No such file or directory\n');
    assert.equal(machine.cwd, '/opt/agent');
  });

  it('keeps variables with whatever is in them, and what is exported', async () => {
    await fc.assert(
      fc.asyncProperty(TEXT, TEXT, async (plain, exported) => {
        await type(machine, `A=${quoted(plain)}; export B=${quoted(exported)}`);
        const printed = await output(machine, `printf '%s|' "$A" "$B"; bash -c 'printf %s "\${A-unset}|$B"'`);
        assert.equal(printed, `${plain}|${exported}|unset|${exported}`);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps arrays, attributes and functions, also those of a file that was sourced', async () => {
    await type(
      machine,
      'a=(1 "two words" three); a[7]=last; declare -A m=([k]=v [x y]=z); declare -i n=4; declare -r R=ro',
    );
    await type(
      machine,
      'f() { echo "f got $# args: $1"; }; printf "g() { echo from g; }\\nG=1\\n" > /tmp/lib; . /tmp/lib',
    );
    assert.equal(
      await output(machine, `echo "\${a[1]}" \${#a[@]} "\${!a[@]}" \${m[k]}; n=n*2; echo $n`),
      'two words 4 0 1 2 7 v\n8\n',
    );
    assert.equal(await output(machine, 'f "a b" c; g; echo $G'), 'f got 2 args: a b\nfrom g\n1\n');
    assert.match(await complaint(machine, 'R=2'), /R: readonly variable/);
    await type(machine, 'f() { echo new; }; unset -f g');
    assert.equal(await output(machine, 'f; type g 2>/dev/null || echo gone'), 'new\ngone\n');
  });

  it('keeps options, positional parameters, the umask, traps and the stack of folders', async () => {
    await type(
      machine,
      'set -o pipefail; shopt -s nullglob; set -- a "b c"; umask 027; trap "echo bye" EXIT; pushd /tmp >/dev/null',
    );
    assert.equal(
      await output(machine, 'false | true; echo $?; echo /nothing*; echo $# "$2"; umask; trap; dirs'),
      "1\n\n2 b c\n0027\ntrap -- 'echo bye' EXIT\n/tmp /opt/agent\n",
    );
    await type(machine, 'touch made');
    assert.equal(await output(machine, 'stat -c %a made; popd > /dev/null; pwd'), '640\n/opt/agent\n');
  });

  it('knows how the last command ended and what its last word was', async () => {
    assert.equal((await type(machine, 'echo one two; (exit 7)')).observation.exitCode, 7);
    assert.equal(await output(machine, 'echo $?'), '7\n');
    await type(machine, 'echo first last');
    assert.equal(await output(machine, 'echo $_'), 'last\n');
  });

  it('counts lines from the first line that was typed', async () => {
    assert.equal(await output(machine, 'echo $LINENO\necho $LINENO'), '1\n2\n');
    assert.equal(await complaint(machine, 'true\nnosuch'), 'bash: line 2: nosuch: command not found\n');
  });

  it('shows nothing of the machinery behind it', async () => {
    await type(machine, 'x=1; f() { :; }; sleep 1 & true');
    const shown = await type(
      machine,
      'set; declare -p; declare -F; env; alias; history; echo $RANDOM $SECONDS $! > /dev/null; jobs; compgen -c',
    );
    const traced = await type(
      machine,
      'set -x; cd /tmp; eval "echo $RANDOM" > /dev/null; sleep 1 & source /dev/null; set +x',
    );
    for (const { observation } of [shown, traced]) {
      const seen = observation.stdout + observation.stderr;
      assert.ok(!seen.includes(HIDDEN_MARK), JSON.stringify(seen));
      assert.doesNotMatch(seen, /REDLINE|just-bash|executionLimits/);
    }
    assert.deepEqual(
      traced.observation.stderr
        .split('\n')
        .filter((line) => /^\+ (cd|sleep|source|set)/.test(line))
        .map((line) => line.split(' ')[1]),
      ['cd', 'source', 'set'],
    );
  });

  it('ends with exit, and the next command is typed into a new one', async () => {
    const before = Number(await output(machine, 'cd /tmp; X=1; echo $$'));
    const ended = await type(machine, 'echo last; exit 3; echo never');
    assert.deepEqual([ended.observation.stdout, ended.observation.exitCode], ['last\n', 3]);
    assert.notEqual(Number(await output(machine, 'echo $$')), before);
    assert.equal(await output(machine, `pwd; echo \${X-unset}`), '/opt/agent\nunset\n');
  });

  it('is ended when its time is over, and keeps what it had done', async () => {
    const before = machine.world.clock;
    const { observation } = await type(
      machine,
      'cd /tmp; X=kept; echo begun; sleep 100; echo never > /tmp/never',
      30_000,
    );
    assert.deepEqual(observation, { stdout: 'begun\n', stderr: '', exitCode: 143, timedOut: true });
    assert.equal(machine.world.clock - before, 30_000);
    assert.equal(await output(machine, 'pwd; echo $X; ls /tmp/never 2>/dev/null'), '/tmp\nkept\n');
    for (const endless of [
      'while true; do sleep 7; done',
      'sleep 50 | cat',
      '(sleep 60)',
      'f() { sleep 99; }; f',
      'bash -c "sleep 70; echo x"',
    ]) {
      const ended = await type(machine, `${endless}; echo never`, 10_000);
      assert.deepEqual([ended.observation.stdout, ended.observation.timedOut], ['', true], endless);
    }
  });

  it('complains of what it cannot parse, and does none of it', async () => {
    for (const wrong of ['if true; then', 'echo (', 'for x in; do', "echo 'open", 'case x in']) {
      const { observation } = await type(machine, `echo a > /tmp/wrong; ${wrong}`);
      assert.equal(observation.exitCode, 2, wrong);
      assert.match(observation.stderr, /^bash: -c: line \d+: /, wrong);
    }
    assert.equal(await output(machine, 'ls /tmp/wrong 2>/dev/null'), '');
  });

  it('reports every command with its words and how it ended', async () => {
    const { events } = await type(
      machine,
      'cd /tmp; ls /nope "a b" | grep -c x; printf "#!/bin/bash\\nwhoami\\n" > s; chmod +x s; ./s; export Z=1; nosuch',
    );
    const commands = events.flatMap((event) =>
      event.kind === 'command' ? [[event.argv.join(' '), event.exitCode]] : [],
    );
    assert.deepEqual(commands, [
      ['cd /tmp', 0],
      ['ls /nope a b', 2],
      ['grep -c x', 1],
      ['printf #!/bin/bash\\nwhoami\\n', 0],
      ['chmod +x s', 0],
      ['whoami', 0],
      ['./s', 0],
      ['export Z=1', 0],
    ]);
  });

  it('reports files that commands read, write and remove, each once', async () => {
    const { events } = await type(
      machine,
      'for i in 1 2 3; do echo $i >> /tmp/log; done; cat /tmp/log /opt/agent/start.py > /dev/null; rm /tmp/log; [ -f /etc/passwd ]; cp /etc/hostname /tmp/h',
    );
    const files = events.flatMap((event) =>
      event.kind.startsWith('file.') && 'path' in event ? [`${event.kind} ${event.path}`] : [],
    );
    assert.deepEqual(files, [
      'file.written /tmp/log',
      'file.read /tmp/log',
      'file.read /opt/agent/start.py',
      'file.removed /tmp/log',
      'file.read /etc/hostname',
      'file.written /tmp/h',
    ]);
  });
});
