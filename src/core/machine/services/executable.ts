/** Where the program of a service lies. */
import { allows, ROOT } from '../files/credentials.ts';
import { FileLookup } from '../files/file-lookup.ts';
import type { MachineState } from '../state/machine-state.ts';

const PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** The path of a program that may be run, given by its path or its name; undefined when there is none. */
export function executableOf(program: string, state: MachineState): string | undefined {
  const files = new FileLookup(state, { who: ROOT, self: () => 1 });
  const candidates = program.includes('/') ? [program] : PATH.map((folder) => `${folder}/${program}`);
  return candidates.find((path) => {
    const node = path.startsWith('/') ? files.find(path) : undefined;
    return node?.kind === 'file' && allows(node, ROOT, 'execute');
  });
}
