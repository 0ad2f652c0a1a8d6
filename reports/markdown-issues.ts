/** What a run has to say about the data, and what it left out. */
import type { Severity } from '../src/model/issue-kinds/issue-kind.ts';
import { ISSUE_KINDS } from '../src/model/issues.ts';
import type { GradedIssue, RunResults } from '../src/model/results.ts';
import { numbers, type Table, texts } from '../src/model/table.ts';
import { groupBy } from './group-by.ts';
import { escapeMarkdown } from './markdown-grid.ts';

const ORDER: readonly Severity[] = ['error', 'warning', 'info'];
/** Findings of one kind that the report shows; `issues.csv` has all. */
const MOST_FINDINGS = 10;
/** Names in one line. */
const MOST_NAMES = 8;

/** One item for each kind of issue, the severest first, with where it was found. */
export function issueList(issues: readonly GradedIssue[]): string {
  const kinds = groupBy(issues, ({ severity, code }) => `${ORDER.indexOf(severity)} ${code}`);
  const rank = ([key]: [string, GradedIssue[]]) => Number.parseInt(key, 10);
  return [...kinds]
    .sort((a, b) => rank(a) - rank(b))
    .map(([, found]) => kindItem(found))
    .join('\n');
}

function kindItem(found: readonly GradedIssue[]): string {
  const [first] = found;
  if (first === undefined) return '';
  const head = `- **${first.severity}** ${first.code}`;
  const remedy = `*${ISSUE_KINDS[first.code].remedy}*`;
  const lines = [...groupBy(found, ({ message }) => message)].map(([message, same]) => {
    const places = [...new Set(same.map(placeOf))].filter((place) => place !== '');
    return { places: someOf(places, MOST_NAMES, '; '), message: escapeMarkdown(message) };
  });
  const [only] = lines;
  if (lines.length === 1 && only !== undefined) {
    return `${head}${only.places === '' ? '' : ` (${only.places})`}: ${only.message}. ${remedy}`;
  }
  const items = lines.slice(0, MOST_FINDINGS).map(({ places, message }) => {
    return `  - ${places === '' ? '' : `${places}: `}${message}`;
  });
  const more = lines.length - items.length;
  return [
    `${head} (${found.length} times). ${remedy}`,
    ...items,
    ...(more > 0 ? [`  - … ${more} more in \`issues.csv\``] : []),
  ].join('\n');
}

function placeOf({ sample, path, place }: GradedIssue): string {
  const where = [sample, place === '' ? path : `${path}:${place}`].filter((part) => part !== '');
  return escapeMarkdown(where.join(', '));
}

/** What is missing from the numbers, and why: files without data, cycles that are not complete or excluded. */
export function leftOut({ inputs, issues, tables }: RunResults): string {
  const files = inputs
    .filter(({ samples, datasets }) => samples.length > 0 && datasets === 0)
    .map(({ path }) => {
      const reason = issues.find((found) => found.path === path);
      return `- ${escapeMarkdown(path)}: ${reason === undefined ? 'no data' : `${escapeMarkdown(reason.message)} (${reason.code})`}`;
    });
  const cycles = tables.get('cycles');
  return [...files, ...(cycles === undefined ? [] : cyclesLeftOut(cycles))].join('\n');
}

function cyclesLeftOut(table: Table): string[] {
  const [samples, excluded] = [texts(table, 'sample'), texts(table, 'excluded')];
  const [cycle, complete] = [numbers(table, 'cycle'), numbers(table, 'complete')];
  const rows = Array.from({ length: table.length }, (_, row) => row);
  const reasonOf = (row: number) => excluded[row] || (complete[row] === 0 ? 'not complete' : '');
  const found = groupBy(
    rows.filter((row) => reasonOf(row) !== ''),
    (row) => JSON.stringify([samples[row], reasonOf(row)]),
  );
  return [...found.values()].map((members) => {
    const [first = 0] = members;
    const numbersOf = ranges(members.map((row) => cycle[row] ?? Number.NaN));
    const word = members.length === 1 ? 'cycle' : 'cycles';
    const name = escapeMarkdown(samples[first] ?? '');
    return `- ${name}, ${word} ${someOf(numbersOf, MOST_NAMES, ', ')}: ${escapeMarkdown(reasonOf(first))}`;
  });
}

/** Consecutive numbers as `1–3`. */
function ranges(cycles: readonly number[]): string[] {
  const found: [number, number][] = [];
  for (const cycle of cycles) {
    const last = found.at(-1);
    if (last !== undefined && cycle === last[1] + 1) last[1] = cycle;
    else found.push([cycle, cycle]);
  }
  return found.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`));
}

function someOf(names: readonly string[], most: number, separator: string): string {
  const shown = names.slice(0, most).join(separator);
  return names.length > most ? `${shown}${separator}… ${names.length - most} more` : shown;
}
