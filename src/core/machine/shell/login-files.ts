/** What a login shell reads before anything else: the profile of the system, and that of its user. */
import { parseScript } from './parse-script.ts';
import type { ScriptNode } from './syntax.ts';

const READING = `[ ! -r /etc/profile ] || . /etc/profile
if [ -r ~/.bash_profile ]; then . ~/.bash_profile
elif [ -r ~/.bash_login ]; then . ~/.bash_login
elif [ -r ~/.profile ]; then . ~/.profile
fi
:`;

/** A script with the reading of these files before it. */
export function asLogin(script: ScriptNode): ScriptNode {
  const reading = parseScript(READING, 'bash');
  return 'error' in reading ? script : { ...script, statements: [...reading.script.statements, ...script.statements] };
}
