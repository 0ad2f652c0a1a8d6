/** Delimited text as a table: where its header stands is found from the names looked for. */
import { linePlace, type RawFile, SourceError } from '../model/source.ts';
import { type DecimalMark, decimalMark, parseNumber } from '../model/text.ts';
import { type CellKind, type DelimitedOptions, readDelimited } from './delimited.ts';
import { plainHeader } from './header-unit.ts';
import type { SourceTable, TableColumn } from './source-table.ts';
import { type HeadLine, headLines, textFile } from './text-file.ts';

export type Delimiter = DelimitedOptions['delimiter'];

/** A header stands within the first lines of its file. */
const HEADER_LINES = 400;
/** Rows looked at to tell a decimal comma and columns of words. */
const SAMPLE_ROWS = 100;
const DELIMITERS: readonly Delimiter[] = ['\t', ';', ',', ' '];
const DELIMITER_NAMES: Readonly<Record<Delimiter, string>> = {
  '\t': 'tab',
  ';': 'semicolon',
  ',': 'comma',
  ' ': 'space',
};

/** What the user states; the rest is found. */
export interface TextOptions {
  readonly delimiter?: Delimiter;
  readonly decimalMark?: DecimalMark;
  /** 0-based line of the header. */
  readonly headerLine?: number;
}

/** How a text is cut into columns. */
export interface TextLayout {
  readonly file: RawFile;
  readonly delimiter: Delimiter;
  readonly headers: readonly string[];
  /** 0-based line of the header, −1 without one. */
  readonly headerLine: number;
  /** Line in which the rows begin, and its first byte. */
  readonly firstLine: number;
  readonly start: number;
  readonly lines: readonly HeadLine[];
}

/** Cells of one line, quotes taken off, blanks around them too. */
export function splitCells(line: string, delimiter: Delimiter): string[] {
  if (delimiter === ' ') return line.trim().split(/ +/);
  const cells = /"/.test(line) ? line.match(cellPattern(delimiter)) : undefined;
  if (cells === undefined || cells === null) return line.split(delimiter).map((cell) => cell.trim());
  return cells.map((cell) => {
    const plain = (cell.startsWith(delimiter) ? cell.slice(1) : cell).trim();
    return /^".*"$/s.test(plain) ? plain.slice(1, -1).replaceAll('""', '"').trim() : plain;
  });
}

function cellPattern(delimiter: Delimiter): RegExp {
  return new RegExp(`(?:^|${delimiter})(?: *"(?:[^"]|"")*" *|[^${delimiter}]*)`, 'g');
}

/**
 * The line and delimiter under which most of `names` are cells; of equals the first line, and tab before semicolon,
 * comma and blank. Lines that the user names are taken as they are. Throws SourceError for a file without lines.
 */
export function findHeader(file: RawFile, names: readonly string[], options: TextOptions): TextLayout {
  const text = textFile(file);
  const { lines } = headLines(text);
  const delimiters = options.delimiter === undefined ? DELIMITERS : [options.delimiter];
  const { headerLine } = options;
  if (headerLine !== undefined && lines[headerLine] === undefined) {
    const detail = `the file has no line ${headerLine + 1} to be the header`;
    throw new SourceError(file.path, '', detail, 'correct `header_line` of the file in study.yaml');
  }
  let best: { line: number; delimiter: Delimiter; score: number; cells: readonly string[] } | undefined;
  const last = Math.min(lines.length, HEADER_LINES);
  const wholes = lines.slice(0, last).map((_, line) => wholeLine(lines, line));
  for (let line = headerLine ?? 0; line < (headerLine === undefined ? last : headerLine + 1); line++) {
    for (const delimiter of delimiters) {
      const cells = splitCells((wholes[line] ?? wholeLine(lines, line)).text, delimiter).map(plainHeader);
      const score = names.filter((name) => cells.includes(name)).length + (cells.length > 1 ? 0.5 : 0);
      if (best === undefined || score > best.score) best = { line, delimiter, score, cells };
    }
  }
  if (best === undefined) throw new SourceError(file.path, '', 'the file holds no text', 'export the file again');
  const { line, delimiter, cells } = best;
  const { last: end } = wholeLine(lines, line);
  const start = lines[end]?.end ?? 0;
  return { file: text, delimiter, headers: cells, headerLine: line, firstLine: end + 1, start, lines };
}

/** Lines that one header may stand over. */
const LINES_OF_HEADER = 5;

/** A line with those after it that belong to it, as a quote is open at its end; `last` is the number of the last of them. */
function wholeLine(lines: readonly HeadLine[], line: number): { text: string; last: number } {
  const first = lines[line]?.text ?? '';
  let text = first;
  for (let last = line; last < Math.min(lines.length, line + LINES_OF_HEADER); last++) {
    if (last > line) text += `\n${lines[last]?.text ?? ''}`;
    if ((text.split('"').length - 1) % 2 === 0) return { text, last };
  }
  return { text: first, last: line };
}

/** Of a text without names: the first line that has a number in each of these columns, and the delimiter. */
export function findRows(file: RawFile, columns: readonly number[], options: TextOptions): TextLayout | undefined {
  const text = textFile(file);
  const { lines } = headLines(text);
  const from = options.headerLine === undefined ? 0 : options.headerLine + 1;
  for (let line = from; line < Math.min(lines.length, from + HEADER_LINES); line++) {
    const candidates = options.delimiter === undefined ? DELIMITERS : [options.delimiter];
    for (const delimiter of candidates) {
      const cells = splitCells(lines[line]?.text ?? '', delimiter);
      if (columns.length === 0 || !columns.every((column) => isNumber(cells[column] ?? '', delimiter))) continue;
      const start = lines[line]?.start ?? 0;
      const headers = cells.map(() => '');
      return { file: text, delimiter, headers, headerLine: -1, firstLine: line, start, lines };
    }
  }
  return undefined;
}

function isNumber(cell: string, delimiter: Delimiter): boolean {
  return !Number.isNaN(parseNumber(cell)) || (delimiter !== ',' && !Number.isNaN(parseNumber(cell, ',')));
}

/** Reads the rows under a layout. Throws SourceError as `readDelimited` does. */
export function readTextTable(layout: TextLayout, stated: DecimalMark | undefined): SourceTable {
  const { file, delimiter, headers, headerLine, firstLine, start, lines } = layout;
  const sample = lines.slice(firstLine, firstLine + SAMPLE_ROWS).map(({ text }) => splitCells(text, delimiter));
  const mark = stated ?? (delimiter === ',' ? '.' : decimalMark(sample.flat()));
  const kinds = headers.map((_, column): CellKind => {
    const cells = sample.map((row) => row[column] ?? '').filter((cell) => cell !== '');
    return cells.length > 0 && cells.every((cell) => Number.isNaN(parseNumber(cell, mark))) ? 'word' : 'number';
  });
  const read = readDelimited(file, { delimiter, decimalMark: mark, start, firstLine, columns: kinds });
  const columns = headers.map((header, k): TableColumn => {
    const values = read.columns[k]!;
    if (kinds[k] === 'word') {
      const coded = { codes: values, words: read.dictionaries[k]! };
      return { header, numbers: new Float64Array(0), words: new Map(), coded };
    }
    return { header, numbers: values, words: read.words[k]!, coded: undefined };
  });
  const cellStart = (line: number, column: number) => {
    const cells = splitCells(lines[line]?.text ?? '', delimiter).slice(0, column);
    return cells.reduce((sum, cell) => sum + cell.length + 1, 0);
  };
  return {
    path: file.path,
    length: read.length,
    columns,
    decimalMark: mark,
    headerPlace: (column) =>
      headerLine < 0 ? linePlace(firstLine, 0) : linePlace(headerLine, cellStart(headerLine, column)),
    place: (row) => linePlace(read.lineOf(row), 0),
    date1904: undefined,
    meta: {
      delimiter: DELIMITER_NAMES[delimiter],
      ...(headerLine < 0 ? {} : { 'header line': String(headerLine + 1) }),
    },
    incompleteLastRow: read.incompleteLastRow,
  };
}
