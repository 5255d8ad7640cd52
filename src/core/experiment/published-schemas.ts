/** The JSON Schemas that Redline publishes, for other editors and other readers. */
import * as z from 'zod';
import { scenarioSchema } from '../scenario/schema.ts';
import { transcriptEventSchema } from '../transcript/events.ts';
import { configFileSchema } from './endpoint-config.ts';

const SCHEMAS = {
  scenario: { schema: scenarioSchema, title: 'Redline scenario' },
  transcript: { schema: transcriptEventSchema, title: 'One line of a Redline transcript' },
  endpoints: { schema: configFileSchema, title: 'redline.config.yaml' },
} as const satisfies Readonly<Record<string, { readonly schema: z.ZodType; readonly title: string }>>;

export type PublishedSchema = keyof typeof SCHEMAS;

/** Names of the published schemas. */
export const PUBLISHED_SCHEMAS: readonly PublishedSchema[] = ['scenario', 'transcript', 'endpoints'];

/** The JSON Schema of scenarios. */
export function scenarioJsonSchema(): object {
  return z.toJSONSchema(SCHEMAS.scenario.schema, { io: 'input' });
}

/** A published schema as the text of a JSON file. */
export function jsonSchemaText(name: PublishedSchema): string {
  const { schema, title } = SCHEMAS[name];
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`;
}
