/** `report.md`: what a person reads first. Every number in it is in a table of the results folder. */
import { plural } from '../src/model/format.ts';
import { countInputs, type RunResults } from '../src/model/results.ts';
import { filterRows, type Table } from '../src/model/table.ts';
import { tableFile } from './csv.ts';
import { escapeMarkdown, grid, merged } from './markdown-grid.ts';
import { issueList, leftOut } from './markdown-issues.ts';
import { methods } from './markdown-methods.ts';
import { SECTIONS, type Section } from './markdown-sections.ts';

/** A drawn figure as the report shows it. */
export interface ReportFigure {
  /** Id of the figure that it is a drawing of. */
  readonly id: string;
  /** File in `figures/`, without extension. */
  readonly name: string;
  readonly caption: string;
}

export function writeMarkdown(results: RunResults, figures: readonly ReportFigure[]): string {
  const blocks = [
    `# ${escapeMarkdown(results.title)}`,
    overview(results),
    ...SECTIONS.flatMap((section) => block(section.title, sectionBody(section, results.tables))),
    ...block('Figures', figureBlocks(figures)),
    ...block('Left out', leftOut(results)),
    ...block('Issues', issueList(results.issues)),
    ...block('How the numbers were made', methods(results)),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function block(title: string, body: string): string[] {
  return body === '' ? [] : [`## ${title}`, body];
}

function overview(results: RunResults): string {
  const { read, leftOut: left } = countInputs(results.inputs);
  const counts = `${plural(results.samples.length, 'sample')}, ${plural(read, 'file')} read${left > 0 ? `, ${left} left out` : ''}.`;
  const kinds = (['error', 'warning', 'info'] as const)
    .map((severity) => [severity, results.issues.filter((found) => found.severity === severity).length] as const)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => plural(count, SEVERITY_WORDS[severity]));
  return kinds.length === 0 ? `${counts} No issues.` : `${counts} Issues: ${kinds.join(', ')} (see below).`;
}

const SEVERITY_WORDS = { error: 'error', warning: 'warning', info: 'note' } as const;

/** Longer grids nobody reads: the report names the file. */
const MOST_ROWS = 60;
/** Cells of merged rows. */
const MOST_LISTED = 12;

function sectionBody(section: Section, tables: ReadonlyMap<string, Table>): string {
  const whole = tables.get(section.table);
  if (whole === undefined) return '';
  const table = section.rows === undefined ? whole : filterRows(whole, section.rows(whole));
  if (table.length === 0) return '';
  const columns = section.columns.flatMap((maker) => maker(table));
  const shown = section.by === undefined ? columns : merged(columns, section.by, MOST_LISTED);
  const count = shown[0]?.[1].length ?? 0;
  if (count > MOST_ROWS && section.isHeadline !== true) return `${count} rows: see \`${tableFile(section.table)}\`.`;
  const rows = grid(shown);
  return section.note === undefined || rows === '' ? rows : `${rows}\n\n${section.note}`;
}

/** Drawings of one figure that the report shows; it links to the others. */
const MOST_DRAWINGS = 4;

function figureBlocks(figures: readonly ReportFigure[]): string {
  return [...new Set(figures.map(({ id }) => id))]
    .flatMap((id) => {
      const drawings = figures.filter((figure) => figure.id === id);
      const links = drawings.slice(MOST_DRAWINGS).map(({ name }) => `[${escapeMarkdown(name)}](figures/${name}.svg)`);
      return [
        ...drawings.slice(0, MOST_DRAWINGS).map(figureBlock),
        ...(links.length > 0 ? [`Of the same kind: ${links.join(', ')}.`] : []),
      ];
    })
    .join('\n\n');
}

/** The caption stands below the picture, not a second time in its place. */
function figureBlock({ name, caption }: ReportFigure): string {
  return `![${escapeMarkdown(name)}](figures/${name}.svg)\n\n*${escapeMarkdown(caption)}*`;
}
