/** Hidden commands that set up and read off what a shell knows. */
import { decodeBytesToUtf8 } from 'just-bash';
import { type Call, fail, ok, type Tool } from '../contracts.ts';
import { type ShellState, stateFrom } from '../shell-state.ts';

/** What the shell that calls a hidden command knows, from what `readOff` printed. */
export function stateOf(call: Call): ShellState {
  const { context, run } = call;
  return stateFrom({
    cwd: context.cwd,
    variables: context.env,
    text: decodeBytesToUtf8(context.stdin),
    functions: run.functions,
    ...run.atEnd,
  });
}

/** `$?` of the shell that calls. */
export function statusOf(call: Call): number {
  return Number(call.context.env.get('?') ?? 0);
}

const statusWas: Tool = {
  name: 'status-was',
  run: ([status]) => fail('', Number(status ?? 0)),
};

const status: Tool = {
  name: 'status',
  run: ([lastWord = ''], call) => {
    call.run.atEnd = { exitCode: statusOf(call), lastWord };
    return ok();
  },
};

const keep: Tool = {
  name: 'keep',
  run: (_, call) => {
    call.run.kept = stateOf(call);
    return ok();
  },
};

const scope: Tool = {
  name: 'scope',
  run: ([number], call) => {
    call.run.openScope(Number(number));
    return fail('', statusOf(call));
  },
};

const note: Tool = {
  name: 'note',
  run: (argv, call) => {
    const exitCode = statusOf(call);
    const [program = ''] = argv;
    call.shell.parts.kernel.events.report({ kind: 'command', program, argv: [...argv], exitCode });
    return fail('', exitCode);
  },
};

export const STATE_COMMANDS: readonly Tool[] = [statusWas, status, keep, scope, note];
