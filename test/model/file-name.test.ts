import fc from 'fast-check';
import { expect, test } from 'vitest';
import { datasetSuffixes, fileSlug, freeFileName } from '../../src/model/file-name.ts';

test.each([
  ['cell 1 (new).mpt', 'cell_1_new'],
  ['Höhe μ 数据.xlsx', 'Höhe_μ_数据'],
  ['a.b.csv', 'a.b'],
  ['.hidden', 'hidden'],
  ['???', 'data'],
  ['', 'data'],
  ['CON.txt', '_CON'],
  ['nul', '_nul'],
  ['tail. .csv', 'tail'],
])('%j → %s', (name, slug) => {
  expect(fileSlug(name)).toBe(slug);
});

test('any name becomes one that every system takes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (name) => {
      const slug = fileSlug(name);
      expect(slug).toMatch(/^[\p{L}\p{M}\p{N}_-][\p{L}\p{M}\p{N}._-]*$/u);
      expect(slug).not.toMatch(/[.\s]$/);
      expect(Buffer.byteLength(slug)).toBeLessThanOrEqual(170);
    }),
  );
});

test('names that differ in case only are one to some systems', () => {
  const taken = new Set<string>();
  expect(['a', 'A', 'b', 'a'].map((name) => freeFileName(name, taken))).toEqual(['a', 'A-2', 'b', 'a-3']);
});

test('several datasets of one file', () => {
  expect(datasetSuffixes(['cycling'])).toEqual(['']);
  expect(datasetSuffixes(['open-circuit', 'impedance'])).toEqual(['-open-circuit', '-impedance']);
  expect(datasetSuffixes(['cycling', 'impedance', 'impedance'])).toEqual(['-cycling', '-impedance-1', '-impedance-2']);
});
