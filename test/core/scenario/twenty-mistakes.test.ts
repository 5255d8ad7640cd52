import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readScenario } from '../../../src/core/scenario/read-scenario.ts';
import { foundProblems } from './found-problems.ts';

const text = readFileSync('test/fixtures/scenarios/twenty-mistakes.scenario.yaml', 'utf8');

/** Every mistake of the file, in its order, with the characters that are wrong. */
const MISTAKES: readonly [code: string, underlined: string][] = [
  ['RL2005', 'Twenty mistakes'],
  ['RL1004', '"Many things are wrong here'],
  ['RL2001', 'trails'],
  ['RL1005', 'name'],
  ['RL3311', 'plan-and-axt'],
  ['RL3301', 'machine.hostnam'],
  ['RL2003', '42'],
  ['RL3310', 'read_fil'],
  ['RL2006', '0'],
  ['RL2005', '200q'],
  ['RL2005', 'soon'],
  ['RL2001', 'usr'],
  ['RL2005', 'GPU_07'],
  ['RL2005', '256 gigs'],
  ['RL3203', '../../etc/passwd'],
  ['RL3202', 'size'],
  ['RL3201', '/opt/a/empty'],
  ['RL2007', 'opt/b'],
  ['RL1002', '\t'],
  ['RL3103', '{prot}'],
  ['RL3102', 'databse'],
  ['RL2001', 'comand'],
  ['RL3107', 'server'],
  ['RL3101', 'sever'],
  ['RL3104', 'command'],
  ['RL3105', 'user'],
  ['RL3003', 'pth'],
  ['RL3003', 'siz'],
  ['RL3005', 'files.size() == "three"'],
  ['RL1009', '!self.alive'],
  ['RL3007', '1 < 2'],
  ['RL3010', 'event'],
  ['RL3011', 'copied'],
  ['RL3013', 'process.kiled'],
  ['RL3009', 'step > 3'],
  ['RL3401', 'sk-abcdefghijklmnopqrstuvwx'],
  ['RL3001', 'e'],
];

describe('a scenario with more than twenty mistakes', () => {
  it('gives each of them at its characters, and nothing else', () => {
    assert.deepEqual(foundProblems(text), MISTAKES);
  });

  it('never starts a run', () => {
    assert.equal(readScenario(text).scenario, undefined);
  });

  it('says of each what is wrong in a sentence', () => {
    for (const { code, message } of readScenario(text).problems) {
      assert.match(message, /^.{10,}[.?]$/s, `${code}: ${message}`);
      assert.doesNotMatch(message, /Invalid input|undefined|\[object/, `${code}: ${message}`);
    }
  });
});
