/** Where in the files of a scenario its tests and its checks stand. */
import { dirname } from 'node:path';
import { Location, Range, Uri, workspace } from 'vscode';
import { originOfRange } from '../../core/scenario/composition.ts';
import type { TextRange } from '../../core/scenario/problems.ts';
import type { ScenarioReading } from '../../core/scenario/read-scenario.ts';
import { entriesOf, entryOf } from '../../core/scenario/source.ts';
import type { ScenarioFile } from '../scenarios/read-scenario-file.ts';
import type { ReadyScenario } from '../scenarios/ready-scenario.ts';

/** A check of a scenario that a trial can fail. */
export type Check = { readonly kind: 'success' } | { readonly kind: 'milestone'; readonly name: string };

/** The first line of a text that a pattern matches; the first line of all when there is none. */
export function rangeOfLine(text: string, pattern: RegExp): Range {
  const found = pattern.exec(text);
  const line = text.slice(0, found?.index ?? 0).split('\n').length - 1;
  return new Range(line, 0, line, found?.[0].length ?? 0);
}

/** Where the value of a dimension is declared, by a name like `size=large`, in the scenario's own file. */
export function rangeOfVariant({ reading, text }: ScenarioFile, name: string): Range | undefined {
  const [dimension = '', value = ''] = name.split('=');
  const key = entryOf(entryOf(entryOf(reading.source, 'variants')?.value, dimension)?.value, value)?.key;
  return key === undefined ? undefined : rangeIn(text, key.range);
}

/** Where a check of a scenario was written: in its own file, or in one that it extends. */
export async function placeOfCheck({ reading, document }: ReadyScenario, check: Check): Promise<Location | undefined> {
  const { whole } = reading;
  const success = entryOf(whole?.root, 'success');
  const milestones = entriesOf(entryOf(whole?.root, 'milestones')?.value);
  const entry = check.kind === 'success' ? success : milestones.find(({ name }) => name === check.name);
  if (entry === undefined || whole === undefined) return undefined;
  const { file, range } = originOfRange(entry.value.range, whole.regions);
  if (file === undefined) return new Location(document.uri, firstLine(document.getText(), range));
  const uri = Uri.joinPath(Uri.file(dirname(document.uri.fsPath)), file);
  const text = (await workspace.openTextDocument(uri)).getText();
  return new Location(uri, firstLine(text, range));
}

/** A range of several lines as its first: a message stands behind a line. */
function firstLine(text: string, { start, end }: TextRange): Range {
  const range = rangeIn(text, { start, end });
  return range.isSingleLine ? range : new Range(range.start, range.start.with({ character: Number.MAX_SAFE_INTEGER }));
}

/** A range of offsets as lines and columns. */
export function rangeIn(text: string, { start, end }: TextRange): Range {
  const at = (offset: number): [line: number, character: number] => {
    const before = text.slice(0, offset);
    return [before.split('\n').length - 1, offset - (before.lastIndexOf('\n') + 1)];
  };
  return new Range(...at(start), ...at(end));
}

/** What is wrong with a scenario that cannot be run, in a sentence or several. */
export function errorsText({ problems }: ScenarioReading): string {
  const errors = problems.filter(({ severity }) => severity === 'error');
  return errors.map(({ message }) => message).join('\n') || 'This scenario cannot be run.';
}
