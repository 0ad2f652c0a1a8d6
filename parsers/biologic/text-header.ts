/** The lines before the rows: where the columns are named, and what else they say. */
import type { HeadLine } from '../../src/io/text-file.ts';
import { type Issue, issue } from '../../src/model/issues.ts';
import { linePlace } from '../../src/model/source.ts';
import { columnRow } from './columns.ts';
import { isDate } from './start-date.ts';

const MAGIC = /^(?:EC-Lab|BT-Lab) ASCII FILE\s*$/i;
const COUNT = /^Nb header lines\s*:\s*(\d{1,9})\s*$/i;
/** 0-based line of the technique. */
const TECHNIQUE_LINE = 3;
/** Lines at the start of a file in which its count of header lines must stand. */
export const COUNT_WITHIN = 4;

/** Where the columns are named. */
export interface ColumnLine {
  /** 0-based. */
  readonly line: number;
  readonly names: readonly string[];
  /** Lines that the header says it has; 0 where it does not say. */
  readonly announced: number;
}

/** Whether a file begins as EC-Lab's or BT-Lab's text does, with or without a header before the columns. */
export function beginsAsEcLab(lines: readonly string[]): boolean {
  if (lines.slice(0, COUNT_WITHIN).some((line) => MAGIC.test(line) || COUNT.test(line))) return true;
  const first = lines.find((line) => line.trim() !== '');
  return first !== undefined && columnRow(first) !== undefined;
}

/** Lines of the header as it counts them, the column line included; 0 where it does not say. */
export function announcedLines(lines: readonly HeadLine[]): number {
  for (const { text } of lines.slice(0, COUNT_WITHIN)) {
    const count = COUNT.exec(text)?.[1];
    if (count !== undefined) return Number(count);
  }
  return 0;
}

/** The announced line if it names columns, else the first one that does. */
export function findColumnLine(lines: readonly HeadLine[]): ColumnLine | undefined {
  const announced = announcedLines(lines);
  const names = columnRow(lines[announced - 1]?.text ?? '', true);
  if (names !== undefined) return { line: announced - 1, names, announced };
  for (const [line, { text }] of lines.entries()) {
    const found = columnRow(text);
    if (found !== undefined) return { line, names: found, announced };
  }
  return undefined;
}

/** A header that lost or gained a line is read all the same, and said so. */
export function headerLengthIssue({ line, announced }: ColumnLine, path: string): Issue[] {
  if (announced === 0 || announced === line + 1) return [];
  const message = `the header announces ${announced} lines, the columns are named in line ${line + 1}`;
  return [issue('BIOLOGIC_HEADER_LENGTH', message, path, linePlace(line, 0))];
}

export interface HeaderFacts {
  readonly technique: string;
  readonly meta: Readonly<Record<string, string>>;
  /** Start of the acquisition and of the technique, in that order, as written. */
  readonly startDates: readonly string[];
  /** All other dates. */
  readonly otherDates: readonly string[];
  /** What the sequences of Modulo Bat control, by their number. */
  readonly controls: readonly string[];
  /** First row (0-based) of each run of the technique in a linked experiment; empty for a single run. */
  readonly loopStarts: readonly number[];
}

/** Of the PC and its user, not of the measurement. */
const PRIVATE = new Set(['User', 'Directory', 'Host', 'Address', 'Loaded Setting File']);
/** Longer ones before a colon are no keys. */
const LONGEST_KEY = 60;
const START = /^(?:Acquisition|Technique) started on$/;
const PROGRAM = /\((?:software|firmware)\)\s*$/;
const LOOP = /^Loop \d+ from point number (\d+) to \d+/;
/** `ctrl_type           Rest                CC …`: parameters of the technique stand in columns of 20 characters. */
const CONTROLS = /^ctrl_type {11}/;
const PARAMETER_WIDTH = 20;

/** Facts of the lines above the columns. The parameters of the technique are not among them. */
export function readFacts(lines: readonly HeadLine[], { line: end }: ColumnLine): HeaderFacts {
  const meta: Record<string, string> = {};
  const startDates: string[] = [];
  const otherDates: string[] = [];
  const loopStarts: number[] = [];
  const add = (key: string, value: string) => {
    const before = Object.hasOwn(meta, key) ? `${meta[key]}; ` : '';
    meta[key] = before + value;
  };
  const technique = techniqueOf(lines, end);
  let controls: readonly string[] = [];
  let section = '';
  for (const { text } of lines.slice(0, end)) {
    const loop = LOOP.exec(text)?.[1];
    const [key, value] = factOf(text);
    if (loop !== undefined) loopStarts.push(Number(loop));
    else if (CONTROLS.test(text)) controls = parameterCells(text);
    else if (MAGIC.test(text) || COUNT.test(text)) section = '';
    else if (/^\t/.test(text) && section === 'Safety Limits') add(section, text.trim());
    else if (key !== '' && !PRIVATE.has(key)) {
      add(key, value);
      if (isDate(value)) (START.test(key) ? startDates : otherDates).push(value);
    } else if (PROGRAM.test(text.slice(-16))) add('Software', text.trim());
    if (text.trimEnd().endsWith(':') && /^\S/.test(text)) section = text.replace(/\s*:\s*$/, '');
  }
  if (technique !== '') meta['Technique'] = technique;
  return { technique, meta, startDates, otherDates, loopStarts, controls };
}

/** `Key : value`, both '' for a line that is none. */
function factOf(text: string): readonly [key: string, value: string] {
  const colon = text.indexOf(':');
  const key = text.slice(0, Math.max(0, colon)).trim();
  const rest = text.slice(colon + 1);
  const isFact = key !== '' && key.length <= LONGEST_KEY && !key.includes('\t') && /^\s/.test(rest);
  return isFact && rest.trim() !== '' ? [key, rest.trim()] : ['', ''];
}

/** The cells of a line of technique parameters behind its name. */
function parameterCells(line: string): string[] {
  const cells: string[] = [];
  for (let at = PARAMETER_WIDTH; at < line.length; at += PARAMETER_WIDTH) {
    cells.push(line.slice(at, at + PARAMETER_WIDTH).trim());
  }
  return cells;
}

/** The line after the blank one behind the count; '' where the header has none. */
function techniqueOf(lines: readonly HeadLine[], end: number): string {
  const count = lines.slice(0, COUNT_WITHIN).findIndex(({ text }) => COUNT.test(text));
  const candidates = count < 0 ? [TECHNIQUE_LINE] : [count + 2, count + 1];
  for (const line of candidates) {
    const text = lines[line]?.text.trim() ?? '';
    if (line < end && text !== '' && !text.includes(' : ') && text.length <= 100) return text;
  }
  return '';
}
