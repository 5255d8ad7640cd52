import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { CURSOR, cursorAt } from '../../../../src/core/scenario/editor/cursor.ts';
import { excerptAround } from '../../../../src/core/scenario/editor/excerpt.ts';
import { isOverrides, placesOf, shapesOf, targetOf } from '../../../../src/core/scenario/editor/place.ts';
import { readSource } from '../../../../src/core/scenario/source-reader.ts';
import { atCursor } from './cursor-marker.ts';

const FILES = [
  'test/fixtures/scenarios/small.scenario.yaml',
  'test/fixtures/syntaxes/whole-language.scenario.yaml',
  'test/fixtures/syntaxes/everything.scenario.yaml',
];

/** Where the cursor is by the whole text: `key` or `value` and the path. */
function inWhole(text: string, offset: number, isText: boolean): string {
  const start = offset - (/[\w-]*$/.exec(text.slice(0, offset))?.[0].length ?? 0);
  const end = offset + (/^[\w-]*/.exec(text.slice(offset))?.[0].length ?? 0);
  const hasColon = /^[ \t]*:/.test(text.slice(end));
  const keys = [...(hasColon ? [] : [[':', 'key'] as const]), ['', 'key'] as const];
  // A text that goes on from the line above would be cut short by the colon of a key.
  const attempts = [...(isText ? [] : keys), ['', 'value'] as const];
  for (const [colon, part] of attempts) {
    const { root } = readSource(text.slice(0, start) + CURSOR + colon + text.slice(end));
    const place =
      root && [...placesOf(root)].find((each) => each.part === part && String(each.scalar.value).includes(CURSOR));
    if (!place) continue;
    if (part === 'value') return `value ${pathText(place.path)}`;
    const above = place.path.slice(0, -1);
    const takesKeys = shapesOf(targetOf(above)).some(({ kind }) => kind === 'object' || kind === 'record');
    if (takesKeys || isOverrides(above)) return `key ${pathText(above)}`;
  }
  return 'nowhere';
}

/** A path in which items of lists have no number: around the cursor there are not all of them. */
function pathText(path: readonly (string | number)[]): string {
  return path.map((step) => (typeof step === 'number' ? '#' : step)).join(' > ');
}

describe('the cursor', () => {
  for (const file of FILES) {
    it(`is found in the lines around it as in the whole of ${file.split('/').at(-1)}`, () => {
      const text = readFileSync(file, 'utf8');
      for (let offset = 0; offset <= text.length; offset += 5) {
        const before = text.slice(offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1, offset);
        // In front of what stands in a line, something else could be begun; comments have nothing to offer.
        if (/^\s*(?:- ?)?$/.test(before) || /^\s*#|\s#/.test(before)) continue;
        const cursor = cursorAt(text, offset);
        const found = cursor ? `${cursor.kind} ${pathText(cursor.path)}` : 'nowhere';
        assert.equal(
          found,
          inWhole(text, offset, excerptAround(text, offset).isText),
          `${text.slice(Math.max(0, offset - 40), offset)}<|>`,
        );
      }
    });
  }

  it('is shown few lines, however many there are', () => {
    const many = Array.from({ length: 2_000 }, (_, index) => `    /file-${index}: "content"`).join('\n');
    const { text, offset } = atCursor(
      `scenario: a\nmachine:\n  files:\n${many}\n  hardware:\n    cpus: 3\n    mem<|>\nsuccess: x\n`,
    );
    assert.equal(excerptAround(text, offset).text, 'machine:\n  hardware:\n    cpus: 3\n    mem\n');
  });

  it('is shown all of the value that it is in', () => {
    const { text, offset } = atCursor('a: 1\nsuccess: |\n  step > 1 &&\n    fi<|>les\n\n  && true\nb: 2\n');
    const excerpt = excerptAround(text, offset);
    assert.equal(excerpt.text, 'success: |\n  step > 1 &&\n    files\n\n  && true\n');
    assert.equal(excerpt.text.slice(excerpt.offset - 2, excerpt.offset), 'fi');
  });
});
