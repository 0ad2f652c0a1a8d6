/** Tables as CSV: UTF-8, `\n`, comma, `.` decimals, empty = not available. */
import { formatResult } from '../src/model/format.ts';
import { ISSUE_KINDS } from '../src/model/issues.ts';
import { csvText } from '../src/model/normalized.ts';
import type { GradedIssue, OutputFiles, RunResults } from '../src/model/results.ts';
import type { Table, TableColumnType } from '../src/model/table.ts';

/** Tables that stand at the top of the results folder. */
const TOP_LEVEL = new Set(['summary', 'groups']);

/** File of a table in the results folder. */
export function tableFile(name: string): string {
  return TOP_LEVEL.has(name) ? `${name}.csv` : `tables/${name}.csv`;
}

export function writeCsv(results: RunResults): OutputFiles {
  const files: OutputFiles = new Map();
  for (const [name, table] of results.tables) {
    files.set(tableFile(name), tableToCsv(table));
  }
  files.set('issues.csv', issuesToCsv(results.issues));
  return files;
}

/** Header and rows; numbers with at most 10 significant digits. */
export function tableToCsv(table: Table): string {
  const names = Object.keys(table.columns);
  const lines = [names.map(csvText).join(',')];
  for (let row = 0; row < table.length; row++) {
    lines.push(
      names
        .map((name) => {
          const cell = table.columns[name]?.[row];
          if (typeof cell === 'string') return csvText(cell);
          return csvNumber(cell ?? Number.NaN, table.spec.columns[name]?.type ?? 'number');
        })
        .join(','),
    );
  }
  return `${lines.join('\n')}\n`;
}

function csvNumber(value: number, type: TableColumnType): string {
  if (type === 'boolean') return Number.isNaN(value) ? '' : value === 0 ? 'false' : 'true';
  return formatResult(value);
}

function issuesToCsv(issues: readonly GradedIssue[]): string {
  const rows = issues.map(({ severity, code, sample, path, place, message }) => [
    severity,
    code,
    sample,
    path,
    place,
    message,
    ISSUE_KINDS[code].remedy,
  ]);
  const header = ['severity', 'code', 'sample', 'file', 'place', 'message', 'remedy'];
  return `${[header, ...rows].map((row) => row.map(csvText).join(',')).join('\n')}\n`;
}
