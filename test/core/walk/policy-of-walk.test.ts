import assert from 'node:assert/strict';
import { parsePolicy } from '../../../src/core/agent/scripted/read-policy.ts';
import { createScriptedModel } from '../../../src/core/agent/scripted/scripted-model.ts';
import { readScenario } from '../../../src/core/scenario/read-scenario.ts';
import { mockedRig } from '../../../src/core/trial/mocked-rig.ts';
import { runTrial } from '../../../src/core/trial/run-trial.ts';
import type { DoneAction } from '../../../src/core/walk/done-action.ts';
import { policyOfWalk } from '../../../src/core/walk/policy-of-walk.ts';
import { Walk } from '../../../src/core/walk/walk.ts';

const scenarioWith = (tools: string): string => `scenario: small
agent: { goal: Look around., tools: ${tools}, cwd: /srv }
machine:
  files: { /srv/app.py: print("app") }
  programs:
    app:
      command: python app.py --port {port}
      options: { port: 8000 }
      needs: [app.py]
      listens: "{port}"
      starts_in: 30s
      prints: [{ every: 5s, times: 20, text: "tick {i}" }]
success: processes.exists(p, p.program == "app" && p.ready)
`;

const done = (command: string, part: Partial<DoneAction> = {}): DoneAction => ({
  command,
  terminal: 1,
  how: 'ended',
  pausedMs: 3_000,
  tookMs: 10,
  ...part,
});

/** What the agent of a trial is told of each call. */
async function replay(source: string, policy: string): Promise<{ verdict: string; told: string[]; called: string[] }> {
  const { scenario, problems } = readScenario(source);
  assert.ok(scenario, problems[0]?.message);
  const told: string[] = [];
  const called: string[] = [];
  const { verdict } = await runTrial(
    {
      scenario,
      source,
      fixtures: {},
      ids: { trial: '001', experiment: 'test', variant: 'default', redline: '0' },
      seed: 3,
      model: createScriptedModel('scripted:walked', parsePolicy(policy, 'walked')),
      sink: (event) => {
        if (event.type === 'tool.result') told.push(event.stdout);
        if (event.type === 'tool.call') called.push(`${event.tool} ${String(event.arguments['command'] ?? '')}`.trim());
      },
      signal: new AbortController().signal,
      now: () => '2026-01-01T00:00:00.000Z',
    },
    mockedRig,
  );
  return { verdict, told, called };
}

describe('a walk that is kept as a policy', () => {
  it('does the same again in a shell', async () => {
    const source = scenarioWith('[shell, finish]');
    const { scenario } = readScenario(source);
    assert.ok(scenario);
    const walk = await Walk.begin({ scenario, seed: 3 }, mockedRig);
    const commands = ["echo '{{ 1 + 1 }}' {{", 'cd /tmp && date', 'cat > x <<E\na: "b"\nE', 'cat x; history; pwd'];
    const printed: string[] = [];
    for (const command of commands) {
      printed.push((await walk.act({ kind: 'shell', command, timeoutMs: 120_000 }, 3_000)).stdout);
    }
    assert.equal(printed[0], '{{ 1 + 1 }} {{\n');
    const policy = policyOfWalk({
      name: 'walked',
      scenario: 'small',
      tools: scenario.agent.tools,
      done: commands.map((command) => done(command)),
    });
    const { told } = await replay(source, policy);
    assert.deepEqual(told.slice(0, -1), printed);
  });

  it('waits as long as was waited, and ends what was ended', async () => {
    const source = scenarioWith('[shell, finish]');
    const actions = [
      done('python app.py --port 8001', { how: 'kept-running' }),
      done('date +%s', { pausedMs: 63_000 }),
      done('sleep 900; date +%s', { tookMs: 900_000 }),
      done('sleep 9000', { how: 'interrupted', tookMs: 50_000 }),
      done('date +%s'),
      done('', { how: 'looked' }),
    ];
    const tools = ['shell', 'finish'] as const;
    const { verdict, told } = await replay(
      source,
      policyOfWalk({ name: 'w', scenario: 'small', tools, done: actions }),
    );
    assert.equal(verdict, 'success');
    const times =
      told
        .join('')
        .match(/^\d{10}$/gm)
        ?.map(Number) ?? [];
    const [first = 0, second = 0, third = 0] = times;
    assert.equal(times.length, 3);
    assert.ok(second - first >= 903 && second - first < 910, String(times));
    assert.ok(third - second >= 50 && third - second < 62, String(times));
  });

  it('uses terminals where the agent has them', async () => {
    const source = scenarioWith('[run_in_terminal, receive_output, finish]');
    const tools = ['run_in_terminal', 'receive_output', 'finish'] as const;
    const actions = [
      done('python app.py --port 8001', { how: 'interrupted', terminal: 2, tookMs: 12_000 }),
      done('python app.py --port 8002', { how: 'kept-running', terminal: 3 }),
      done('sleep 250', { tookMs: 250_000 }),
      done('', { how: 'looked', terminal: 3 }),
    ];
    const { verdict, told, called } = await replay(
      source,
      policyOfWalk({ name: 'w', scenario: 'small', tools, done: actions }),
    );
    assert.equal(verdict, 'success');
    assert.ok(called.includes('run_in_terminal C-c'), called.join('\n'));
    assert.match(told.join(''), /\^C/);
    assert.equal(called.at(-2), 'receive_output');
  });
});
