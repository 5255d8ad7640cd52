import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { generatedFiles } from '../../../scripts/generated-files.ts';

describe('generated files', () => {
  for (const [path, text] of generatedFiles()) {
    it(`${path} is what the code says (else run npm run schemas)`, () => {
      assert.equal(readFileSync(path, 'utf8'), text);
    });
  }

  it('describe every key of the language', () => {
    const undescribed: string[] = [];
    const visit = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, child] of Object.entries(value)) {
        if (key === 'properties' && typeof child === 'object' && child !== null) {
          for (const [name, property] of Object.entries(child)) {
            const isDescribed = typeof property === 'object' && property !== null && 'description' in property;
            if (!isDescribed) undescribed.push(`${path}.${name}`);
          }
        }
        visit(child, `${path}.${key}`);
      }
    };
    visit(JSON.parse(generatedFiles().get('schemas/scenario.schema.json') ?? ''), '');
    assert.deepEqual(undescribed, []);
  });
});
