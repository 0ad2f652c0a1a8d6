/** The impedance part of the report: the selected circuit of every spectrum. */
import { filterRows, numbers, type Table } from '../src/model/table.ts';
import { grid, names, values, withErrors } from './markdown-grid.ts';

/** '' without fits. Values that the data do not determine are empty; the sum of the arcs then carries the result. */
export function impedanceSection(fits: Table | undefined): string {
  if (fits === undefined) return '';
  const selected = numbers(fits, 'selected');
  const table = filterRows(fits, (row) => selected[row] === 1);
  const resistance = (name: string) => withErrors(table, `${name}_ohm`, `${name}_se_ohm`);
  const rows = grid([
    ['sample', names(table, 'sample')],
    ['spectrum', names(table, 'spectrum')],
    ['state', names(table, 'state')],
    ['cycle', values(table, 'cycle', 6)],
    ['E (V)', values(table, 'potential_V', 4)],
    ['circuit', names(table, 'circuit')],
    ['R_s (Ω)', resistance('r_s')],
    ['R_SEI (Ω)', resistance('r_sei')],
    ['R_ct (Ω)', resistance('r_ct')],
    ['all arcs (Ω)', resistance('r_arcs')],
    ['χ²/ν', values(table, 'chi2_reduced', 3)],
    ['qualified by', names(table, 'flags')],
  ]);
  return rows === ''
    ? ''
    : `${rows}\n\nValues after ± are standard errors of the fit; empty: the data do not determine it.`;
}
