/** What files say of services, as far as it is in force: systemd and supervisord read a file again only when they are told to. */
import type { MachineState } from '../state/machine-state.ts';
import { changesBetween, type DefinitionChanges, type ServiceDefinition } from './definition.ts';
import { findDefinition, supervisorDefinitions, unitDefinitions } from './service-files.ts';

export class Definitions {
  readonly #state: MachineState;
  /** Units as they were when systemd last read them, by name. */
  readonly #loaded = new Map<string, ServiceDefinition>();
  #programs: readonly ServiceDefinition[] = [];

  constructor(state: MachineState) {
    this.#state = state;
  }

  /** The definition that is in force; undefined when there is none. */
  of(name: string): ServiceDefinition | undefined {
    const program = this.#programs.find((entry) => entry.name === name);
    if (program) return program;
    const loaded = this.#loaded.get(name);
    if (loaded && this.#state.node(loaded.file)) return loaded;
    const definition = findDefinition(this.#state, name);
    if (definition) this.#loaded.set(name, definition);
    else this.#loaded.delete(name);
    return definition;
  }

  /** Whether the file of a unit says something else than what is in force. */
  isOutdated(name: string): boolean {
    const loaded = this.#loaded.get(name);
    return loaded !== undefined && JSON.stringify(findDefinition(this.#state, name)) !== JSON.stringify(loaded);
  }

  /** Lets systemd read the units anew. */
  reload(): void {
    this.#loaded.clear();
  }

  /** Units that files declare, by name. */
  get units(): readonly ServiceDefinition[] {
    return unitDefinitions(this.#state).flatMap(({ name }) => this.of(name) ?? []);
  }

  /** The programs that supervisord knows. */
  get programs(): readonly ServiceDefinition[] {
    return this.#programs;
  }

  /** Lets supervisord take over what its files say. */
  readPrograms(): void {
    this.#programs = supervisorDefinitions(this.#state);
  }

  /** Lets supervisord look into its files; gives what came, changed and went, and is not in force yet. */
  reread(): DefinitionChanges {
    return changesBetween(this.#programs, supervisorDefinitions(this.#state));
  }
}
