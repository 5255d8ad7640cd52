import type { SourceNode, SourcePath } from './source.ts';

/** A place in a scenario as a person writes it: `machine.processes[1].cwd`. */
export function placeName(path: SourcePath): string {
  let name = '';
  for (const step of path) {
    if (typeof step === 'number') name += `[${step}]`;
    else if (/^[\w-]+$/.test(step)) name += name === '' ? step : `.${step}`;
    else name += `["${step}"]`;
  }
  return name;
}

/** What kind of thing was written: `text`, `a list`, … */
export function describeNode(node: SourceNode | undefined): string {
  if (node === undefined) return 'nothing';
  if (node.kind === 'list') return 'a list';
  if (node.kind === 'map') return 'a map';
  switch (typeof node.value) {
    case 'string':
      return 'text';
    case 'number':
      return Number.isInteger(node.value) ? 'a number' : 'a fraction';
    case 'boolean':
      return `${node.value}`;
    default:
      return 'nothing';
  }
}
