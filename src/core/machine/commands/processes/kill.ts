/** `kill` as a part of bash. */
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { processesByPid } from '../own-process.ts';
import { shellMessage } from '../shell-message.ts';
import { signalName, signalNumber, signalTable } from '../signals.ts';

const USAGE = 'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n';

const complain = (text: string): string => shellMessage('kill', text);

function list(words: readonly string[]): CommandResult {
  if (words.length === 0) return printed(signalTable());
  let stdout = '';
  let stderr = '';
  for (const word of words) {
    if (/^\d+$/.test(word)) {
      // An exit status of a killed process names its signal too.
      const name = signalName(Number(word) > 128 ? Number(word) - 128 : Number(word));
      if (name === undefined) stderr += complain(`${word}: invalid signal specification`);
      else stdout += `${name}\n`;
    } else {
      const number = signalNumber(word);
      if (number === undefined) stderr += complain(`${word}: invalid signal specification`);
      else stdout += `${number}\n`;
    }
  }
  return { stdout, stderr, exitCode: stderr === '' ? 0 : 1 };
}

/** Pids that an operand of `kill` means: one, those of a process group, or all but the first process and the shell. */
function targets(operand: number, context: CommandContext): readonly number[] {
  if (operand > 0) return [operand];
  const group = operand === 0 ? context.shell.pgid : -operand;
  return processesByPid(context)
    .filter(({ pid, pgid }) => (operand === -1 ? pid !== 1 && pid !== context.shell.pid : pgid === group))
    .map(({ pid }) => pid);
}

/** Children of the shell that run in the background, in the order of their start: job 1 is the first. */
function jobs(context: CommandContext): readonly number[] {
  return processesByPid(context)
    .filter(({ ppid }) => ppid === context.shell.pid)
    .map(({ pid }) => pid);
}

function send(operand: string, signal: string, context: CommandContext): string | undefined {
  const job = /^%(\d+|[%+-])?$/.exec(operand);
  let number: number;
  if (job) {
    const running = jobs(context);
    const which = /^\d/.test(job[1] ?? '')
      ? Number(job[1]) - 1
      : job[1] === '-'
        ? running.length - 2
        : running.length - 1;
    const pid = running[which];
    if (pid === undefined) return complain(`${operand}: no such job`);
    number = pid;
  } else if (/^-?\d{1,10}$/.test(operand)) {
    number = Number(operand);
  } else {
    return complain(
      operand === '' ? "`': not a pid or valid job spec" : `${operand}: arguments must be process or job IDs`,
    );
  }
  let problem = `(${number}) - No such process`;
  for (const pid of targets(number, context)) {
    const target = context.world.processes.get(pid);
    if (signal === 'EXIT') {
      if (!target) continue;
      if (context.shell.uid === 0 || context.shell.uid === target.uid) return undefined;
      problem = `(${number}) - Operation not permitted`;
      continue;
    }
    const outcome = context.control.signal(pid, signal);
    if (outcome === 'sent') problem = '';
    else if (outcome === 'not-permitted' && problem !== '') problem = `(${number}) - Operation not permitted`;
  }
  return problem === '' ? undefined : complain(problem);
}

function run(words: readonly string[], context: CommandContext): CommandResult {
  let signal = 'TERM';
  let rest = [...words];
  const [first] = rest;
  if (first === undefined) return failed(USAGE, 2);
  if (first === '-l' || first === '-L') return list(rest.slice(1));
  if (first === '--help') return { stdout: USAGE, stderr: '', exitCode: 2 };
  if (first === '-s' || first === '-n') {
    const given = rest[1];
    if (given === undefined) return failed(complain(`${first}: option requires an argument`));
    const number = signalNumber(given);
    if (number === undefined) return failed(complain(`${given}: invalid signal specification`));
    signal = signalName(number) ?? signal;
    rest = rest.slice(2);
  } else if (first.startsWith('-') && first !== '--') {
    const number = signalNumber(first.slice(1));
    if (number === undefined) return failed(complain(`${first.slice(1)}: invalid signal specification`));
    signal = signalName(number) ?? signal;
    rest = rest.slice(1);
  }
  if (rest[0] === '--') rest = rest.slice(1);
  if (rest.length === 0) return failed(USAGE, 2);
  let stderr = '';
  let succeeded = false;
  for (const operand of rest) {
    const complaint = send(operand, signal, context);
    if (complaint === undefined) succeeded = true;
    else stderr += complaint;
  }
  return { stdout: '', stderr, exitCode: succeeded ? 0 : 1 };
}

/** Sends signals to processes, process groups and jobs. */
export const kill: MachineCommand = { name: 'kill', path: '/usr/bin/kill', run };
