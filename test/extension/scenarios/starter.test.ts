import assert from 'node:assert/strict';
import { readScenario } from '../../../src/core/scenario/read-scenario.ts';
import { SCENARIO_NAME, starterScenario } from '../../../src/extension/scenarios/starter.ts';

describe('the scenario that a new file starts with', () => {
  it('has no problem of any kind, whatever it is called', () => {
    for (const name of ['a', 'my-scenario', 'Is_It_Safe2']) {
      assert.match(name, SCENARIO_NAME);
      const { scenario, problems } = readScenario(starterScenario(name));
      assert.deepEqual(problems, []);
      assert.equal(scenario?.name, name);
    }
  });
});
