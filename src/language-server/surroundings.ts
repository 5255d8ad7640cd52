/** What features of the core ask for that lies outside of the text: the schema, files, endpoints and the machine. */
import type { Surroundings } from '../core/scenario/editor/completion.ts';
import { type Declaration, declarationsIn } from '../core/scenario/editor/declarations.ts';
import type { HoverSurroundings } from '../core/scenario/editor/hover.ts';
import type { SchemaLanguage } from '../core/scenario/editor/schema-question.ts';
import type { Checks } from './checks.ts';
import type { EndpointNames } from './endpoint-names.ts';
import type { MachineFiles } from './machine-files.ts';
import type { DocumentScenario, ScenarioWorkspace } from './workspace.ts';

export interface Sources {
  readonly schema: SchemaLanguage;
  readonly workspace: ScenarioWorkspace;
  readonly endpoints: EndpointNames;
  readonly machines: MachineFiles;
  readonly checks: Checks;
}

/** What surrounds a scenario. */
export function surroundingsOf(start: DocumentScenario, sources: Sources): Surroundings & HoverSurroundings {
  const { schema, workspace, endpoints, machines, checks } = sources;
  const { uri } = start;
  return {
    schema,
    endpoints: () => endpoints.of(uri),
    declarations: async (): Promise<readonly Declaration[]> => {
      const bases = await workspace.bases(start);
      return bases.flatMap((base) => declarationsIn(base.scenario.root));
    },
    machinePaths: async () => machines.of(uri, (await checks.lastReading(start)).scenario),
    filesIn: (folder) => workspace.namesIn(uri, folder),
    bases: () => workspace.bases(start),
  };
}
