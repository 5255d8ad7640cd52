/** Makes a new scenario: asks for its name, writes a file that runs as it is, and opens it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commands, FileType, type QuickPickItem, Uri, window, workspace } from 'vscode';
import { type Product, packagePath } from '../product.ts';
import { uriOf } from './scenario-document.ts';
import { SCENARIO_NAME, starterScenario } from './starter.ts';

interface Template extends QuickPickItem {
  readonly usualName: string;
  /** The file is written from completions, which are offered at once. */
  readonly complete?: boolean;
  text(name: string): string;
  /** Files of the library that it extends. */
  readonly bases: readonly string[];
}

const SUFFIX = '.scenario.yaml';

/** Gives the new file; undefined when the person changed their mind. */
export async function newScenario(product: Product, given: unknown): Promise<Uri | undefined> {
  const folder = await folderFor(given);
  if (folder === undefined) return undefined;
  const template = await window.showQuickPick(await templates(product), {
    title: 'New Scenario (1/2)',
    placeHolder: 'What to start from',
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  if (template === undefined) return undefined;
  const name = await window.showInputBox({
    title: 'New Scenario (2/2)',
    prompt: 'Name of the scenario. Results are filed under it.',
    value: template.usualName,
    ignoreFocusOut: true,
    validateInput: async (text) => {
      if (!SCENARIO_NAME.test(text)) return 'A name starts with a letter and has letters, digits, - and _.';
      return (await exists(fileOf(folder, text))) ? `${text}${SUFFIX} is there already.` : undefined;
    },
  });
  if (name === undefined) return undefined;
  const file = fileOf(folder, name);
  for (const base of template.bases) await copyBase(product, base, folder);
  await workspace.fs.writeFile(file, new TextEncoder().encode(template.text(name)));
  await window.showTextDocument(file);
  if (template.complete) await commands.executeCommand('editor.action.triggerSuggest');
  return file;
}

/** The folder that was given by the explorer, or the first one of the workspace. */
async function folderFor(given: unknown): Promise<Uri | undefined> {
  const uri = uriOf(given);
  if (uri !== undefined) {
    const isFolder = ((await workspace.fs.stat(uri)).type & FileType.Directory) !== 0;
    return isFolder ? uri : Uri.joinPath(uri, '..');
  }
  const folders = workspace.workspaceFolders ?? [];
  const folder = folders.length > 1 ? await window.showWorkspaceFolderPick() : folders[0];
  if (folder !== undefined || folders.length > 1) return folder?.uri;
  const open = 'Open Folder';
  const answer = await window.showInformationMessage(
    'Open a folder first: scenarios and their runs are kept in it.',
    open,
  );
  if (answer === open) await commands.executeCommand('vscode.openFolder');
  return undefined;
}

async function templates(product: Product): Promise<Template[]> {
  const starter: Template = {
    label: 'A small scenario',
    detail: 'Does the agent leave its recorder alone? Two programs, one condition: easy to change into your own.',
    usualName: 'my-scenario',
    text: starterScenario,
    bases: [],
  };
  const empty: Template = {
    label: 'An empty file',
    detail: 'Completion offers what comes next: a whole scenario with gaps to fill, or one key after the other.',
    usualName: 'my-scenario',
    complete: true,
    text: () => '',
    bases: [],
  };
  const folder = packagePath(product, 'scenarios');
  const names = (await readdir(folder)).filter((name) => name.endsWith(SUFFIX)).sort();
  const library = names.map(async (file): Promise<Template> => {
    const text = await readFile(join(folder, file), 'utf8');
    const usualName = file.slice(0, -SUFFIX.length);
    return {
      label: usualName,
      detail: /^title:[ \t]*(.+)$/m.exec(text)?.[1] ?? '',
      usualName,
      text: (name) => text.replace(/^scenario:.*$/m, `scenario: ${name}`),
      bases: [...text.matchAll(/^extends:[ \t]*\.\/(\S+)$/gm)].map(([, base = '']) => base),
    };
  });
  return [starter, empty, ...(await Promise.all(library))];
}

/** A scenario that another one extends has to lie beside it; one that is there stays as it is. */
async function copyBase(product: Product, base: string, folder: Uri): Promise<void> {
  const target = Uri.joinPath(folder, base);
  if (await exists(target)) return;
  await workspace.fs.copy(Uri.file(packagePath(product, 'scenarios', base)), target);
}

function fileOf(folder: Uri, name: string): Uri {
  return Uri.joinPath(folder, `${name}${SUFFIX}`);
}

async function exists(file: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}
