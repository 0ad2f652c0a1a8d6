/** The registry of the report's tables: each section is a table of the results, and what of it a reader sees. */
import type { Table } from '../src/model/table.ts';
import {
  afterReference,
  butReference,
  comparedBlocks,
  ofSeveralBlocks,
  ofSeveralCycles,
  role,
  selectedCircuit,
  shortedAt,
  spread,
  verdict,
  withReplicates,
  withValue,
} from './markdown-columns.ts';
import {
  CAPACITY_UNITS,
  type ColumnMaker,
  inBestUnit,
  interval,
  measured,
  rounded,
  span,
  value,
  words,
} from './markdown-grid.ts';
import { MOST_PEAKS, mostProminent } from './prominent-peaks.ts';

export interface Section {
  readonly title: string;
  /** Name of the table; no section without it, or where no row is left. */
  readonly table: string;
  readonly columns: readonly ColumnMaker[];
  /** Rows that are shown; default: all. */
  readonly rows?: (table: Table) => (row: number) => boolean;
  /** Headers of columns: rows that agree in them become one, their other cells are listed. */
  readonly by?: readonly string[];
  /** Shown however long it is. */
  readonly isHeadline?: boolean;
  /** Below the grid. */
  readonly note?: string;
}

const MILLI = 1e3;
const SAMPLE = words('sample', 'sample');
const MASS_BASED = [CAPACITY_UNITS[0]] as const;
const CURRENT_UNITS = [
  ['density_mA_cm2', 'mA cm⁻²'],
  ['mA', 'mA'],
] as const;

/** In the order of the report. */
export const SECTIONS: readonly Section[] = [
  {
    title: 'Headline',
    table: 'summary',
    isHeadline: true,
    rows: withValue('cycles'),
    columns: [
      SAMPLE,
      role,
      value('complete cycles', 'cycles'),
      inBestUnit('first charge', 'initial_charge_capacity', CAPACITY_UNITS),
      inBestUnit('first discharge', 'initial_discharge_capacity', CAPACITY_UNITS),
      value('initial CE (%)', 'initial_coulombic_efficiency_pct'),
      rounded('E at half capacity (V)', 'half_capacity_potential_V', 3),
      inBestUnit('last capacity', 'last_capacity', CAPACITY_UNITS),
      ofSeveralCycles(measured('retention (%)', 'retention_pct', 'retention_se_pct')),
      measured('mean CE (%)', 'mean_coulombic_efficiency_pct', 'mean_coulombic_efficiency_se_pct'),
    ],
  },
  {
    title: 'Groups',
    table: 'groups',
    rows: withReplicates,
    columns: [
      words('group', 'group'),
      spread('first charge (mAh g⁻¹)', 'initial_charge_capacity', 'mAh_g'),
      spread('first discharge (mAh g⁻¹)', 'initial_discharge_capacity', 'mAh_g'),
      spread('initial CE (%)', 'initial_coulombic_efficiency', 'pct'),
      spread('E at half capacity (V)', 'half_capacity_potential', 'V'),
      spread('last capacity (mAh g⁻¹)', 'last_capacity', 'mAh_g'),
      spread('retention (%)', 'retention', 'pct'),
    ],
    note: 'Mean ± standard deviation over replicates.',
  },
  {
    title: 'Irreversible capacity of the first cycle',
    table: 'first_cycle',
    rows: withValue('excess_charge_capacity_mAh'),
    columns: [
      SAMPLE,
      words('branch', 'branch'),
      value('cycle', 'cycle'),
      value('compared with cycle', 'second_cycle'),
      inBestUnit('excess', 'excess_charge_capacity', MASS_BASED, 'excess_charge_capacity_se'),
      value('excess (mAh)', 'excess_charge_capacity_mAh'),
      measured('Li (cm⁻²)', 'excess_li_per_cm2', 'excess_li_se_per_cm2'),
      measured('Li (cm⁻³)', 'excess_li_per_cm3', 'excess_li_se_per_cm3'),
    ],
  },
  {
    title: 'Capacity by voltage',
    table: 'voltage_windows',
    by: ['sample', 'cycle', 'branch'],
    columns: [
      SAMPLE,
      value('cycle', 'cycle'),
      words('branch', 'branch'),
      span('window (V)', 'from_V', 'to_V'),
      rounded('share (%)', 'share_pct', 1),
    ],
    note: 'Shares of the whole branch: what was passed outside the windows is missing from 100 %.',
  },
  {
    title: 'Peaks of dQ/dV',
    table: 'dqdv_peaks',
    rows: mostProminent,
    by: ['sample', 'cycle', 'branch'],
    columns: [
      SAMPLE,
      value('cycle', 'cycle'),
      words('branch', 'branch'),
      measured('E (V)', 'voltage_V', 'voltage_se_V'),
      inBestUnit('capacity', 'area', CAPACITY_UNITS),
    ],
    note: `The ${MOST_PEAKS} most prominent peaks of each curve, by potential; all of them: \`tables/dqdv_peaks.csv\`. Uncertainties are of the scatter of the records, not of the cycler’s calibration.`,
  },
  {
    title: 'Rate capability',
    table: 'rate_test',
    rows: ofSeveralBlocks,
    columns: [
      SAMPLE,
      value('block', 'block'),
      span('cycles', 'first_cycle', 'last_cycle'),
      value('n', 'n'),
      value('C-rate (h⁻¹)', 'c_rate_1_h', 3),
      value('current (A g⁻¹)', 'current_A_g', 3),
      value('current (mA)', 'current_mA', 4),
      inBestUnit('charge', 'charge_capacity', CAPACITY_UNITS, 'charge_capacity_se'),
      inBestUnit('discharge', 'discharge_capacity', CAPACITY_UNITS, 'discharge_capacity_se'),
      measured('relative to first (%)', 'relative_to_first_pct', 'relative_to_first_se_pct'),
    ],
  },
  {
    title: 'Rate scores against the baseline',
    table: 'rate_scores',
    columns: [
      words('group', 'group'),
      value('n', 'n'),
      value('low rate (h⁻¹)', 'low_rate_1_h', 3),
      value('high rate (h⁻¹)', 'high_rate_1_h', 3),
      measured('Q_ret', 'q_ret', 'q_ret_se'),
      interval('QS_0', 'qs_0', 'qs_0_lower95', 'qs_0_upper95'),
      interval('QS_ret', 'qs_ret', 'qs_ret_lower95', 'qs_ret_upper95'),
    ],
    note: 'In parentheses: 95 % interval over the cells of the group.',
  },
  {
    title: 'Overpotential',
    table: 'overpotential',
    rows: comparedBlocks,
    columns: [
      SAMPLE,
      words('branch', 'branch'),
      value('block', 'block'),
      value('C-rate (h⁻¹)', 'c_rate_1_h', 3),
      value('current (mA)', 'current_mA', 4),
      value('n', 'n'),
      butReference(measured('overpotential (mV)', 'overpotential_V', 'overpotential_se_V', MILLI)),
      butReference(value('of the counter electrode (mV)', 'counter_overpotential_V', 3, MILLI)),
      measured('relaxation (mV)', 'relaxation_V', 'relaxation_se_V', MILLI),
      value('rest (s)', 'rest_s', 3),
    ],
  },
  {
    title: 'Retention',
    table: 'retention',
    rows: afterReference,
    columns: [
      SAMPLE,
      words('branch', 'branch'),
      words('reference cycle', 'reference_cycle'),
      value('last cycle', 'last_cycle'),
      measured('retention (%)', 'retention_pct', 'retention_se_pct'),
      measured('fade (% per cycle)', 'fade_pct_per_cycle', 'fade_se_pct_per_cycle'),
      span('of cycles', 'fade_first_cycle', 'fade_last_cycle'),
      measured('cycle of 80 %', 'cycles_to_80pct', 'cycles_to_80pct_se'),
      words('not reached because', 'end_of_life_note'),
      value('knee at cycle', 'knee_cycle'),
      value('cumulative irreversible (mAh)', 'cumulative_irreversible_mAh'),
    ],
  },
  {
    title: 'Periods of the Coulombic efficiency',
    table: 'ce_periodicity',
    columns: [
      SAMPLE,
      span('cycles', 'first_cycle', 'last_cycle'),
      value('n', 'n'),
      value('outliers left out', 'left_out'),
      span('searched (h)', 'shortest_period_h', 'longest_period_h', 3),
      measured('strongest period (h)', 'period_h', 'period_se_h'),
      measured('amplitude (points)', 'amplitude_pct', 'amplitude_se_pct'),
      value('false alarm', 'false_alarm_probability', 2),
      verdict,
    ],
  },
  {
    title: 'Symmetric cells',
    table: 'critical_current',
    columns: [
      SAMPLE,
      value('cycles', 'cycles'),
      shortedAt,
      inBestUnit('critical current', 'critical_current', CURRENT_UNITS),
      inBestUnit('highest without short', 'highest_stable_current', CURRENT_UNITS),
      value('resistance before (Ω)', 'resistance_before_ohm'),
      value('after (Ω)', 'resistance_after_ohm'),
    ],
    note: 'Cycle by cycle: `tables/symmetric_cell.csv`.',
  },
  {
    title: 'Cell energy',
    table: 'cell_energy',
    columns: [
      SAMPLE,
      words('cycle', 'cycle'),
      measured('capacity (mAh cm⁻²)', 'areal_capacity_mAh_cm2', 'areal_capacity_se_mAh_cm2'),
      value('energy (mWh cm⁻²)', 'areal_energy_mWh_cm2'),
      measured('N/P', 'np_ratio', 'np_ratio_se'),
      value('stack (mg cm⁻²)', 'stack_mass_mg_cm2'),
      value('stack (µm)', 'stack_thickness_um'),
      measured('energy (Wh kg⁻¹)', 'energy_Wh_kg', 'energy_se_Wh_kg'),
      measured('energy (Wh L⁻¹)', 'energy_Wh_L', 'energy_se_Wh_L'),
    ],
  },
  {
    title: 'Impedance',
    table: 'eis_fit',
    rows: selectedCircuit,
    columns: [
      SAMPLE,
      words('spectrum', 'spectrum'),
      words('state', 'state'),
      value('cycle', 'cycle'),
      value('E (V)', 'potential_V'),
      words('circuit', 'circuit'),
      measured('R_s (Ω)', 'r_s_ohm', 'r_s_se_ohm'),
      measured('R_SEI (Ω)', 'r_sei_ohm', 'r_sei_se_ohm'),
      measured('R_ct (Ω)', 'r_ct_ohm', 'r_ct_se_ohm'),
      measured('all arcs (Ω)', 'r_arcs_ohm', 'r_arcs_se_ohm'),
      value('χ²/ν', 'chi2_reduced', 3),
      words('qualified by', 'flags'),
    ],
    note: 'Empty: the data do not determine it.',
  },
];
