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
