/** How the numbers were made: a paragraph for each table that a run has, with the options that were used. */
import type { RunResults } from '../src/model/results.ts';
import { escapeMarkdown } from './markdown-grid.ts';

interface Method {
  /** Printed where the run has this table. */
  readonly table: string;
  /** Stage whose options count. */
  readonly stage: string;
  readonly text: string;
}

const METHODS: readonly Method[] = [
  {
    table: 'cycles',
    stage: 'cycles',
    text:
      '**Cycles.** Capacities and energies are the instrument’s own counters, summed per step; where a file has none, the ' +
      'trapezoid integral of the current over time. Coulombic efficiency is what the reversible branch gave back over what ' +
      'the other one stored: delithiation over lithiation for an anode half cell, discharge over charge otherwise.',
  },
  {
    table: 'first_cycle',
    stage: 'first_cycle',
    text:
      '**First cycle.** The potential at half capacity is that of the branch that stores (lithiation of an anode half cell, ' +
      'else charge). Its excess is its capacity minus that of the same branch in the next cycle at the same current.',
  },
  {
    table: 'voltage_windows',
    stage: 'voltage_windows',
    text: '**Capacity by voltage** passed while the potential was in the window; without given edges, six equal windows between the cut-offs of the first cycle.',
  },
  {
    table: 'dqdv',
    stage: 'dqdv',
    text:
      '**dQ/dV** is of the constant-current steps: the charge below each potential, its slope by Savitzky–Golay polynomials; ' +
      'the window is in the table. The capacity of a peak is the charge between its feet over the line that joins them.',
  },
  {
    table: 'rate_test',
    stage: 'rate_test',
    text: '**Rate blocks** are runs of cycles whose currents stay within 5 % of those of their first; means over complete cycles.',
  },
  {
    table: 'rate_scores',
    stage: 'rate_scores',
    text: '**Rate scores.** QS_0: capacity at the low rate over that of the baseline; Q_ret: capacity at the high rate over that at the low one, cell by cell; QS_ret: Q_ret over that of the baseline.',
  },
  {
    table: 'overpotential',
    stage: 'overpotential',
    text:
      '**Overpotential** is the potential at half of a block’s own capacity minus that at the lowest current. Relaxation is ' +
      'the change of the potential over the rests that follow a branch.',
  },
  {
    table: 'retention',
    stage: 'retention',
    text:
      '**Retention** is the capacity of the last complete cycle over that of the reference; fade is the Theil–Sen slope of ' +
      'the longest run of cycles at one rate with an error that allows for correlated scatter.',
  },
  {
    table: 'ce_periodicity',
    stage: 'ce_periodicity',
    text:
      '**Periods** are searched by least squares, a sine wave together with a polynomial trend, in the longest run at one ' +
      'rate. False alarm is the probability that white noise alone gives as strong a wave in the range searched; it is too ' +
      'small for correlated noise.',
  },
  {
    table: 'critical_current',
    stage: 'symmetric_cell',
    text:
      '**Critical current.** A short circuit is the first cycle whose resistance is below the given share of the median of ' +
      'the five before, for three cycles. No short: no critical current.',
  },
  {
    table: 'cell_energy',
    stage: 'cell_energy',
    text: '**Cell energy** is that of the first complete discharge, over mass and thickness of the layers that the study states.',
  },
  {
    table: 'eis_fit',
    stage: 'eis_fit',
    text:
      '**Impedance.** Equivalent circuits were fitted to the spectra by complex non-linear least squares with weights 1/|Z| ' +
      '(measured), from many starts; of the circuits fitted, the one with the lowest AICc summed over the spectra of a ' +
      'sample was selected. Standard errors are from the covariance at the optimum. Arcs are told apart by their time ' +
      'constants; a resistance is printed only where the data determine it.',
  },
];

export function methods({ tables, stageOptions, toolVersion }: RunResults): string {
  return [
    ...METHODS.filter(({ table }) => tables.has(table)).map(
      ({ text, stage }) => `${text}${optionsText(stageOptions[stage])}`,
    ),
    'Values after ± are standard uncertainties. Definitions in full: docs/definitions.md of the program.',
    `Made with interphase ${toolVersion}. Inputs, options and checksums: \`provenance.json\`; all tables: \`tables/\`.`,
  ].join('\n\n');
}

/** ` Options: reference 4, branch reversible.`; '' without any. */
function optionsText(options: unknown): string {
  if (typeof options !== 'object' || options === null) return '';
  const written = Object.entries(options).map(([name, chosen]) => `${name} ${optionText(chosen)}`);
  return written.length === 0 ? '' : ` Options: ${escapeMarkdown(written.join(', '))}.`;
}

function optionText(chosen: unknown): string {
  if (typeof chosen === 'string' || typeof chosen === 'number' || typeof chosen === 'boolean') return String(chosen);
  if (Array.isArray(chosen)) return `[${chosen.map(optionText).join(', ')}]`;
  return JSON.stringify(chosen) ?? '';
}
