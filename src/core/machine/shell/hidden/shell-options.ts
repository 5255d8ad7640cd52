/** `shopt`: the options that the interpreter heeds, and those of bash that change nothing on the machine but are remembered. */
import type { ExecResult } from 'just-bash';
import { type Call, ok, type Tool } from '../contracts.ts';

/** Options that the interpreter knows; it has them in `BASHOPTS` when they are on. */
const HEEDED = new Set([
  ...[
    'dotglob',
    'extglob',
    'failglob',
    'globskipdots',
    'globstar',
    'lastpipe',
    'nocaseglob',
    'nocasematch',
    'nullglob',
  ],
  'xpg_echo',
]);
/** Every option of bash 5.1 in the order of its list. */
const NAMES =
  'autocd assoc_expand_once cdable_vars cdspell checkhash checkjobs checkwinsize cmdhist compat31 compat32 compat40 compat41 compat42 compat43 compat44 complete_fullquote direxpand dirspell dotglob execfail expand_aliases extdebug extglob extquote failglob force_fignore globasciiranges globstar gnu_errfmt histappend histreedit histverify hostcomplete huponexit inherit_errexit interactive_comments lastpipe lithist localvar_inherit localvar_unset login_shell mailwarn no_empty_cmd_completion nocaseglob nocasematch nullglob progcomp progcomp_alias promptvars restricted_shell shift_verbose sourcepath xpg_echo'.split(
    ' ',
  );
/** Those that came with bash 5.2, each before the option that follows it in the list. */
const NEWER: Readonly<Record<string, string>> = {
  globstar: 'globskipdots',
  nullglob: 'noexpand_translation',
  progcomp: 'patsub_replacement',
  xpg_echo: 'varredir_close',
};
const ON = new Set(
  'checkwinsize cmdhist complete_fullquote extquote force_fignore globasciiranges hostcomplete interactive_comments patsub_replacement progcomp promptvars sourcepath'.split(
    ' ',
  ),
);
/** What is on besides in a shell of a login that somebody types into. */
const ON_TYPED = new Set(['expand_aliases', 'histappend', 'login_shell']);
/** The mistakes of usage. */
const USAGE = 'shopt: usage: shopt [-pqsu] [-o] [optname ...]\n';

function namesOf(call: Call): readonly string[] {
  if (call.shell.parts.kernel.state.host.os === 'ubuntu-22.04') return NAMES;
  return NAMES.flatMap((name) => (name in NEWER ? [NEWER[name] ?? '', name] : [name]));
}

function isOn(name: string, call: Call): boolean {
  if (HEEDED.has(name)) return (call.context.env.get('BASHOPTS') ?? '').split(':').includes(name);
  const { shell } = call;
  const typed = shell.scriptName === undefined && (name === 'login_shell' ? isLogin(call) : true);
  return shell.options.get(name) ?? (ON.has(name) || (typed && ON_TYPED.has(name)));
}

function isLogin({ shell }: Call): boolean {
  return shell.process.argv[0]?.startsWith('-') ?? false;
}

/** The options of `set` in the order of bash. */
const SET_NAMES =
  'allexport braceexpand emacs errexit errtrace functrace hashall histexpand history ignoreeof interactive-comments keyword monitor noclobber noexec noglob nolog notify nounset onecmd physical pipefail posix privileged verbose vi xtrace'.split(
    ' ',
  );
/** Those that a shell has on which somebody types into. */
const SET_TYPED = ['emacs', 'histexpand', 'history', 'monitor'];

function isSet(name: string, call: Call): boolean {
  if (call.shell.scriptName === undefined && SET_TYPED.includes(name)) return true;
  return (call.context.env.get('SHELLOPTS') ?? '').split(':').includes(name);
}

/** The options of `set` as `set -o` lists them, or as commands that set them. */
function setOptions(names: readonly string[], asCommands: boolean, call: Call): string {
  const line = (name: string): string => {
    const on = isSet(name, call);
    return asCommands ? `set ${on ? '-' : '+'}o ${name}\n` : `${name.padEnd(15)}\t${on ? 'on' : 'off'}\n`;
  };
  return names.map(line).join('');
}

const setList: Tool = { name: 'set-list', run: ([option], call) => ok(setOptions(SET_NAMES, option === '+o', call)) };

/** A text of the shell that prints something, complains, and ends with a status. */
function saying(text: string, status: number, complaint = ''): ExecResult {
  const printed = text === '' ? '' : `printf %s ${quoted(text)}; `;
  const complained = complaint === '' ? '' : `printf %s ${quoted(complaint)} >&2; `;
  return ok(`${printed}${complained}(exit ${status})`);
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** Gives what the interpreter has to run: it alone can change the options that it heeds. */
const shopt: Tool = {
  name: 'shopt',
  run: (args, call) => {
    const flags = new Set<string>();
    const words = [...args];
    while (words[0]?.startsWith('-') && words[0] !== '-') {
      const word = words.shift() ?? '';
      if (word === '--') break;
      for (const letter of word.slice(1)) {
        if (!'pqsuo'.includes(letter)) {
          return saying('', 2, `bash: shopt: -${letter}: invalid option\n${USAGE}`);
        }
        flags.add(letter);
      }
    }
    if (flags.has('o')) {
      if (flags.has('s') || flags.has('u')) return ok(`shopt ${args.map(quoted).join(' ')}`);
      const asked = words.length > 0 ? words : SET_NAMES;
      const unknown = asked.filter((name) => !SET_NAMES.includes(name));
      const names = asked.filter((name) => SET_NAMES.includes(name));
      const stderr = unknown.map((name) => `bash: shopt: ${name}: invalid option name\n`).join('');
      const isFine = unknown.length === 0 && (words.length === 0 || names.every((name) => isSet(name, call)));
      const text = flags.has('q') ? '' : setOptions(names, flags.has('p'), call);
      return saying(text, isFine ? 0 : 1, stderr);
    }
    if (flags.has('s') && flags.has('u')) {
      return saying('', 1, 'bash: shopt: cannot set and unset shell options simultaneously\n');
    }
    const known = namesOf(call);
    const isKnown = (name: string): boolean => known.includes(name);
    const stderr = words
      .filter((name) => !isKnown(name))
      .map((name) => `bash: shopt: ${name}: invalid shell option name\n`)
      .join('');
    const names = words.filter(isKnown);
    const wanted = flags.has('s') ? true : flags.has('u') ? false : undefined;
    if (wanted !== undefined && words.length > 0) {
      const heeded = names.filter((name) => HEEDED.has(name));
      for (const name of names) if (!HEEDED.has(name)) call.shell.options.set(name, wanted);
      const change = heeded.length > 0 ? `shopt -${wanted ? 's' : 'u'} ${heeded.join(' ')}; ` : '';
      return ok(change + saying('', stderr === '' ? 0 : 1, stderr).stdout);
    }
    const listed =
      words.length > 0 ? names : known.filter((name) => wanted === undefined || isOn(name, call) === wanted);
    const line = (name: string): string => {
      const on = isOn(name, call);
      return flags.has('p') ? `shopt -${on ? 's' : 'u'} ${name}\n` : `${name.padEnd(15)}\t${on ? 'on' : 'off'}\n`;
    };
    const text = flags.has('q') ? '' : listed.map(line).join('');
    const isFine = stderr === '' && (words.length === 0 || names.every((name) => isOn(name, call)));
    return saying(text, isFine ? 0 : 1, stderr);
  },
};

export const SHELL_OPTIONS: readonly Tool[] = [shopt, setList];
