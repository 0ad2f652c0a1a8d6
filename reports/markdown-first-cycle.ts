/** What the report says about the first cycle's excess and about waves in the Coulombic efficiency. */
import { formatShort } from '../src/model/format.ts';
import { numbers, type Table } from '../src/model/table.ts';
import { grid, names, values, withErrors } from './markdown-grid.ts';

/** '' without a first cycle. */
export function firstCycleSection(first: Table | undefined, windows: Table | undefined): string {
  const excess = first === undefined ? '' : excessGrid(first);
  const shares = windows === undefined ? '' : windowsGrid(windows);
  return [excess, shares].filter((part) => part !== '').join('\n\n');
}

function excessGrid(table: Table): string {
  const rows = grid([
    ['sample', names(table, 'sample')],
    ['branch', names(table, 'branch')],
    ['potential at half capacity (V)', values(table, 'half_capacity_potential_V')],
    ['excess (mAh)', values(table, 'excess_charge_capacity_mAh')],
    ['excess (mAh g⁻¹)', withErrors(table, 'excess_charge_capacity_mAh_g', 'excess_charge_capacity_se_mAh_g')],
    ['excess (Li cm⁻²)', withErrors(table, 'excess_li_per_cm2', 'excess_li_se_per_cm2')],
    ['excess (Li cm⁻³)', withErrors(table, 'excess_li_per_cm3', 'excess_li_se_per_cm3')],
  ]);
  return rows === '' ? '' : `${rows}\n\nExcess: what the branch took in the first cycle beyond the second.`;
}

function windowsGrid(table: Table): string {
  const [from, to] = [numbers(table, 'from_V'), numbers(table, 'to_V')];
  return grid([
    ['sample', names(table, 'sample')],
    ['cycle', values(table, 'cycle', 6)],
    ['branch', names(table, 'branch')],
    ['window (V)', Array.from(from, (low, i) => `${formatShort(low, 4)}–${formatShort(to[i] ?? Number.NaN, 4)}`)],
    ['capacity (mAh)', values(table, 'capacity_mAh')],
    ['share (%)', values(table, 'share_pct', 3)],
    ['excess (mAh)', values(table, 'excess_mAh')],
  ]);
}

/** A wave that chance gives more often than this is none. */
const CHANCE = 0.01;
const SMALLEST = 1e-6;

/** '' without a search for waves. Period and amplitude stand only where chance does not explain them. */
export function periodicitySection(table: Table | undefined): string {
  if (table === undefined) return '';
  const chance = numbers(table, 'false_alarm_probability');
  const found = (cells: readonly string[]) => cells.map((cell, i) => ((chance[i] ?? 1) < CHANCE ? cell : ''));
  const [first, last] = [numbers(table, 'first_cycle'), numbers(table, 'last_cycle')];
  const rows = grid([
    ['sample', names(table, 'sample')],
    ['cycles', Array.from(first, (from, i) => `${from}–${last[i]}`)],
    ['period (h)', found(withErrors(table, 'period_h', 'period_se_h'))],
    ['amplitude (points)', found(withErrors(table, 'amplitude_pct', 'amplitude_se_pct'))],
    ['false-alarm probability', Array.from(chance, (p) => (p < SMALLEST ? '< 10⁻⁶' : formatShort(p, 2)))],
  ]);
  if (rows === '') return '';
  const empty = Array.from(chance).some((p) => !(p < CHANCE));
  return empty ? `${rows}\n\nEmpty: no wave stands out from chance (false-alarm probability of 1 % or more).` : rows;
}
