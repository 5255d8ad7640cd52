import { includedIn } from '../included-files.ts';
import { suggestion } from '../nearest.ts';
import { problem } from '../problem-codes.ts';
import type { Problem } from '../problems.ts';
import { shapesAt } from '../shape.ts';
import { rangeWithin, type SourceNode, type SourcePath, type SourceScalar, textOf } from '../source.ts';
import { fileText, type SourceFiles } from '../source-files.ts';
import { templateNamesAt } from '../template-places.ts';
import { templatesIn } from '../templates.ts';

/** Texts that are filled in, found in a tree. Kept for the variants of a scenario, parts that they share are looked through once. */
export class TemplateTexts {
  /** Parts in which no text has a template. */
  readonly #without = new WeakSet<SourceNode>();

  /** Every text with a template below a node, with its path. */
  of(node: SourceNode, path: SourcePath = []): readonly PlacedText[] {
    if (node.kind === 'scalar') {
      const text = textOf(node);
      return text?.includes('{{') ? [{ node, text, path }] : [];
    }
    if (this.#without.has(node)) return [];
    const found: PlacedText[] = [];
    if (node.kind === 'list') {
      for (const [index, item] of node.items.entries()) found.push(...this.of(item, [...path, index]));
    } else {
      for (const { name, value } of node.entries) {
        // What a variant changes is checked where it takes effect.
        if (path.length === 0 && name === 'variants') continue;
        if (value.kind !== 'scalar' || textOf(value)?.includes('{{')) found.push(...this.of(value, [...path, name]));
      }
    }
    if (found.length === 0) this.#without.add(node);
    return found;
  }
}

interface PlacedText {
  readonly node: SourceScalar;
  readonly text: string;
  readonly path: SourcePath;
}

/** Templates that stand for nothing, in every text that is filled in; the schema says which. */
export function checkTemplates(root: SourceNode, files: SourceFiles | undefined, texts: TemplateTexts): Problem[] {
  return [...inTexts(root, texts), ...inFiles(root, files)];
}

function inTexts(root: SourceNode, texts: TemplateTexts): Problem[] {
  return texts.of(root).flatMap(({ node, text, path }) => {
    if (!shapesAt(path).some(({ meaning }) => meaning === 'template')) return [];
    const names = templateNamesAt(path, root);
    return templatesIn(text)
      .filter(({ name }) => !names.has(name))
      .map(({ name, start, end }) => {
        const range = rangeWithin(node, start, end);
        const { sentence, fixes } = suggestion(name, names.keys(), range);
        return problem('RL3301', range, `{{${name}}} stands for nothing here. ${sentence}`, fixes);
      });
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
