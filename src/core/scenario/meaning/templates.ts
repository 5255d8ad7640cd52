import { includedIn } from '../included-files.ts';
import { suggestion } from '../nearest.ts';
import { problem } from '../problem-codes.ts';
import type { Problem } from '../problems.ts';
import { shapesAt } from '../shape.ts';
import { entriesOf, rangeWithin, type SourceNode, type SourcePath, textOf } from '../source.ts';
import { fileText, type SourceFiles } from '../source-files.ts';
import { templateNamesAt } from '../template-places.ts';
import { templatesIn } from '../templates.ts';

/** Templates that stand for nothing, in every text that is filled in; the schema says which. */
export function checkTemplates(root: SourceNode, files: SourceFiles | undefined): Problem[] {
  return [...inTexts(root, [], root), ...inFiles(root, files)];
}

function inTexts(node: SourceNode, path: SourcePath, root: SourceNode): Problem[] {
  if (node.kind === 'list') return node.items.flatMap((item, index) => inTexts(item, [...path, index], root));
  if (node.kind === 'map') {
    return entriesOf(node).flatMap(({ name, value }) => {
      // What a variant changes is checked where it takes effect.
      return path.length === 0 && name === 'variants' ? [] : inTexts(value, [...path, name], root);
    });
  }
  const text = textOf(node);
  if (!text?.includes('{{') || !shapesAt(path).some(({ meaning }) => meaning === 'template')) return [];
  const names = templateNamesAt(path, root);
  return templatesIn(text)
    .filter(({ name }) => !names.has(name))
    .map(({ name, start, end }) => {
      const range = rangeWithin(node, start, end);
      const { sentence, fixes } = suggestion(name, names.keys(), range);
      return problem('RL3301', range, `{{${name}}} stands for nothing here. ${sentence}`, fixes);
    });
}

/** Texts in files, told at the place that names the file. */
function inFiles(root: SourceNode, files: SourceFiles | undefined): Problem[] {
  if (files === undefined) return [];
  return includedIn(root).flatMap(({ path: file, node, use, at }) => {
    const text = use === 'text' && at !== undefined ? fileText(files, file) : undefined;
    if (at === undefined || !text?.includes('{{')) return [];
    const names = templateNamesAt(at, root);
    const unknown = templatesIn(text).find(({ name }) => !names.has(name));
    if (!unknown) return [];
    const line = text.slice(0, unknown.start).split('\n').length;
    const { sentence } = suggestion(unknown.name, names.keys(), node.range);
    return [
      problem('RL3301', node.range, `{{${unknown.name}}} in ${file}, line ${line}, stands for nothing. ${sentence}`),
    ];
  });
}
