import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';

interface Package {
  readonly scripts: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const README = readFileSync('README.md', 'utf8');
const PACKAGE = JSON.parse(readFileSync('package.json', 'utf8')) as Package;
const TABLE = README.slice(README.indexOf('## Dependencies'));

describe('the README', () => {
  it('says what every dependency is for, and of none that is not there', () => {
    const rows = TABLE.split('\n').filter((line) => line.startsWith('| `'));
    const named = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1]));
    const elsewhere = ['code-server', 'test/editor'];
    assert.deepEqual(
      named.filter((name) => !elsewhere.includes(name ?? '')).sort(),
      Object.keys(PACKAGE.devDependencies).sort(),
    );
  });

  it('names npm scripts that exist', () => {
    const scripts = [...README.matchAll(/npm (?:run )?([a-z]+)\b/g)]
      .map((match) => match[1] ?? '')
      .filter((name) => name !== 'ci');
    assert.deepEqual(
      scripts.filter((name) => PACKAGE.scripts[name] === undefined),
      [],
    );
    assert.ok(scripts.includes('demo') && scripts.includes('test'));
  });

  it('links to files that exist', () => {
    const links = [...README.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((match) => match[1] ?? '');
    assert.deepEqual(
      links.filter((link) => !existsSync(link)),
      [],
    );
  });

  it('names commands of the command line that exist', () => {
    const commands = [...README.matchAll(/^redline ([a-z]+)/gm)].map((match) => match[1] ?? '');
    assert.ok(commands.length >= 7);
    assert.deepEqual(
      commands.filter((name) => !existsSync(`src/cli/commands/${name}.ts`)),
      [],
    );
  });
});
