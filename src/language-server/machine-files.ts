/** Paths on the machine of a scenario as it is when a trial starts, for completion. */
import type { MachineSpec, Scenario } from '../core/scenario/model.ts';
import { readScenario } from '../core/scenario/read-scenario.ts';

/** A machine is built anew only when what it is made of changed; while a scenario has errors, that of its last right version counts. */
export class MachineFiles {
  readonly #known = new Map<string, { readonly spec: string; readonly paths: Promise<readonly string[]> }>();
  #usual: Promise<readonly string[]> | undefined;

  /**
   * Paths of the files that the machine of a scenario has without those that the scenario declares.
   * @param scenario undefined while it has errors
   */
  async of(uri: string, scenario: Scenario | undefined): Promise<readonly string[]> {
    if (scenario) {
      const machine = bare(scenario.machine);
      const spec = JSON.stringify(machine);
      if (this.#known.get(uri)?.spec !== spec) {
        this.#known.set(uri, { spec, paths: pathsOn(machine, scenario.agent.user).catch(() => []) });
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

/** The machine without what its own files do not depend on. */
function bare(machine: MachineSpec): MachineSpec {
  const network = { ...machine.network, hosts: [] };
  return { ...machine, files: [], programs: [], processes: [], services: [], alarms: [], network };
}

async function usualPaths(): Promise<readonly string[]> {
  const { scenario } = readScenario('scenario: any\nagent:\n  goal: any\nsuccess: step > 1\n');
  return scenario ? pathsOn(bare(scenario.machine), scenario.agent.user) : [];
}

async function pathsOn(machine: MachineSpec, user: string): Promise<readonly string[]> {
  // The machine is large, and most questions are about something else.
  const { createMachine } = await import('../core/machine/create-machine.ts');
  const { world } = await createMachine(machine, { seed: 0, agent: { user, cwd: '/' } });
  return [...world.files.keys()].filter((path) => !/^\/(?:proc|sys)\//.test(path));
}
