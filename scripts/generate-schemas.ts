/** Writes the JSON Schemas and the reference page of the language. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { generatedFiles } from './generated-files.ts';

mkdirSync('schemas', { recursive: true });
for (const [path, text] of generatedFiles()) {
  writeFileSync(path, text);
  console.log(path);
}
