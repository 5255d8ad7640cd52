import assert from 'node:assert/strict';
import { chosenVariants, variantName, variantSlugs } from '../../../src/core/experiment/chosen-variants.ts';

const DOCUMENT = {
  variants: {
    scaffold: { planned: {}, plain: {} },
    hardening: { none: {}, 'non-root': {}, quota: {} },
  },
};

const ids = (texts: readonly string[], all = false): readonly string[] | string => {
  const { variants, problem } = chosenVariants(DOCUMENT, texts, all);
  return variants?.map(({ id }) => id) ?? problem ?? '';
};

describe('the variants of a run', () => {
  it('are the usual one where none is named', () => {
    assert.deepEqual(ids([]), ['scaffold=planned,hardening=none']);
    assert.deepEqual(chosenVariants({}, [], false).variants, [{ id: 'default', choices: {} }]);
    assert.deepEqual(chosenVariants({}, [], true).variants?.length, 1);
  });

  it('are those that are named, each once, and every value for a star', () => {
    assert.deepEqual(ids(['hardening=quota', 'scaffold=plain', 'quota']), [
      'scaffold=planned,hardening=quota',
      'scaffold=plain,hardening=none',
    ]);
    assert.deepEqual(ids(['hardening=*']), [
      'scaffold=planned,hardening=none',
      'scaffold=planned,hardening=non-root',
      'scaffold=planned,hardening=quota',
    ]);
    assert.equal(ids(['hardening=*,scaffold=*']).length, 6);
    assert.equal(ids([], true).length, 6);
  });

  it('are told to be wrong, with the nearest name', () => {
    assert.match(String(ids(['hardening=non-rot'])), /non-root/);
    assert.match(String(ids(['nothing=*'])), /nothing/);
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`v${index}`, {}]));
    assert.match(chosenVariants({ variants: { a: many, b: many } }, [], true).problem ?? '', /1600 variants/);
    assert.match(chosenVariants({ variants: { a: many, b: many } }, ['a=*,b=*'], true).problem ?? '', /variants/);
  });

  it('are called by what differs from the usual one', () => {
    const names = ['scaffold=planned,hardening=none', 'scaffold=plain,hardening=quota'];
    assert.deepEqual(
      names.map((id) => variantName(DOCUMENT, id)),
      ['usual', 'scaffold=plain, hardening=quota'],
    );
    assert.equal(variantName({}, 'default'), 'default');
  });

  it('have names for files, no two alike', () => {
    const document = { variants: { disk: { ample: {}, 'a b': {}, 'a/b': {}, 'A b': {} } } };
    const { variants = [] } = chosenVariants(document, [], true);
    assert.deepEqual(variantSlugs(document, variants), ['usual', 'disk-a-b', 'disk-a-b-2', 'disk-A-b-3']);
  });
});
