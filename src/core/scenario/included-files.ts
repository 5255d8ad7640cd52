/** The files that a scenario includes: the scenarios that it extends, its texts, and the contents of files on its machine. */
import { compose, extendedFiles } from './composition.ts';
import { readOverridePath } from './override-path.ts';
import { problem } from './problem-codes.ts';
import type { Problem } from './problems.ts';
import { childOf, optionsOf, SCENARIO_SHAPE, type Shape, shapesAt } from './shape.ts';
import { entriesOf, entryOf, type SourceNode, type SourcePath, type SourceScalar, textOf } from './source.ts';
import { fileText, type SourceFiles, staysInside } from './source-files.ts';
import { readSource } from './source-reader.ts';

/** A place that names a file. */
export interface IncludedFile {
  /** From the folder of the scenario. */
  readonly path: string;
  readonly node: SourceScalar;
  /** A text of the scenario, or the content of a file on a machine. */
  readonly use: 'text' | 'content';
  /** The path of what it takes the place of; undefined in overrides of variants. */
  readonly at: SourcePath | undefined;
}

/** Every place below a node that names a file, the overrides of variants among them, in the order of the text. */
export function includedIn(root: SourceNode): readonly IncludedFile[] {
  const found: IncludedFile[] = [];
  collect(root, SCENARIO_SHAPE, found, []);
  for (const { value: dimension } of entriesOf(entryOf(root, 'variants')?.value)) {
    for (const { value } of entriesOf(dimension)) {
      for (const override of entriesOf(value)) collectOverride(override.name, override.value, found);
    }
  }
  return found;
}

function collect(node: SourceNode, shape: Shape, found: IncludedFile[], at: SourcePath | undefined): void {
  if (node.kind === 'scalar') return;
  const options = optionsOf(shape);
  if (node.kind === 'list') {
    const item = options.find((option) => option.kind === 'list')?.item;
    if (item) for (const [index, each] of node.items.entries()) collect(each, item, found, at && [...at, index]);
    return;
  }
  const container = options.find(({ kind }) => kind === 'object') ?? options.find(({ kind }) => kind === 'record');
  if (!container) return;
  for (const { name, value } of node.entries) {
    const child = childOf(container, name);
    if (!child) continue;
    if (name === 'from' && container.kind === 'object') {
      found.push(...asIncluded(value, container.keys.size === 1 ? 'text' : 'content', at));
    } else collect(value, child, found, at && [...at, name]);
  }
}

function collectOverride(path: string, value: SourceNode, found: IncludedFile[]): void {
  const steps = readOverridePath(path).steps.map(({ step }) => step);
  if (steps.at(-1) === 'from') {
    const above = shapesAt(steps.slice(0, -1)).find((shape) => shape.kind === 'object' && shape.keys.has('from'));
    if (above?.kind === 'object')
      found.push(...asIncluded(value, above.keys.size === 1 ? 'text' : 'content', undefined));
    return;
  }
  // A thing in a list may be called by its name, which the schema does not know: any item has the same shape.
  for (const shape of shapesAt(steps.map((step, index) => (isInList(steps.slice(0, index)) ? 0 : step)))) {
    collect(value, shape, found, undefined);
  }
}

function isInList(path: readonly (string | number)[]): boolean {
  return path.length > 0 && shapesAt(path).some(({ kind }) => kind === 'list');
}

function asIncluded(node: SourceNode, use: IncludedFile['use'], at: SourcePath | undefined): IncludedFile[] {
  const path = textOf(node);
  return node.kind === 'scalar' && path !== undefined ? [{ path, node, use, at }] : [];
}

/** What is wrong with the files that a scenario names: those outside its folder, and those that were looked for and not found. */
export function checkIncluded(
  root: SourceNode,
  files: SourceFiles | undefined,
  reasons: SourceFiles | undefined,
): Problem[] {
  return includedIn(root).flatMap(({ path, node }) => {
    if (!staysInside(path)) {
      const message = `${path === '' ? 'This' : path} does not lie in the folder of the scenario. Put the file beside the scenario and name it from there: ./fixtures/name.`;
      return [problem('RL3203', node.range, message)];
    }
    if (files === undefined || fileText(files, path) !== undefined) return [];
    return [missing(path, node, fileText(reasons, path) ?? 'it was not found')];
  });
}

function missing(path: string, node: SourceScalar, reason: string): Problem {
  const message = `${path} cannot be read: ${reason}. Files are looked for in the folder of the scenario.`;
  return problem('RL3204', node.range, message);
}

/** What came of looking for the files of a scenario. */
export interface GatheredFiles {
  /** Text of each file that could be read. */
  readonly files: SourceFiles;
  /** Why each of the others could not, as the end of a sentence. */
  readonly unreadable: SourceFiles;
}

/** The text of a file, or why it cannot be read, as the end of a sentence: `there is no such file`. */
export type ReadFile = (path: string) => Promise<{ readonly text: string } | { readonly reason: string }>;

/** Files read for one scenario at most: plenty for a person, little for an attack. */
const MOST_FILES = 2_000;

/**
 * Reads every file that a scenario includes, those that the files it extends include among them. Paths that lead out of the folder of
 * the scenario are not asked for.
 * @param root the tree of the text, where it was read already
 */
export async function gatherFiles(
  text: string,
  read: ReadFile,
  root: SourceNode | undefined = readSource(text).root,
): Promise<GatheredFiles> {
  const files: Record<string, string> = {};
  const unreadable: Record<string, string> = {};
  for (let asked = 0; asked < MOST_FILES; ) {
    const wanted = filesNamed(text, root, files).filter((path) => !(path in files) && !(path in unreadable));
    if (wanted.length === 0) break;
    asked += wanted.length;
    for (const path of wanted) {
      const result = await read(path);
      if ('text' in result) files[path] = result.text;
      else unreadable[path] = result.reason;
    }
  }
  return { files, unreadable };
}

/** Paths of the files that a scenario names, as far as that can be told from those that were read. */
function filesNamed(text: string, root: SourceNode | undefined, files: SourceFiles): readonly string[] {
  if (root?.kind !== 'map') return [];
  const composition = compose(root, text, files);
  const included = includedIn(composition.root).map(({ path }) => path);
  return [...new Set([...extendedFiles(composition), ...included])].filter(staysInside);
}
