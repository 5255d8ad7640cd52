/**
 * What the schema says is asked of a small document: the keys that lead to the cursor, and those beside it. However long the scenario
 * is and however unfinished its text, the question is short and well formed.
 */
import { entriesOf, type SourceNode, type SourcePath, valueAt, wordOf } from '../source.ts';

/** A document in YAML, and the offset that is asked about. */
export interface SchemaQuestion {
  readonly text: string;
  readonly offset: number;
}

/** Something that the schema allows at the place that was asked about. */
export interface SchemaOffer {
  readonly label: string;
  readonly about: string;
}

/** Answers from the JSON Schema of scenarios. */
export interface SchemaLanguage {
  /** What can be written at the offset: keys, or values. */
  complete(question: SchemaQuestion): Promise<readonly SchemaOffer[]>;
  /** What the key at the offset means, in Markdown; empty when the schema says nothing. */
  describe(question: SchemaQuestion): Promise<string>;
}

/** A value that is short and decides which of several forms is meant. */
const DECISIVE = /^[\w./-]{1,40}$/;
const MOST_BESIDE = 60;

/** The question which keys the map at a path can have besides those that it has. */
export function keyQuestion(
  root: SourceNode | undefined,
  path: SourcePath,
  present: ReadonlySet<string>,
): SchemaQuestion {
  const { head, indent } = headOf(path);
  const beside = [...present].slice(0, MOST_BESIDE).map((name) => {
    const word = wordOf(valueAt(root, [...path, name]));
    return `${quoted(name)}: ${word !== undefined && DECISIVE.test(word) ? word : '~'}`;
  });
  const lines = beside.map((line, index) => `${index === 0 ? '' : indent}${line}\n`).join('');
  const text = `${head}${lines}${beside.length === 0 ? '' : indent}`;
  return { text: `${text}\n`, offset: text.length };
}

/** The question which values can stand at a path. */
export function valueQuestion(path: SourcePath): SchemaQuestion {
  const last = path.at(-1);
  const { head } = headOf(typeof last === 'number' ? path : path.slice(0, -1));
  const text = typeof last === 'string' ? `${head}${quoted(last)}: ` : head;
  return { text: `${text}\n`, offset: text.length };
}

/** The question what the key at the end of a path means. */
export function describeQuestion(root: SourceNode | undefined, path: SourcePath): SchemaQuestion | undefined {
  const last = path.findLastIndex((step) => typeof step === 'string');
  const name = path[last];
  if (typeof name !== 'string') return undefined;
  const above = path.slice(0, last);
  const beside = entriesOf(valueAt(root, above)).flatMap((entry) => (entry.name === name ? [] : [entry.name]));
  const question = keyQuestion(root, above, new Set(beside));
  const begun = question.text.slice(0, -1);
  return { text: `${begun}${quoted(name)}: \n`, offset: begun.length };
}

/** The keys of a path as nested YAML, up to where the next key or value goes, and the indentation of what stands beside that. */
function headOf(path: SourcePath): { readonly head: string; readonly indent: string } {
  let head = '';
  let indent = '';
  let isOpenItem = false;
  for (const step of path) {
    if (typeof step === 'number') {
      head += `${isOpenItem ? '' : indent}- `;
      indent += '  ';
      isOpenItem = true;
    } else {
      head += `${isOpenItem ? '' : indent}${quoted(step)}:\n`;
      indent += '  ';
      isOpenItem = false;
    }
  }
  return { head: isOpenItem ? head : head + indent, indent };
}

function quoted(name: string): string {
  return /^[A-Za-z][\w-]*$/.test(name) ? name : JSON.stringify(name);
}
