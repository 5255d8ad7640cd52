/** What can be written at the cursor, as plain data. */
import { declaredIn } from '../meaning/declared.ts';
import { describeShape, type Shape, shapesAt } from '../shape.ts';
import { entryOf, type SourceNode, type SourcePath, textOf } from '../source.ts';
import { readSource } from '../source-reader.ts';
import { TEMPLATE_NAMES } from '../templates.ts';
import { type Completion, valueItem } from './completion-item.ts';
import { completeCondition } from './condition-completion.ts';
import { CURSOR, type Cursor, cursorAt, widened } from './cursor.ts';

/** What can be written at an offset of the text of a scenario. */
export function completionsAt(text: string, offset: number): readonly Completion[] {
  const cursor = cursorAt(text, offset);
  if (!cursor) return [];
  return cursor.kind === 'key' ? keys(cursor) : values(cursor, text);
}

function keys(cursor: Extract<Cursor, { kind: 'key' }>): Completion[] {
  return shapesAt(cursor.path).flatMap((shape) => {
    if (shape.kind !== 'object') return [];
    return [...shape.keys].flatMap(([key, { shape: child, required }]) => {
      if (cursor.present.has(key)) return [];
      const detail = `${describeShape(child)}${required ? ', required' : ''}`;
      const text = cursor.hasColon ? key : `${key}:${separator(child)}`;
      return [{ label: key, kind: 'key' as const, detail, about: child.about, range: cursor.range, text }];
    });
  });
}

/** What follows the colon of a new key: maps begin on a line of their own. */
function separator(shape: Shape): string {
  return shape.kind === 'object' || shape.kind === 'record' ? '' : ' ';
}

function values(cursor: Extract<Cursor, { kind: 'value' }>, text: string): Completion[] {
  const { range, path, value } = cursor;
  const source = () => readSource(text).root;
  if (isConditionPath(path)) {
    const kind = path[0] === 'flags' ? 'event' : 'world';
    return completeCondition(
      value,
      kind,
      range,
      programNames(source()).map(({ name }) => name),
    );
  }
  const written = value.slice(0, value.indexOf(CURSOR));
  const template = /\{\{[ \t]*([\w.]*)$/.exec(written);
  if (template && shapesAt(path).some(({ meaning }) => meaning === 'template')) {
    const names = Object.entries(TEMPLATE_NAMES);
    return names.map(([name, about]) => valueItem(name, 'template', about, widened(range, template[1] ?? '')));
  }
  if (!/^[\w.-]*$/.test(written)) return [];
  const whole = widened(range, written);
  if (namesProgram(path)) {
    return programNames(source()).map(({ name, about }) => valueItem(name, 'program', about, whole));
  }
  return shapesAt(path).flatMap((shape) => {
    if (shape.kind === 'choice') return shape.values.map((choice) => valueItem(choice, 'value', '', whole));
    return shape.kind === 'flag' ? ['true', 'false'].map((choice) => valueItem(choice, 'value', '', whole)) : [];
  });
}

/** Whether the value at a path is a condition. */
export function isConditionPath(path: SourcePath): boolean {
  if (path.length === 1) return path[0] === 'success';
  return path.length === 2 && (path[0] === 'milestones' || path[0] === 'flags');
}

/** Whether the value at a path is the name of a declared program. */
export function namesProgram(path: SourcePath): boolean {
  return path[0] === 'machine' && path.at(-1) === 'program' && (path[1] === 'processes' || path.includes('reaches'));
}

function programNames(root: SourceNode | undefined): readonly { readonly name: string; readonly about: string }[] {
  if (!root) return [];
  return [...declaredIn(root).programs.values()].map(({ name, node }) => ({
    name,
    about: textOf(entryOf(node, 'about')?.value) ?? '',
  }));
}
