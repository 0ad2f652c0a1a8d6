/** `report.md`: what a person reads first. Every number in it is in a table of the results folder. */
import { formatWithUncertainty, plural } from '../src/model/format.ts';
import { ISSUE_KINDS, type Severity } from '../src/model/issues.ts';
import { countInputs, type GradedIssue, type RunResults } from '../src/model/results.ts';
import { numbers, type Table } from '../src/model/table.ts';
import { escapeMarkdown, grid, hasValues, names, values, withErrors } from './markdown-grid.ts';
import { impedanceSection } from './markdown-impedance.ts';

/** A drawn figure as the report shows it. */
export interface ReportFigure {
  /** File in `figures/`, without extension. */
  readonly name: string;
  readonly caption: string;
}

export function writeMarkdown(results: RunResults, figures: readonly ReportFigure[]): string {
  const blocks = [
    `# ${escapeMarkdown(results.title)}`,
    overview(results),
    ...section('Headline', headline(results.tables.get('summary'))),
    ...section('Groups', groups(results.tables.get('groups'))),
    ...section('Rate capability', rates(results.tables.get('rate_test'))),
    ...section('Retention', retention(results.tables.get('retention'))),
    ...section('Impedance', impedanceSection(results.tables.get('eis_fit'))),
    ...section('Figures', figures.map(figureBlock).join('\n\n')),
    ...section('Issues', issueList(results.issues)),
    ...section('How the numbers were made', methods(results)),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function section(title: string, body: string): string[] {
  return body === '' ? [] : [`## ${title}`, body];
}

function overview(results: RunResults): string {
  const { read, leftOut } = countInputs(results.inputs);
  const left = leftOut > 0 ? `, ${leftOut} left out` : '';
  const counts = `${plural(results.samples.length, 'sample')}, ${plural(read, 'file')} read${left}.`;
  const kinds = (['error', 'warning', 'info'] as const)
    .map((severity) => [severity, results.issues.filter((found) => found.severity === severity).length] as const)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => plural(count, SEVERITY_WORDS[severity]));
  return kinds.length === 0 ? `${counts} No issues.` : `${counts} Issues: ${kinds.join(', ')} (see below).`;
}

const SEVERITY_WORDS = { error: 'error', warning: 'warning', info: 'note' } as const;

function headline(summary: Table | undefined): string {
  if (summary === undefined || !hasValues(summary, 'cycles')) return '';
  const specific = hasValues(summary, 'initial_charge_capacity_mAh_g');
  const [suffix, unit] = specific ? ['mAh_g', 'mAh g⁻¹'] : ['mAh', 'mAh'];
  return grid([
    ['sample', names(summary, 'sample')],
    ['role', roles(summary)],
    ['complete cycles', values(summary, 'cycles')],
    [`first charge (${unit})`, values(summary, `initial_charge_capacity_${suffix}`)],
    [`first discharge (${unit})`, values(summary, `initial_discharge_capacity_${suffix}`)],
    ['initial CE (%)', values(summary, 'initial_coulombic_efficiency_pct')],
    [`last capacity (${unit})`, values(summary, `last_capacity_${suffix}`)],
    ['retention (%)', withErrors(summary, 'retention_pct', 'retention_se_pct')],
    ['mean CE (%)', withErrors(summary, 'mean_coulombic_efficiency_pct', 'mean_coulombic_efficiency_se_pct')],
  ]);
}

function roles(summary: Table): string[] {
  const inferred = numbers(summary, 'role_inferred');
  return names(summary, 'role').map((role, i) => (inferred[i] === 1 ? `${role} (inferred)` : role));
}

/** Only where a group has replicates: otherwise the headline says it all. */
function groups(table: Table | undefined): string {
  if (table === undefined) return '';
  const counts = ['retention_n', 'initial_charge_capacity_n', 'mean_coulombic_efficiency_n'];
  if (!counts.some((count) => numbers(table, count).some((n) => n > 1))) return '';
  const spread = (name: string, unit: string) => {
    const sd = numbers(table, `${name}_sd_${unit}`);
    const n = numbers(table, `${name}_n`);
    return Array.from(numbers(table, `${name}_mean_${unit}`), (mean, i) => {
      const value = formatWithUncertainty(mean, sd[i] ?? Number.NaN);
      return value === '' ? '' : `${value} (n = ${n[i]})`;
    });
  };
  return [
    grid([
      ['group', names(table, 'group')],
      ['first charge (mAh g⁻¹)', spread('initial_charge_capacity', 'mAh_g')],
      ['first discharge (mAh g⁻¹)', spread('initial_discharge_capacity', 'mAh_g')],
      ['initial CE (%)', spread('initial_coulombic_efficiency', 'pct')],
      ['last capacity (mAh g⁻¹)', spread('last_capacity', 'mAh_g')],
      ['retention (%)', spread('retention', 'pct')],
    ]),
    'Mean ± standard deviation over replicates.',
  ].join('\n\n');
}

function rates(table: Table | undefined): string {
  if (table === undefined) return '';
  const specific = hasValues(table, 'capacity_mAh_g');
  const unit = specific ? 'mAh g⁻¹' : 'mAh';
  const suffix = specific ? 'mAh_g' : 'mAh';
  const capacity = (name: string) => withErrors(table, `${name}_${suffix}`, `${name}_se_${suffix}`);
  const cycles = Array.from(numbers(table, 'first_cycle'), (first, i) => {
    const last = numbers(table, 'last_cycle')[i];
    return first === last ? `${first}` : `${first}–${last}`;
  });
  return grid([
    ['sample', names(table, 'sample')],
    ['block', values(table, 'block')],
    ['cycles', cycles],
    ['C-rate (h⁻¹)', values(table, 'c_rate_1_h', 3)],
    ['current (A g⁻¹)', values(table, 'current_A_g', 3)],
    ['current (mA)', specific ? [] : values(table, 'current_mA', 4)],
    [`charge (${unit})`, capacity('charge_capacity')],
    [`discharge (${unit})`, capacity('discharge_capacity')],
    ['relative to first (%)', withErrors(table, 'relative_to_first_pct', 'relative_to_first_se_pct')],
  ]);
}

function retention(table: Table | undefined): string {
  if (table === undefined) return '';
  return grid([
    ['sample', names(table, 'sample')],
    ['branch', names(table, 'branch')],
    ['reference cycle', names(table, 'reference_cycle')],
    ['last cycle', values(table, 'last_cycle', 6)],
    ['retention (%)', withErrors(table, 'retention_pct', 'retention_se_pct')],
    ['fade (% per cycle)', withErrors(table, 'fade_pct_per_cycle', 'fade_se_pct_per_cycle')],
    ['cycle of 80 %', values(table, 'cycles_to_80pct')],
    ['knee at cycle', values(table, 'knee_cycle', 6)],
    ['cumulative irreversible (mAh)', values(table, 'cumulative_irreversible_mAh')],
  ]);
}

function figureBlock({ name, caption }: ReportFigure): string {
  return `![${escapeMarkdown(caption)}](figures/${name}.svg)\n\n*${escapeMarkdown(caption)}*`;
}

function issueList(issues: readonly GradedIssue[]): string {
  const order: readonly Severity[] = ['error', 'warning', 'info'];
  const lines = order.flatMap((severity) =>
    issues.filter((found) => found.severity === severity).map((found) => issueLine(found)),
  );
  return lines.join('\n');
}

function issueLine({ severity, code, sample, path, place, message }: GradedIssue): string {
  const where = [sample, place === '' ? path : `${path}:${place}`].filter((part) => part !== '').join(', ');
  const { remedy } = ISSUE_KINDS[code];
  return `- **${severity}** ${code}${where === '' ? '' : ` (${escapeMarkdown(where)})`}: ${escapeMarkdown(message)}. *${remedy}*`;
}

const CYCLING_METHOD =
  'Capacities and energies are the instrument’s own counters, summed per step; where a file has none, the trapezoid ' +
  'integral of the current over time. Coulombic efficiency is what the reversible branch gave back over what the ' +
  'other one stored: delithiation over lithiation for an anode half cell, discharge over charge otherwise. ' +
  'Retention is the capacity of the last complete cycle over that of the reference; fade is the Theil–Sen slope of ' +
  'the longest run of cycles at one rate with an error that allows for correlated scatter. Values after ± are standard uncertainties.';
const IMPEDANCE_METHOD =
  'Equivalent circuits were fitted to the impedance spectra by complex non-linear least squares with weights 1/|Z| ' +
  '(measured), from many starts; of the circuits fitted, the one with the lowest AICc summed over the spectra of a ' +
  'sample was selected. Standard errors are from the covariance at the optimum. Arcs are told apart by their time ' +
  'constants; a resistance is printed only where the data determine it.';

function methods(results: RunResults): string {
  return [
    ...(results.tables.has('cycles') ? [CYCLING_METHOD] : []),
    ...(results.tables.has('eis_fit') ? [IMPEDANCE_METHOD] : []),
    `Made with interphase ${results.toolVersion}. Inputs, options and checksums: \`provenance.json\`; all tables: \`tables/\`.`,
  ].join('\n\n');
}
