/** Packages that are installed on the machine, for the library to offer what it has of them. */
import { installedPackages } from '../commands/packages/installed.ts';
import type { Guest } from './guest.ts';
import type { Literal } from './literal.ts';

/** Name and version of each. */
export async function installedModules(guest: Guest): Promise<Literal> {
  const { kernel, tree } = guest;
  const packages = await installedPackages({
    world: kernel.state.view,
    env: new Map(Object.entries(guest.environment)),
    readText: async (path) => {
      try {
        return new TextDecoder().decode(tree.read(path));
      } catch {
        return undefined;
      }
    },
  });
  return packages.map(({ name, version }) => [name, version]);
}
