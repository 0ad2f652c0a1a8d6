import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type CircuitFit, fitCircuit } from '../../../src/analysis/circuit/fit-circuit.ts';
import { parseCircuit } from '../../../src/analysis/circuit/parse.ts';
import { sharedData } from '../../shared-data.ts';
import { readColumns, withoutInductive } from './columns.ts';

interface ReferenceFit {
  readonly n_points_used: number;
  readonly pseudo_chi2: number;
  readonly params: Readonly<Record<string, { value: number; std_err: number | null; rel_pct: number | null }>>;
}

const REFERENCE = 'impedance/reference/scipy_reference_global.json';
const path = sharedData(REFERENCE);

const CIRCUITS: Readonly<Record<string, string>> = {
  RQ: 'R0-p(R1,CPE1)',
  RQRQ: 'R0-p(R1,CPE1)-p(R2,CPE2)',
  RQRQ_W: 'R0-p(R1,CPE1)-p(R2,CPE2)-W1',
  L_RQRQ_W: 'L0-R0-p(R1,CPE1)-p(R2,CPE2)-W1',
  RANDLES: 'R0-p(R1-W1,CPE1)',
};
/** Written by instruments whose files this test does not read. */
const OUT_OF_SCOPE = /\.mpt$|\.par$|Autolab/;

function fileOf(name: string): string {
  const [folder = '', file = ''] = name.split('/');
  if (folder === 'impedance.py') return `impedance/impedance.py/data__${file}`;
  if (folder === 'DRTtools') return `impedance/DRTtools/import_file_samples__text_files__${file}`;
  return `impedance/pyimpspec/tests__${file}`;
}

function ownValue(fit: CircuitFit, name: string): number {
  const own = name.replace(/^Q(.)/, 'CPE$1_Q').replace(/^n(.)/, 'CPE$1_n').replace('Aw', 'W1');
  return fit.parameters.find((parameter) => parameter.label === own)?.value ?? Number.NaN;
}

describe.skipIf(path === undefined)(`agrees with an independent global minimum (${REFERENCE})`, () => {
  const spectra: Record<string, Record<string, ReferenceFit>> = path === undefined
    ? {}
    : JSON.parse(readFileSync(path, 'utf8')).spectra;
  const inScope = Object.entries(spectra).filter(([name]) => !OUT_OF_SCOPE.test(name));
  const fits = inScope.flatMap(([name, byModel]) =>
    Object.entries(byModel).map(([model, reference]) => ({ name, model, reference })),
  );

  it('covers 10 spectra and 14 fits', () => {
    expect(inScope).toHaveLength(10);
    expect(fits).toHaveLength(14);
  });

  it.each(fits)('$name $model', ({ name, model, reference }) => {
    const all = readColumns(sharedData(fileOf(name)) ?? '');
    const circuit = parseCircuit(CIRCUITS[model] ?? '');
    const points = model.startsWith('L_') ? all : withoutInductive(all);
    expect(points.frequency).toHaveLength(reference.n_points_used);
    const fit = fitCircuit(circuit, points);
    expect(fit.converged).toBe(true);
    expect(fit.chi2).toBeLessThanOrEqual(Math.max(1.001 * reference.pseudo_chi2, 1e-12));
    for (const [parameter, { value, std_err, rel_pct }] of Object.entries(reference.params)) {
      if (std_err === null || rel_pct === null || rel_pct >= 5) continue;
      const allowed = Math.max(0.01 * value, 0.35 * std_err);
      expect(Math.abs(ownValue(fit, parameter) - value), `${parameter} ${value}`).toBeLessThanOrEqual(allowed);
    }
  });
});
