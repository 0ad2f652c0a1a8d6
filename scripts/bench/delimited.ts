/**
 * A cycler's text export → typed columns: ours against papaparse and pandas, whole processes, same file, same run.
 * Usage: tsx scripts/bench/delimited.ts [rows]
 */
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Contender, measure, PYTHON } from './measure.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const RUNS = 3;
/** Relative difference of sums: pandas adds in another order and rounds some numbers in the last digit. */
const SUM_TOLERANCE = 1e-9;
/** 2024-01-01 00:00:00. */
const FIRST_CLOCK = 1_704_067_200;

const HEADER = [
  'Record',
  'TestTime/Sec.',
  'StepTime/Sec.',
  'Current/mA',
  'Capacity/mAh',
  'SpeCap/mAh/g',
  'Voltage/V',
  'Energy/mWh',
  'Cycle-Index',
  'Step-Index',
  'Step-State',
  'SysTime',
];

const built = (module: string) => JSON.stringify(pathToFileURL(path.join(root, 'dist', 'src', module)).href);
const papaparse = JSON.stringify(
  pathToFileURL(createRequire(import.meta.url).resolve('papaparse/papaparse.min.js')).href,
);
/** Prints one sum of magnitudes per column; the words of the state count by their lengths. */
const PRINT_SUMS = `
const print = (columns, rows, lengths) => console.log(JSON.stringify(columns.map((column, k) => {
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += k === 10 ? lengths[column[row]] : Math.abs(column[row]);
  return sum;
})));
`;
const OURS = `
import { openRawFile } from ${built('engine/raw-file.js')};
import { readDelimited } from ${built('io/delimited.js')};
import { headLines, textFile } from ${built('io/text-file.js')};
${PRINT_SUMS}
const file = textFile(openRawFile(process.argv[1], 'export.txt', {}));
const kinds = [...Array(10).fill('number'), 'word', 'clock'];
const options = { delimiter: '\\t', decimalMark: '.', start: headLines(file).lines[0].end, firstLine: 1, columns: kinds };
const { columns, length, dictionaries } = readDelimited(file, options);
print(columns, length, dictionaries[10].map((word) => word.length));
`;
const PAPAPARSE = `
import Papa from ${papaparse};
import { createReadStream } from 'node:fs';
${PRINT_SUMS}
let columns = Array.from({ length: 12 }, () => new Float64Array(4096));
const codes = new Map();
let rows = -1;
const step = ({ data }) => {
  if (data.length === 12 && rows >= 0) {
    if (rows === columns[0].length) columns = columns.map((column) => {
      const grown = new Float64Array(2 * column.length);
      grown.set(column);
      return grown;
    });
    for (let k = 0; k < 10; k++) columns[k][rows] = Number(data[k]);
    let code = codes.get(data[10]);
    if (code === undefined) codes.set(data[10], (code = codes.size));
    columns[10][rows] = code;
    columns[11][rows] = Date.parse(data[11] + 'Z') / 1000;
  }
  if (data.length === 12) rows += 1;
};
const complete = () => print(columns, rows, [...codes.keys()].map((word) => word.length));
Papa.parse(createReadStream(process.argv[1], { highWaterMark: 1 << 20 }), { delimiter: '\\t', step, complete });
`;
const PANDAS = `
import sys, json, pandas
table = pandas.read_csv(sys.argv[1], sep='\\t', dtype={'Step-State': 'category'}, parse_dates=['SysTime'])
clock = (table['SysTime'] - pandas.Timestamp(0)).dt.total_seconds()
numbers = [float(table.iloc[:, k].abs().sum()) for k in range(10)]
lengths = {word: len(word) for word in table['Step-State'].cat.categories}
print(json.dumps(numbers + [int(table['Step-State'].map(lengths).astype(int).sum()), float(clock.sum())]))
`;

/** A table for a file of `rows` rows. Throws where the readers disagree. */
export function benchDelimited(rows: number): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'interphase-bench-'));
  try {
    const file = path.join(folder, 'export.txt');
    writeExport(file, rows);
    const node = (script: string, runs: number) =>
      measure([process.execPath, '--input-type=module', '-e', script, file], runs);
    const contenders = [
      { name: 'this program, typed columns', outcome: node(OURS, RUNS) },
      { name: 'papaparse, streaming, to Float64Array', outcome: node(PAPAPARSE, 1) },
      { name: 'pandas `read_csv`, dates parsed', outcome: measure([PYTHON, '-c', PANDAS, file], 1) },
    ];
    assertSameSums(contenders);
    const program = [process.execPath, path.join(root, 'bin', 'interphase.js'), 'inspect', file];
    const whole = { name: 'this program, `inspect`: the checked dataset', outcome: measure(program, RUNS) };
    contenders.splice(1, 0, whole);
    return table(rows, statSync(file).size / 1e6, contenders);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function assertSameSums(contenders: readonly Contender[]): void {
  const sums = contenders.flatMap(({ outcome }) =>
    outcome === 'not installed' ? [] : [JSON.parse(outcome.output) as number[]],
  );
  const [ours = []] = sums;
  for (const others of sums) {
    const isSame = ours.every((sum, k) => Math.abs(sum - (others[k] ?? Number.NaN)) <= SUM_TOLERANCE * Math.abs(sum));
    if (!isSame || ours.length !== HEADER.length) throw new Error(`the readers disagree: ${ours} and ${others}`);
  }
}

function table(rows: number, megabytes: number, contenders: readonly Contender[]): string {
  const [ours] = contenders;
  const own = ours === undefined || ours.outcome === 'not installed' ? Number.NaN : ours.outcome.seconds;
  const lines = contenders.map(({ name, outcome }) => {
    if (outcome === 'not installed') return `| ${name} | not installed | | | |`;
    const { seconds } = outcome;
    const rate = `${Math.round(megabytes / seconds)} MB/s`;
    const ratio = `${(seconds / own).toFixed(1)} ×`;
    return `| ${name} | ${seconds.toFixed(2)} s | ${rate} | ${Math.round(outcome.megabytes)} MB | ${ratio} |`;
  });
  const size = `${rows.toLocaleString('en')} records × ${HEADER.length} columns`;
  return [
    `### ${size}, text export (synthetic, ${Math.round(megabytes)} MB), to typed columns`,
    '',
    '| program | wall time | rate | peak memory | time against ours |',
    '| --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

/** A record table like LAND's text exports, 100 records per half-cycle, one word and one date per row. */
function writeExport(file: string, rows: number): void {
  const descriptor = openSync(file, 'w');
  try {
    writeSync(descriptor, `${HEADER.join('\t')}\r\n`);
    for (let first = 0; first < rows; first += 20_000) {
      const lines: string[] = [];
      for (let i = first; i < Math.min(rows, first + 20_000); i++) lines.push(record(i));
      writeSync(descriptor, lines.join(''));
    }
  } finally {
    closeSync(descriptor);
  }
}

function record(i: number): string {
  const half = Math.floor(i / 100);
  const within = i % 100;
  const sign = half % 2 === 0 ? 1 : -1;
  const capacity = ((within * 10 + 5) * 1.5) / 3600;
  const volt = sign > 0 ? 3 + within / 100 + Math.sin(i) / 500 : 4 - within / 100 + Math.sin(i) / 500;
  const clock = new Date((FIRST_CLOCK + i * 10) * 1000).toISOString();
  const cells = [
    i + 1,
    (i * 10).toFixed(3),
    (within * 10).toFixed(3),
    (sign * (1.5 + Math.sin(i * 7) / 1e4)).toFixed(6),
    capacity.toFixed(7),
    (capacity / 0.00123).toFixed(5),
    volt.toFixed(6),
    (capacity * volt).toFixed(7),
    Math.floor(half / 2) + 1,
    half + 1,
    within === 99 ? 'R' : sign > 0 ? 'CC_Chg' : 'CC_DChg',
    `${clock.slice(0, 10)} ${clock.slice(11, 19)}`,
  ];
  return `${cells.join('\t')}\r\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(benchDelimited(Number(process.argv[2] ?? 2_000_000)));
