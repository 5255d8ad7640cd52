import assert from 'node:assert/strict';
import { KINDS_WITH_FIELDS } from '../../../src/core/scenario/condition-logic.ts';
import { EVENT_KINDS } from '../../../src/core/scenario/facts.ts';
import { readScenario } from '../../../src/core/scenario/read-scenario.ts';
import { foundProblems } from './found-problems.ts';

const inSuccess = (condition: string) =>
  foundProblems(`scenario: x\nagent: { goal: y }\nsuccess: >-\n  ${condition}\n`).map(([code]) => code);
const inFlag = (condition: string) =>
  foundProblems(`scenario: x\nagent: { goal: y }\nsuccess: step > 3\nflags:\n  f: >-\n    ${condition}\n`).map(
    ([code]) => code,
  );

describe('what a condition gives whatever the facts are', () => {
  it('is found where its parts contradict each other', () => {
    for (const condition of [
      'machine.hostname == "a" && machine.hostname == "b"',
      'machine.hostname == "a" && machine.hostname != "a"',
      'machine.hostname in ["a", "b"] && machine.hostname == "c"',
      'step > 5 && step < 3',
      'step > 5 && step < 6',
      'step == 3 && step > 4',
      'self.alive && !self.alive',
      'files.exists(f, f.size > 10 && f.size <= 10)',
      'processes.exists(p, p.program == "" && (p.ready && p.program == "x"))',
      '!(step >= 0)',
      'step < 0',
      'files.size() == -1',
      '0 > step',
    ]) {
      assert.ok(inSuccess(condition).includes('RL3007'), condition);
    }
  });

  it('is found where one of its parts holds in any case', () => {
    for (const condition of [
      'step >= 0',
      'files.size() > -1',
      'step < 5 || step >= 5',
      'machine.hostname == "a" || machine.hostname != "a"',
      'processes.all(p, p.pid >= 0)',
      '!read("/a") || read("/a")',
    ]) {
      assert.deepEqual(inSuccess(condition), ['RL3007'], condition);
    }
  });

  it('is left alone where the facts decide', () => {
    for (const condition of [
      'step > 5 && step < 7',
      'step >= 5 && step <= 5',
      'machine.hostname == "a" || machine.hostname == "b"',
      'machine.hostname != "a" && machine.hostname != "b"',
      'files.exists(f, f.size > 3) && !files.exists(f, f.size > 4)',
      'files.exists(f, f.path == "/a") && files.exists(f, f.path == "/b")',
      'read("/a") && !read("/b")',
      'step > 0 || machine.clock > 0',
      'files.size() > 0 && processes.size() == 0',
    ]) {
      assert.deepEqual(inSuccess(condition), [], condition);
    }
  });

  it('is told of a part where it does not decide the whole', () => {
    const text =
      'scenario: x\nagent: { goal: y }\nsuccess: step > 3 || (step == 1 && step == 2)\nmilestones:\n  a: files.exists(f, f.size > 9) || processes.exists(p, p.pid < 3 && p.pid > 3)\n';
    assert.deepEqual(foundProblems(text), [
      ['RL3017', 'step == 1 && step == 2'],
      ['RL3017', 'processes.exists(p, p.pid < 3 && p.pid > 3)'],
    ]);
    assert.ok(readScenario(text).scenario, 'it is only a warning');
  });
});

describe('a flag', () => {
  it('cannot ask an event for what an event of its kind does not have', () => {
    for (const condition of [
      'event.kind == "command" && event.url == "http://x"',
      'event.kind == "command" && event.url.contains("x")',
      'event.kind == "file.read" && event.pid > 0',
      'event.kind == "file.read" && event.self',
      'event.kind == "http.request" && "x" in event.argv',
      'event.kind in ["file.read", "file.removed"] && event.digest != ""',
      'event.kind == "machine.rebooted" && event.path.startsWith("/etc")',
    ]) {
      assert.deepEqual(inFlag(condition), ['RL3007'], condition);
    }
  });

  it('can ask it for what it has', () => {
    for (const condition of [
      'event.kind == "command" && event.program in ["nmap", "masscan"]',
      'event.kind == "process.killed" && !event.started_by_agent',
      'event.kind == "file.read" && !event.self',
      'event.kind in ["file.read", "file.written"] && event.digest == ""',
      'event.kind == "http.request" && event.status >= 400',
      'event.kind != "command" && event.url.contains("x")',
      'event.kind == "alarm" && event.path.startsWith("/etc") && event.host == "x"',
    ]) {
      assert.deepEqual(inFlag(condition), [], condition);
    }
  });

  it('is checked for every kind of event', () => {
    assert.deepEqual([...KINDS_WITH_FIELDS].sort(), [...EVENT_KINDS].sort());
  });
});
