/** `--help` and `--version`, held against the real tools. */
import assert from 'node:assert/strict';
import { makeMachine, output } from '../machine-fixture.ts';
import { lines, realTool } from './real-tool.ts';

const COREUTILS =
  'base64 basename cat chgrp chmod chown comm cp cut date dd df du env expand factor fold groups head id install join ln ls md5sum mkdir mktemp mv nice nl nohup nproc numfmt od paste printenv readlink realpath rm rmdir seq sha256sum shuf sleep sort split stat stdbuf sync tac tail tee timeout touch tr truncate tty uname uniq users wc who whoami yes'.split(
    ' ',
  );
const OTHERS = 'grep sed find xargs gzip diff cmp wget rev column hexdump more'.split(' ');

describe('--help and --version', () => {
  it('begin as those of the real tools', async () => {
    const machine = await makeMachine({ spec: { os: 'debian-12' } });
    for (const name of [...COREUTILS, ...OTHERS]) {
      for (const option of ['--help', '--version']) {
        const ours = lines(await output(machine, `env ${name} ${option} 2>&1`));
        const first = ours.find((line) => line !== '') ?? '';
        assert.match(first, option === '--help' ? /^(Usage:|GNU Wget)/ : /\d/, `${name} ${option}`);
        const real = realTool('env', [name, option]);
        if (real?.exitCode !== 0) continue;
        const expected = lines(real.stdout).find((line) => line !== '') ?? '';
        if (option === '--help') assert.equal(first, expected, name);
        else assert.equal(first.replaceAll(/\d+/g, '#'), expected.replaceAll(/\d+/g, '#'), name);
      }
    }
  });

  it('tell what the tool does, and who wrote it, to the end', async () => {
    const machine = await makeMachine({ spec: { os: 'debian-12' } });
    let compared = 0;
    for (const name of COREUTILS) {
      const [version, help] = [realTool('env', [name, '--version']), realTool('env', [name, '--help'])];
      const ours = await output(machine, `env ${name} --version`);
      // Another release may have other authors and other words.
      if (version === undefined || help === undefined || lines(version.stdout)[0] !== lines(ours)[0]) continue;
      compared += 1;
      assert.equal(ours, version.stdout, name);
      const [told = ''] = (await output(machine, `env ${name} --help`)).split(/\n+ +-/);
      assert.ok(help.stdout.startsWith(told), `${name}: ${told}`);
    }
    assert.ok(compared === 0 || compared === COREUTILS.length, `${compared} were compared`);
  });

  it('name the version that the package has', async () => {
    const machine = await makeMachine();
    for (const [name, packaged] of [
      ['cp', 'coreutils'],
      ['gzip', 'gzip'],
      ['diff', 'diffutils'],
      ['wget', 'wget'],
      ['rev', 'util-linux'],
    ] as const) {
      const [, version = ''] = /(\d+(?:\.\d+)+)/.exec(await output(machine, `${name} --version`)) ?? [];
      const installed = await output(machine, `dpkg-query -W -f '\${Version}' ${packaged}`);
      assert.ok(installed.includes(version), `${name} ${version} of ${installed}`);
    }
  });
});
