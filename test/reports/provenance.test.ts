import { expect, test } from 'vitest';
import { writeProvenance } from '../../reports/provenance.ts';
import type { RunResults } from '../../src/model/results.ts';

const RESULTS: RunResults = {
  title: 'T',
  toolVersion: '1.2.3',
  nodeMajor: 20,
  samples: [],
  baseline: 'B',
  timezone: 'Asia/Shanghai',
  tables: new Map(),
  issues: [],
  inputs: [{ path: 'a.xlsx', sha256: 'ab', parser: 'land-xlsx', samples: ['A'], datasets: 1 }],
  stageOptions: { retention: { reference: 'first' } },
};

test('tool, inputs, outputs and options; ends with a line end', () => {
  const text = writeProvenance(RESULTS, [{ path: 'summary.csv', sha256: 'cd' }]);
  expect(text.endsWith('}\n')).toBe(true);
  expect(JSON.parse(text)).toEqual({
    tool: 'interphase',
    version: '1.2.3',
    node_major: 20,
    title: 'T',
    timezone: 'Asia/Shanghai',
    baseline: 'B',
    inputs: RESULTS.inputs,
    outputs: [{ path: 'summary.csv', sha256: 'cd' }],
    stages: { retention: { reference: 'first' } },
  });
});

test('is a function of its input', () => {
  expect(writeProvenance(RESULTS, [])).toBe(writeProvenance(structuredClone(RESULTS), []));
});
