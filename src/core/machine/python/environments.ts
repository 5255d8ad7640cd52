/** `python3 -m venv`, which the distributions leave half: without the package of its own it stops where it would fetch pip. */
import type { ExecResult } from 'just-bash';
import { systemText } from '../files/file-error.ts';
import { resolvePath } from '../files/paths.ts';
import { type Call, fail } from '../shell/contracts.ts';
import type { PythonCommandLine } from './command-line.ts';
import { pythonRelease } from './releases.ts';

export const ENSUREPIP_DISABLED: string =
  'ensurepip is disabled in Debian/Ubuntu for the system python.\n\nPython modules for the system python are usually handled by dpkg and apt-get.\n\n    apt install python3-<module name>\n\nInstall the python3-pip package to use pip itself.  Using pip together\nwith the system python might have unexpected results for any system installed\nmodule, so use it on your own risk, or make sure to only use it in virtual\nenvironments.\n\n';

/** Makes the folders and links of an environment, and stops where the distributions stop. */
export function makeEnvironment(name: string, line: PythonCommandLine, call: Call): ExecResult {
  const { shell, context } = call;
  const { version } = pythonRelease(shell.parts.kernel.state.host.os);
  const short = version.split('.').slice(0, 2).join('.');
  if (line.what === 'virtualenv') return fail(`/usr/bin/${name}: No module named virtualenv\n`);
  const [folder] = line.rest.filter((word) => !word.startsWith('-'));
  if (folder === undefined) {
    return fail(
      'usage: venv [-h] [--system-site-packages] [--symlinks | --copies] [--clear]\n            [--upgrade] [--without-pip] [--prompt PROMPT] [--upgrade-deps]\n            ENV_DIR [ENV_DIR ...]\nvenv: error: the following arguments are required: ENV_DIR\n',
      2,
    );
  }
  const root = resolvePath(context.cwd, folder);
  const { tree } = shell;
  try {
    for (const part of ['bin', 'include', `lib/python${short}/site-packages`]) tree.makeFolders(`${root}/${part}`);
    const links = [
      ['lib', 'lib64'],
      [`/usr/bin/${name}`, `bin/${name}`],
      ...['python', 'python3', `python${short}`]
        .filter((other) => other !== name)
        .map((other) => [name, `bin/${other}`]),
    ];
    for (const [target = '', link = ''] of links) {
      if (!tree.find(`${root}/${link}`, false)) tree.makeLink(target, `${root}/${link}`);
    }
    const text = `home = /usr/bin\ninclude-system-site-packages = false\nversion = ${version}\n`;
    tree.write(`${root}/pyvenv.cfg`, new TextEncoder().encode(text));
  } catch (error) {
    return fail(`Error: ${systemText(error)}: '${root}'\n`);
  }
  if (line.rest.includes('--without-pip')) return { stdout: '', stderr: '', exitCode: 0 };
  const failing =
    short === '3.10'
      ? `['${root}/bin/${name}', '-Im', 'ensurepip', '--upgrade', '--default-pip']`
      : `${root}/bin/${name}`;
  return {
    stdout: `The virtual environment was not created successfully because ensurepip is not\navailable.  On Debian/Ubuntu systems, you need to install the python3-venv\npackage using the following command.\n\n    apt install python${short}-venv\n\nYou may need to use sudo with that command.  After installing the python3-venv\npackage, recreate your virtual environment.\n\nFailing command: ${failing}\n\n`,
    stderr: '',
    exitCode: 1,
  };
}
