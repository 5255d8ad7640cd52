/** A Python process of the machine. */
import type { ExecResult } from 'just-bash';
import { type Call, fail, type PythonWords } from '../shell/contracts.ts';
import { fromLatin1 } from '../shell/encoding.ts';
import { sinkFile } from '../shell/job-text.ts';
import { Guest } from './guest.ts';
import type { Interpreter } from './interpreter.ts';
import { handlesSignal } from './requests.ts';
import { InputStream, OutputStream } from './standard-streams.ts';

/** What lists of processes do not print. */
const CONTROL = /\p{Cc}/gu;
/** Bytes that the interpreter takes before it runs anything. */
const MEMORY = 9_400_000;

/** Runs the interpreter with some arguments as a process of its own, until it ends. */
export async function runPython(interpreter: Interpreter, words: PythonWords, call: Call): Promise<ExecResult> {
  const { shell, context, sinks } = call;
  const { sockets, kernel } = shell.parts;
  if (sockets.processes >= kernel.limits.pythonProcesses) {
    kernel.events.limitHit('pythonProcesses', `${kernel.limits.pythonProcesses} Python processes at a time`);
    return fail('bash: fork: Cannot allocate memory\n', 254);
  }
  const child = shell.child(
    {
      command: words.argv.join(' ').replace(CONTROL, '?'),
      argv: words.argv,
      memory: MEMORY,
      cwd: context.cwd,
      stdout: sinkFile(sinks.stdout),
      stderr: sinkFile(sinks.stderr),
    },
    { sinks, handles: (signal) => handlesSignal(guest, signal) },
  );
  if (!child) return fail('bash: fork: retry: Resource temporarily unavailable\n', 254);
  const held = { stdout: '', stderr: '' };
  const guest = new Guest({
    call,
    shell: child.shell,
    argv: ['python3', ...words.args],
    installation: words.installation,
    environment: context.exportedEnv ?? {},
    // Whoever looks at a terminal sees lines as they are printed.
    unbuffered: sinks.stdout.kind === 'terminal',
    library: interpreter.library,
  });
  const output = (stream: 'stdout' | 'stderr', inode: number): OutputStream => {
    const decoder = new TextDecoder();
    return new OutputStream(
      (bytes) => {
        shell.countPrinted(bytes.length);
        if (sinks[stream].kind === 'result') held[stream] += decoder.decode(bytes, { stream: true });
        else shell.deliver(sinks[stream], bytes);
      },
      guest,
      inode,
    );
  };
  guest.descriptors.put(0, new InputStream(fromLatin1(String(context.stdin))));
  guest.descriptors.put(1, output('stdout', 2));
  guest.descriptors.put(2, output('stderr', 3));
  let exitCode = 1;
  sockets.processes += 1;
  try {
    exitCode = await interpreter.run(guest);
  } catch (error) {
    // The interpreter itself came to an end that it should not come to: too deep a recursion in it, or memory that is not there.
    const detail = error instanceof Error ? error.message : String(error);
    kernel.events.limitHit('python', detail.slice(0, 300));
    held.stderr += 'Segmentation fault (core dumped)\n';
    exitCode = 139;
  } finally {
    sockets.processes -= 1;
    guest.descriptors.closeAll();
    child.end(exitCode);
  }
  return { ...held, exitCode };
}
