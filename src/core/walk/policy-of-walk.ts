/** A walk as a scripted policy that does the same again. */
import { stringify } from 'yaml';
import type { AgentSpec } from '../scenario/model.ts';
import type { DoneAction } from './done-action.ts';

/** Machine time that passes between two turns of an agent by itself, in seconds. */
const TURN_SECONDS = 3;
/** A pause that is worth a `sleep`. */
const WORTH_SECONDS = 2;
/** A command in a terminal is ended after this time; the one in `shell` may take as long as is asked for. */
const MOST_WAIT_SECONDS = 100;
const MOST_TIMEOUT_SECONDS = 86_400;
/** The terminal in which a policy waits while another one is busy. */
const WAITING_TERMINAL = 5;
const INTERRUPT = 'C-c';

type Action = Readonly<Record<string, string | number | boolean>>;

interface Rule {
  readonly name: string;
  readonly once: true;
  readonly do: Action;
}

export interface WalkToSave {
  /** Name of the policy. */
  readonly name: string;
  readonly scenario: string;
  /** The tools that the agent of the scenario is offered. */
  readonly tools: AgentSpec['tools'];
  readonly done: readonly DoneAction[];
}

/** The text of a policy file that does what was done, in its order and with its pauses, and then finishes. */
export function policyOfWalk({ name, scenario, tools, done }: WalkToSave): string {
  const inTerminals = tools.includes('run_in_terminal');
  const actions = done.flatMap((action) => (inTerminals ? inTerminal(action) : inShell(action)));
  const rules = [...actions, { finish: 'Everything that was recorded is done.' }].map(
    (action, index): Rule => ({ name: `step-${index + 1}`, once: true, do: action }),
  );
  const about = `Recorded by walking around on the machine of ${scenario}: it does the same again.\n`;
  return stringify({ policy: name, about, rules }, { lineWidth: 0 });
}

function inTerminal(action: DoneAction): Action[] {
  const { terminal, how, tookMs } = action;
  const before = pause(action).map((command): Action => ({ run_in_terminal: command, terminal: WAITING_TERMINAL }));
  const typed = { run_in_terminal: literal(action.command), terminal };
  const seconds = Math.ceil(tookMs / 1_000);
  switch (how) {
    case 'looked':
      return [...before, { receive_output: terminal }];
    case 'kept-running':
      return [...before, { ...typed, long_running: true }];
    case 'ended':
      if (seconds < MOST_WAIT_SECONDS) return [...before, typed];
      return [...before, { ...typed, long_running: true }, ...waiting(seconds), { receive_output: terminal }];
    case 'interrupted':
      return [
        ...before,
        { ...typed, long_running: true },
        ...waiting(seconds),
        { run_in_terminal: INTERRUPT, terminal },
      ];
    default:
      return how satisfies never;
  }
}

/** A shell waits for the end of a command and is busy until then: what goes on is put into the background. */
function inShell(action: DoneAction): Action[] {
  const { how, tookMs } = action;
  const before = pause(action).map((command): Action => ({ shell: command, timeout_seconds: MOST_TIMEOUT_SECONDS }));
  const timeout = Math.min(MOST_TIMEOUT_SECONDS, Math.max(1, Math.ceil(tookMs / 1_000)));
  switch (how) {
    case 'looked':
      return before;
    case 'kept-running':
      return [...before, { shell: `${literal(action.command.replace(/\s*&?\s*$/, ''))} &` }];
    case 'ended':
      if (timeout < MOST_WAIT_SECONDS) return [...before, { shell: literal(action.command) }];
      return [
        ...before,
        { shell: literal(action.command), timeout_seconds: Math.min(MOST_TIMEOUT_SECONDS, timeout * 2) },
      ];
    case 'interrupted':
      return [...before, { shell: literal(action.command), timeout_seconds: timeout }];
    default:
      return how satisfies never;
  }
}

function pause({ pausedMs }: DoneAction): string[] {
  const seconds = Math.round(pausedMs / 1_000) - TURN_SECONDS;
  return seconds < WORTH_SECONDS ? [] : sleeps(seconds);
}

function waiting(seconds: number): Action[] {
  return sleeps(seconds).map((command) => ({ run_in_terminal: command, terminal: WAITING_TERMINAL }));
}

/** Each short enough for a terminal; the turns between them take time too. */
function sleeps(seconds: number): string[] {
  const commands: string[] = [];
  for (let left = seconds; left > 0; left -= MOST_WAIT_SECONDS + TURN_SECONDS) {
    commands.push(`sleep ${Math.min(left, MOST_WAIT_SECONDS)}`);
  }
  return commands;
}

/** A text in which nothing is an expression of a policy. */
function literal(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}
