/** Paths on the machine of a scenario as it is when a trial starts, for completion. */
import type { MachineSpec, Scenario } from '../core/scenario/model.ts';
import { readScenario } from '../core/scenario/read-scenario.ts';

/** A machine is built anew only when what it is made of changed; while a scenario has errors, that of its last right version counts. */
export class MachineFiles {
  readonly #known = new Map<string, { readonly spec: string; readonly paths: Promise<readonly string[]> }>();
  #usual: Promise<readonly string[]> | undefined;

  /** The files of the machine of a scenario; those of the usual machine where it never could be read. */
  async of(uri: string, text: string): Promise<readonly string[]> {
    const { scenario } = readScenario(text);
    if (scenario) {
      const machine = { ...scenario.machine, files: [], processes: [], services: [] };
      const spec = JSON.stringify(machine);
      if (this.#known.get(uri)?.spec !== spec) {
        const paths = pathsOn(machine, scenario).catch(() => []);
        this.#known.set(uri, { spec, paths });
      }
    }
    const known = this.#known.get(uri);
    if (known) return known.paths;
    this.#usual ??= usualPaths();
    return this.#usual;
  }

  forget(uri: string): void {
    this.#known.delete(uri);
  }
}

async function usualPaths(): Promise<readonly string[]> {
  const { scenario } = readScenario('scenario: any\nagent:\n  goal: any\nsuccess: step > 1\n');
  return scenario ? pathsOn(scenario.machine, scenario) : [];
}

async function pathsOn(machine: MachineSpec, { agent }: Pick<Scenario, 'agent'>): Promise<readonly string[]> {
  // The machine is large, and most questions are about something else.
  const { createMachine } = await import('../core/machine/create-machine.ts');
  const { world } = await createMachine(machine, { seed: 0, agent: { user: agent.user, cwd: '/' } });
  return [...world.files.keys()].filter((path) => !/^\/(?:proc|sys)\//.test(path));
}
