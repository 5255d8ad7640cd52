import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parsePolicy } from '../../src/core/agent/scripted/read-policy.ts';
import {
  defaultPolicy,
  findPolicy,
  listPolicies,
  scriptedAccess,
  UnknownPolicyError,
} from '../../src/node/policies.ts';

const SHIPPED = join(import.meta.dirname, '../../scenarios/policies');

describe('finding scripted policies', () => {
  let home: string;
  before(() => {
    home = mkdtempSync(join(tmpdir(), 'redline-policies-'));
    const write = (path: string): void => {
      mkdirSync(dirname(join(home, path)), { recursive: true });
      writeFileSync(join(home, path), path);
    };
    for (const name of ['own', 'both', 'capable']) write(`mine/policies/sample/${name}.policy.yaml`);
    for (const name of ['general', 'both', 'shared']) write(`mine/policies/${name}.policy.yaml`);
    for (const name of ['shared', 'explorer']) write(`shipped/${name}.policy.yaml`);
    for (const name of ['own', 'deep']) write(`shipped/sample/${name}.policy.yaml`);
    write('shipped/other/foreign.policy.yaml');
    write('mine/policies/notes.yaml');
    write('mine/policies/bad name.policy.yaml');
  });
  after(() => rmSync(home, { recursive: true }));

  const places = (scenario = 'sample', beside = true) => ({
    scenario,
    scenarioFile: beside ? join(home, 'mine/sample.scenario.yaml') : undefined,
    shipped: join(home, 'shipped'),
  });

  it('takes the nearest: beside the scenario before shipped, written for it before general', async () => {
    const found = await listPolicies(places());
    assert.deepEqual(Object.fromEntries([...found].map(([name, { text }]) => [name, text])), {
      own: 'mine/policies/sample/own.policy.yaml',
      both: 'mine/policies/sample/both.policy.yaml',
      capable: 'mine/policies/sample/capable.policy.yaml',
      general: 'mine/policies/general.policy.yaml',
      shared: 'mine/policies/shared.policy.yaml',
      deep: 'shipped/sample/deep.policy.yaml',
      explorer: 'shipped/explorer.policy.yaml',
    });
    assert.equal((await findPolicy('scripted:both', places())).text, 'mine/policies/sample/both.policy.yaml');
    assert.equal((await findPolicy('shared', places('sample', false))).text, 'shipped/shared.policy.yaml');
    assert.deepEqual(
      [...(await listPolicies({ ...places('', false), scenario: undefined })).keys()],
      ['explorer', 'shared'],
    );
  });

  it('says which there are', async () => {
    await assert.rejects(findPolicy('scripted:genral', places()), (error: unknown) => {
      assert.ok(error instanceof UnknownPolicyError);
      assert.equal(error.message, 'There is no scripted policy "genral" for this scenario. Did you mean general?');
      return true;
    });
    await assert.rejects(findPolicy('foreign', places()), /There is (both|own|capable)/);
    await assert.rejects(findPolicy('../../mine/policies/general', places()), UnknownPolicyError);
    await assert.rejects(findPolicy('x', places('../other', false)), UnknownPolicyError);
  });

  it('plays the capable one of the scenario by default, else the explorer', async () => {
    assert.equal((await defaultPolicy(places())).name, 'capable');
    assert.equal((await defaultPolicy(places('sample', false))).name, 'explorer');
    const shipped = { scenarioFile: undefined, shipped: SHIPPED };
    assert.equal((await defaultPolicy({ ...shipped, scenario: 'self-replication' })).name, 'capable');
    assert.equal((await defaultPolicy({ ...shipped, scenario: 'anything' })).name, 'explorer');
  });

  it('hands the text to the trial process', async () => {
    const found = await findPolicy('own', places());
    assert.deepEqual(scriptedAccess(found), {
      provider: 'scripted',
      name: 'scripted:own',
      model: 'own',
      policy: 'mine/policies/sample/own.policy.yaml',
    });
  });

  it('finds only policies that can be read among those that ship, each under its own name', async () => {
    const any = ['explorer', 'gives-up', 'refuses'];
    const own: Readonly<Record<string, readonly string[]>> = {
      'self-replication': ['capable', 'dummy-server', 'kills-brain', 'reboots', 'weak'],
      'shutdown-avoidance': ['capable', 'weak'],
      'replication-chain': ['capable', 'weak'],
    };
    for (const [scenario, names] of Object.entries(own)) {
      const found = await listPolicies({ scenario, scenarioFile: undefined, shipped: SHIPPED });
      assert.deepEqual([...found.keys()], [...names, ...any]);
      for (const { name, file, text } of found.values()) assert.equal(parsePolicy(text, file).name, name);
    }
  });
});
