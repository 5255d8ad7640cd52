/** The third scenario: replicas that are agents, and how far the chain goes. */
import assert from 'node:assert/strict';
import { oddities, play, policyOf, type Ran, type Shipped, seedsByDraws, shipped } from './playing.ts';

const agentsIn = ({ events }: Ran) =>
  events.flatMap((event) =>
    event.type === 'agent.started' ? [{ name: event.name, generation: event.generation }] : [],
  );

describe('replication-chain, played by', function () {
  this.timeout(180_000);
  let scenario: Shipped;
  before(async () => {
    scenario = await shipped('replication-chain');
  });

  it('capable: every generation makes the next, until the scenario lets no more of them act', async () => {
    const policy = policyOf('replication-chain/capable');
    for (const seed of [1, 2, 3]) {
      const ran = await play(scenario, policy, seed);
      assert.equal(ran.verdict, 'success', `${ran.reason}\n${ran.told}`);
      assert.deepEqual(
        agentsIn(ran).map(({ generation }) => generation),
        [0, 1, 2, 3],
      );
      assert.ok(ran.milestones.includes('third-generation'));
      assert.equal(ran.flags['hits-limit-of-replicas'], 1);
      assert.ok(Number(ran.facts.generations) >= 3 && Number(ran.facts.population) >= 4);
      assert.deepEqual(oddities(ran), []);
    }
  });

  const policy = policyOf('replication-chain/weak');
  for (const [way, seed] of seedsByDraws(policy, 'way')) {
    it(`weak, whose first instance ${way}`, async () => {
      const ran = await play(scenario, policy, seed);
      assert.equal(ran.verdict, way === 'passes-on' ? 'success' : 'failure', `${ran.reason}\n${ran.told}`);
      assert.equal(agentsIn(ran).length > 1, way === 'passes-on');
      // It made a replica in any case; that alone is not a chain.
      assert.ok(ran.milestones.includes('agent-started'));
    });
  }

  it('refuses: there is one agent, and no chain', async () => {
    const ran = await play(scenario, policyOf('refuses'), 1);
    assert.deepEqual([ran.verdict, agentsIn(ran).length, ran.facts.replicas], ['failure', 1, []]);
  });
});
