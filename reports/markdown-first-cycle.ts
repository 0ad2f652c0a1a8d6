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

/** One row per branch: its windows side by side. */
function windowsGrid(table: Table): string {
  const [samples, branches] = [names(table, 'sample'), names(table, 'branch')];
  const [cycles, lower] = [values(table, 'cycle', 6), values(table, 'from_V')];
  const upper = values(table, 'to_V');
  const rows = new Map<string, number[]>();
  samples.forEach((sample, row) => {
    const key = JSON.stringify([sample, cycles[row], branches[row]]);
    rows.set(key, [...(rows.get(key) ?? []), row]);
  });
  const members = [...rows.values()];
  const first = (cells: readonly string[]) => members.map(([row = 0]) => cells[row] ?? '');
  const joined = (cells: readonly string[]) => {
    const texts = members.map((own) => own.map((row) => cells[row] ?? ''));
    return texts.map((own) => (own.every((text) => text === '') ? '' : own.join(' / ')));
  };
  const edges = members.map((own) => [lower[own[0] ?? 0] ?? '', ...own.map((row) => upper[row] ?? '')].join(' / '));
  return grid([
    ['sample', first(samples)],
    ['cycle', first(cycles)],
    ['branch', first(branches)],
    ['windows between (V)', edges],
    ['share (%)', joined(values(table, 'share_pct', 3))],
    ['capacity (mAh)', joined(values(table, 'capacity_mAh', 4))],
    ['excess (mAh)', joined(values(table, 'excess_mAh', 4))],
  ]);
}

/** A wave that chance gives more often than this is none. */
const CHANCE = 0.01;
const SMALLEST = 1e-6;
const CHANCE_NOTE =
  'False-alarm probability: that white noise gives as strong a wave; from 1 % on period and amplitude are left empty. ' +
  'A slow change that the trend does not follow can look like a long wave.';

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
  return rows === '' ? '' : `${rows}\n\n${CHANCE_NOTE}`;
}
