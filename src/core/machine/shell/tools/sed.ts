/** `sed` of GNU as far as the interpreter's own lacks it. */
import type { ExecResult } from 'just-bash';
import { joinPath, nameOf, parentOf } from '../../files/paths.ts';
import { type Call, fail, type Tool } from '../contracts.ts';
import { copyFile } from '../copy.ts';
import { original } from './adjusted.ts';
import { pathOf } from './files/file-call.ts';

const SED_WORDING: readonly (readonly [RegExp, string])[] = [
  [/^sed: (?!-e|can't)(.*): No such file or directory$/gm, "sed: can't read $1: No such file or directory"],
  [/^sed: sed: /gm, 'sed: '],
];

/** One-line texts behind `a`, `i` and `c` may begin with a backslash, which is not part of them. */
function withoutTextMarks(script: string): string {
  return script.replace(/(^|[\n;{}]\s*|[\d$/!]\s*)([aic])\\(?=[^\n\\])/g, '$1$2 ');
}

/**
 * `sed`: scripts as GNU allows them, `-i` with a suffix, for which the files are kept under another name first, and `-s`, which is
 * one run a file.
 */
export const sed: Tool = {
  name: 'sed',
  adjusts: true,
  run: async (args, call) => {
    const suffix = args.flatMap((word) => /^(?:-[nErsz]*i|--in-place=)(.+)$/.exec(word)?.[1] ?? []).at(-1);
    const hasScript = args.some((word) => /^(?:-[nErsz]*[ef]|--expression|--file)/.test(word));
    let script = !hasScript;
    const files: string[] = [];
    const words: string[] = [];
    for (const [at, word] of args.entries()) {
      const before = args[at - 1] ?? '';
      const isValue = /^-[nErsz]*[ef]$/.test(before);
      if (isValue && before.endsWith('e')) words.push(withoutTextMarks(word));
      else if (isValue || (word.startsWith('-') && word !== '-')) {
        const plain = word.replace(/^(-[nErsz]*i).+$/, '$1').replace(/^--in-place=.+$/, '-i');
        const joined = /^(-[nErz]*)s([nErz]*i?)$/.exec(plain);
        const kept = joined ? `${joined[1]}${joined[2]}` : plain;
        if (kept !== '-' && kept !== '--separate') words.push(kept);
      } else if (script) {
        words.push(withoutTextMarks(word));
        script = false;
      } else files.push(word);
    }
    if (args.includes('--version')) {
      const version = call.shell.parts.kernel.state.host.os === 'ubuntu-22.04' ? '4.8' : '4.9';
      return { stdout: `sed (GNU sed) ${version}\n`, stderr: '', exitCode: 0 };
    }
    const missing = files.filter((file) => file !== '-' && !call.shell.tree.find(pathOf(file, call)));
    const there = files.filter((file) => !missing.includes(file));
    const complaints = missing.map((file) => `sed: can't read ${file}: No such file or directory\n`).join('');
    if (files.length > 0 && there.length === 0) return fail(complaints, 2);
    if (suffix !== undefined) await keepBackups(there, suffix, call);
    const separate = args.some((word) => word === '--separate' || /^-[nErz]*s[nErz]*$/.test(word)) && there.length > 1;
    const runs = separate ? there.map((file) => [...words, file]) : [[...words, ...there]];
    const whole = { stdout: '', stderr: complaints, exitCode: 0 };
    let kind: ExecResult['stdoutKind'];
    for (const run of runs) {
      const result = await original(run, call);
      kind = result.stdoutKind;
      whole.stdout += result.stdout;
      whole.stderr += result.stderr;
      whole.exitCode = Math.max(whole.exitCode, result.exitCode);
    }
    const stderr = SED_WORDING.reduce((text, [from, to]) => text.replace(from, to), whole.stderr);
    const exitCode = /^sed: can't read/m.test(stderr) ? 2 : whole.exitCode;
    return { ...whole, ...(kind === undefined ? {} : { stdoutKind: kind }), stderr, exitCode };
  },
};

/** Copies of files as they are before `sed -i` changes them. A `*` in the suffix stands for the name. */
async function keepBackups(files: readonly string[], suffix: string, call: Call): Promise<void> {
  const { shell } = call;
  for (const word of files) {
    const from = pathOf(word, call);
    const node = shell.tree.find(from);
    if (node?.kind !== 'file') continue;
    const name = suffix.includes('*') ? suffix.replaceAll('*', nameOf(from)) : nameOf(from) + suffix;
    const to = joinPath(parentOf(from), name);
    await copyFile(shell.parts.kernel, shell.tree, (bytes) => shell.transfer(bytes), node, from, to);
  }
}
