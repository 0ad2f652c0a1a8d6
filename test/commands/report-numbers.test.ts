/** Every number that report.md prints in a table is a number of a result table, rounded. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { folderContent, interphase, readCsv } from '../program.ts';
import { tempFolder } from '../temp-folder.ts';
import { landWorkbook, type TestCell } from '../workbooks.ts';

const STUDY = `samples:
  A: {group: G, role: anode-half-cell, active_mass: 1.31 mg ± 0.02 mg, nominal_capacity: 1800 mAh/g, files: [a.xlsx]}
  B: {group: G, role: anode-half-cell, active_mass: 1.47 mg ± 3 %, nominal_capacity: 1800 mAh/g, files: [b.xlsx]}
  C: {role: full-cell, files: [c.xlsx]}
figures: []
`;

/** A fading cell at three rates, with some scatter. */
function fading(start: number): TestCell {
  const cycles = Array.from({ length: 36 }, (_, i) => {
    const current = [0.5, 1, 2][Math.floor(i / 12)] ?? 1;
    const capacity = (start * (1 - 0.011 * i + 0.003 * Math.sin(7 * i))) / current;
    return { discharge: capacity, charge: capacity * (0.985 + 0.004 * Math.cos(3 * i)), current };
  });
  return { cycles, intervals: 3 };
}

/** Numbers of a table cell with the half of their last digit: `84.31 ± 0.42 (n = 3)`, `1–12`, `(2.1 ± 0.2)e−12`. */
function printed(cell: string): { value: number; half: number }[] {
  const power = Number((/\)e(.*)$/.exec(cell)?.[1] ?? '0').replace('−', '-'));
  return [...cell.replace(/\)e.*$/, '').matchAll(/−?\d+(?:\.\d+)?(?:e[−+]?\d+)?/g)].map(([text]) => {
    const [mantissa = '', exponent = '0'] = text.replaceAll('−', '-').split('e');
    const scale = 10 ** (power + Number(exponent));
    const trailingZeros = mantissa.includes('.') ? '' : (/[1-9](0+)$/.exec(mantissa)?.[1] ?? '');
    const lastDigit = 10 ** (trailingZeros.length - (mantissa.split('.')[1]?.length ?? 0));
    return { value: Number(mantissa) * scale, half: 0.5001 * lastDigit * scale };
  });
}

test('report.md prints what the tables hold', async () => {
  const cwd = tempFolder({
    'study.yaml': STUDY,
    'a.xlsx': landWorkbook(fading(2.1)),
    'b.xlsx': landWorkbook(fading(1.9)),
    'c.xlsx': landWorkbook({ ...fading(1.7), first: 'charge' }),
  });
  const { code, stderr } = await interphase(['run'], { cwd });
  expect(code, stderr).toBe(0);
  const folder = path.join(cwd, 'results');
  const tables = [...folderContent(folder).keys()].filter((name) => name.endsWith('.csv') && name !== 'issues.csv');
  const known = tables
    .flatMap((name) => readCsv(folder, name))
    .flatMap((row) => Object.values(row))
    .map((cell) => (cell === '' ? Number.NaN : Number(cell)))
    .filter(Number.isFinite);
  const lines = readFileSync(path.join(folder, 'report.md'), 'utf8').split('\n');
  const cells = lines.filter((line) => /^\| (?!---)/.test(line)).flatMap((line) => line.split(' | ').slice(1));
  const numbers = cells.filter((cell) => /\d/.test(cell) && !/[a-z]{2}|%/.test(cell)).flatMap(printed);
  expect(numbers.length).toBeGreaterThan(100);
  const unknown = numbers.filter(({ value, half }) => !known.some((number) => Math.abs(number - value) <= half));
  expect(unknown).toEqual([]);
});
