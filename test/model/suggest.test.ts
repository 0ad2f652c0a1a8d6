import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { didYouMean, suggest } from '../../src/model/suggest.ts';

const KEYS = ['group', 'role', 'active_mass', 'area', 'thickness', 'paired', 'nominal_capacity', 'exclude', 'files'];

describe('suggest', () => {
  test.each([
    ['thicknes', 'thickness'],
    ['goup', 'group'],
    ['rloe', 'role'],
    ['ActiveMass', 'active_mass'],
    ['active-mass', 'active_mass'],
    ['mass', 'active_mass'],
    ['file', 'files'],
    ['nominal capacity', 'nominal_capacity'],
  ])('%s means %s', (wrong, right) => {
    expect(suggest(wrong, KEYS)).toBe(right);
  });

  test('nothing is near', () => {
    expect(suggest('wavelength_of_light', KEYS)).toBeUndefined();
    expect(suggest('', KEYS)).toBeUndefined();
    expect(suggest('Y', ['A', 'B'])).toBeUndefined();
    expect(suggest('x'.repeat(100_000), KEYS)).toBeUndefined();
    expect(didYouMean('wavelength_of_light', KEYS)).toBe('');
  });

  test('of two equally near words the first given wins', () => {
    expect(suggest('cats', ['bats', 'rats'])).toBe('bats');
    expect(suggest('cats', ['rats', 'bats'])).toBe('rats');
  });

  test('property: always a member, and a member suggests itself', () => {
    const words = fc.array(fc.string({ minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.string({ maxLength: 15 }), words, (word, accepted) => {
        const found = suggest(word, accepted);
        expect(found === undefined || accepted.includes(found)).toBe(true);
      }),
    );
    for (const key of KEYS) expect(suggest(key, KEYS)).toBe(key);
  });
});
