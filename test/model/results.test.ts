import { expect, test } from 'vitest';
import { countInputs, type InputFile } from '../../src/model/results.ts';

function input(samples: readonly string[], parser: string, datasets: number): InputFile {
  return { path: 'x', sha256: '', parser, samples, datasets };
}

test('read is what gave data; a claimed file that failed is left out; the study file is neither', () => {
  const inputs = [input([], '', 0), input(['A'], 'toy', 1), input(['A'], 'toy', 0), input(['B'], '', 0)];
  expect(countInputs(inputs)).toEqual({ read: 1, leftOut: 2 });
});
