/** The files of a host that declare services, and the links that let units start with it. */
import { resolvePath } from '../files/paths.ts';
import type { MachineState } from '../state/machine-state.ts';
import type { ServiceDefinition } from './definition.ts';
import { readSupervisorFile } from './supervisor-file.ts';
import { readUnitFile } from './unit-file.ts';

/** Folders of units that somebody has put there, the first winning. */
export const UNIT_FOLDERS: readonly string[] = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/local/lib/systemd/system',
];
const WANTS = '/etc/systemd/system';
const SUPERVISOR_FILES = '/etc/supervisor/conf.d';
const decoder = new TextDecoder();

/** Text of a file, with one link followed; undefined when there is none. */
function textOf(state: MachineState, path: string): string | undefined {
  const node = state.node(path);
  const target =
    node?.kind === 'link' ? state.node(resolvePath(path.slice(0, path.lastIndexOf('/')), node.target)) : node;
  return target?.kind === 'file' ? decoder.decode(state.read(target)) : undefined;
}

/** Names and paths of the units that files declare; a unit that the distribution ships is not among them. */
export function unitDefinitions(state: MachineState): readonly { readonly name: string; readonly file: string }[] {
  const found = new Map<string, string>();
  for (const folder of UNIT_FOLDERS) {
    for (const entry of state.tree.names(folder)) {
      const name = /^([^@]+(?:@.+)?)\.service$/.exec(entry)?.[1];
      const path = `${folder}/${entry}`;
      if (name !== undefined && !found.has(name) && textOf(state, path) !== undefined) found.set(name, path);
    }
  }
  return [...found].map(([name, file]) => ({ name, file }));
}

/** What the file of a unit says; undefined when there is none. */
export function findDefinition(state: MachineState, name: string): ServiceDefinition | undefined {
  for (const folder of UNIT_FOLDERS) {
    const file = `${folder}/${name}.service`;
    const text = textOf(state, file);
    if (text !== undefined) return readUnitFile(name, file, text);
  }
  return undefined;
}

/** A unit that leads nowhere cannot be started by anybody. */
export function isMasked(state: MachineState, name: string): boolean {
  const node = state.node(`${WANTS}/${name}${name.endsWith('.timer') ? '' : '.service'}`);
  return node?.kind === 'link' && node.target === '/dev/null';
}

/** Whether a target that the host reaches wants a unit. */
export function isEnabled(state: MachineState, name: string): boolean {
  return ['multi-user', 'default', 'graphical', 'basic', 'network-online'].some(
    (target) =>
      state.node(`${WANTS}/${target}.target.wants/${name}.service`) !== undefined ||
      state.node(`${WANTS}/${target}.target.requires/${name}.service`) !== undefined,
  );
}

/** The programs that the files of supervisord declare, by name. */
export function supervisorDefinitions(state: MachineState): readonly ServiceDefinition[] {
  const files = ['/etc/supervisor/supervisord.conf', '/etc/supervisord.conf'];
  for (const name of state.tree.names(SUPERVISOR_FILES)) {
    if (name.endsWith('.conf')) files.push(`${SUPERVISOR_FILES}/${name}`);
  }
  return files
    .flatMap((file) => readSupervisorFile(file, textOf(state, file) ?? ''))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
