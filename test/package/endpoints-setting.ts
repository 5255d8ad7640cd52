/** The schema of the setting `redline.endpoints` in the manifest, derived from the one schema that endpoints have. */
import { z } from 'zod';
import { endpointsSchema } from '../../src/core/experiment/endpoint-config.ts';

type Json = { readonly [key: string]: unknown };

/** As the manifest has to have it. VS Code reads Markdown from a property of its own. */
export function endpointsSettingSchema(): Json {
  const { $schema: _, description, ...schema } = z.toJSONSchema(endpointsSchema, { io: 'input' });
  return {
    ...(forSettings(schema) as Json),
    markdownDescription: `${description} Keys are not kept here: use **Redline: Set API Key**.`,
    default: {},
    scope: 'window',
    order: 1,
    defaultSnippets: [
      {
        label: 'An endpoint',
        description: 'A server that speaks as OpenAI does',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the places of a snippet are written so
        body: { '${1:local}': { baseUrl: '${2:http://127.0.0.1:8000/v1}', model: '${3:model}' } },
      },
    ],
  };
}

function forSettings(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(forSettings);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key === 'description' && typeof inner === 'string' ? 'markdownDescription' : key,
      forSettings(inner),
    ]),
  );
}
