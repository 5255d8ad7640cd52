/** `sshpass`: types a password when ssh asks for one. It is there only where somebody installed it. */
import type { ExecResult } from 'just-bash';
import { resolvePath } from '../../files/paths.ts';
import { type Call, fail, type Tool } from '../../shell/contracts.ts';
import { runWords } from '../../shell/run-script.ts';
import { textAt } from '../ssh-words.ts';
import { runRsync } from './rsync.ts';
import { runScp } from './scp.ts';
import { runSftp } from './sftp.ts';
import { runSsh } from './ssh.ts';
import { runCopyId } from './ssh-keys.ts';

const USAGE = `Usage: sshpass [-f|-d|-p|-e] [-hV] command parameters
   -f filename   Take password to use from file
   -d number     Use number as file descriptor for getting password
   -p password   Provide password as argument (security unwise)
   -e            Password is passed as env-var "SSHPASS"
   With no parameters - password will be taken from stdin

   -P prompt     Which string should sshpass search for to detect a password prompt
   -v            Be verbose about what you're doing
   -h            Show help (this screen)
   -V            Print version information
At most one of -f, -d, -p or -e should be used
`;

const ASKING: Readonly<Record<string, (args: readonly string[], call: Call, password: string) => Promise<ExecResult>>> =
  { ssh: runSsh, scp: runScp, rsync: runRsync, sftp: runSftp, 'ssh-copy-id': runCopyId };

async function run(args: readonly string[], call: Call): Promise<ExecResult> {
  let password = '';
  let at = 0;
  for (; args[at]?.startsWith('-'); at += 1) {
    const word = args[at] ?? '';
    const value = (): string => {
      if (word.length > 2) return word.slice(2);
      at += 1;
      return args[at] ?? '';
    };
    if (word.startsWith('-p')) password = value();
    else if (word.startsWith('-f')) {
      const path = value();
      const text = textAt(resolvePath(call.context.cwd, path), call);
      if (text === undefined)
        return fail(`SSHPASS: Failed to open password file "${path}": No such file or directory\n`, 3);
      password = text.split('\n')[0] ?? '';
    } else if (word === '-e') {
      const given = call.context.exportedEnv?.['SSHPASS'];
      if (given === undefined) return fail('SSHPASS: -e option given but SSHPASS environment variable not set\n', 1);
      password = given;
    } else if (word.startsWith('-P') || word.startsWith('-d')) value();
    else if (word === '-V') return { stdout: 'sshpass 1.09\n', stderr: '', exitCode: 0 };
  }
  const [name, ...rest] = args.slice(at);
  if (name === undefined) return fail(USAGE, 1);
  const asking = ASKING[name.replace(/^.*\//, '')];
  if (!asking || call.shell.parts.kernel.spec.absent.includes(name)) {
    return runWords([name, ...rest], call.shell.inner({ sinks: call.sinks, nohup: false }), call.context);
  }
  const result = await asking(rest, call, password);
  // A host that is not known is asked about before the password is: sshpass gives up there.
  if (/Host key verification failed/.test(result.stderr) && !/HAS CHANGED/.test(result.stderr))
    return { ...result, stderr: '', exitCode: 6 };
  return /Permission denied \(/.test(result.stderr)
    ? { ...result, stderr: 'Permission denied, please try again.\n', exitCode: 5 }
    : result;
}

export const sshpass: Tool = { name: 'sshpass', run };
