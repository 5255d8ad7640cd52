/** Files of the repository that are written from the code, so that nothing about the language is stated twice. */
import { jsonSchemaText, PUBLISHED_SCHEMAS } from '../src/core/experiment/published-schemas.ts';
import { languageReference } from './language-reference.ts';

/** Text of each generated file by its path in the repository. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const schemas = PUBLISHED_SCHEMAS.map((name) => [`schemas/${name}.schema.json`, jsonSchemaText(name)] as const);
  return new Map([...schemas, ['docs/language.md', languageReference()]]);
}
