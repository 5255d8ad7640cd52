import { scenarioJsonSchema } from '../../../../src/core/experiment/published-schemas.ts';
import type { Surroundings } from '../../../../src/core/scenario/editor/completion.ts';
import type { HoverSurroundings } from '../../../../src/core/scenario/editor/hover.ts';
import { schemaLanguage } from '../../../../src/language-server/schema-language.ts';

/** The real answers from the schema, and nothing around the scenario. */
export const schema = schemaLanguage(scenarioJsonSchema);

export const surroundings: Surroundings & HoverSurroundings = {
  schema,
  endpoints: async () => [],
  declarations: async () => [],
  machinePaths: async () => [],
  filesIn: async () => [],
  bases: async () => [],
};
