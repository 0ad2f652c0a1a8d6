/** LAND workbooks: ours against SheetJS and pandas with openpyxl, whole processes, same files, same run. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, deflateRawSync } from 'node:zlib';
import { type Contender, comparison, measure, PYTHON } from './measure.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = path.join(root, 'bin', 'interphase.js');
const REAL = path.join(root, '..', 'shared', 'data', 'cyclers', 'land-xlsx', 'Land_Nb700test2.xlsx');
const RUNS = 5;

const SHEETJS = `
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
const XLSX = createRequire(${JSON.stringify(path.join(root, 'package.json'))})('xlsx');
const book = XLSX.read(readFileSync(process.argv[1]), { dense: true });
let cells = 0;
for (const name of book.SheetNames) for (const row of XLSX.utils.sheet_to_json(book.Sheets[name], { header: 1 })) cells += row.length;
console.log(cells);
`;
const PANDAS = `
import sys, pandas
sheets = pandas.read_excel(sys.argv[1], sheet_name=None)
print(sum(sheet.size for sheet in sheets.values()))
`;

export function benchWorkbooks(): string[] {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'interphase-bench-'));
  try {
    const large = path.join(folder, 'large.xlsx');
    writeFileSync(large, largeWorkbook(300_000));
    const tables = [comparison('300,000 records × 10 columns, LAND workbook (synthetic)', contenders(large, folder))];
    if (existsSync(REAL))
      tables.unshift(comparison('27,332 records, real LAND workbook (3.2 MB)', contenders(REAL, folder)));
    else tables.unshift('(the real workbook of 27,332 records is not here: skipped)');
    return tables;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function contenders(file: string, folder: string): Contender[] {
  const study = path.join(folder, 'study');
  mkdirSync(study, { recursive: true });
  copyFileSync(file, path.join(study, 'cell.xlsx'));
  writeFileSync(path.join(study, 'study.yaml'), 'figures: []\nsamples:\n  cell:\n    files: [cell.xlsx]\n');
  const ours = (...words: string[]) => measure([process.execPath, program, ...words], RUNS);
  const results = ['--out', path.join(folder, 'results')];
  return [
    { name: '`interphase inspect`: read, every column accounted for', outcome: ours('inspect', file) },
    { name: '`interphase run`, `figures: []`: tables and report', outcome: ours('run', study, ...results) },
    { name: '`interphase run`: figures too', outcome: ours('run', file, ...results) },
    {
      name: 'SheetJS (dense) to arrays',
      outcome: measure([process.execPath, '--input-type=module', '-e', SHEETJS, file], 1),
    },
    { name: 'pandas + openpyxl', outcome: measure([PYTHON, '-c', PANDAS, file], 1) },
  ];
}

/** A record sheet like LAND's with `rows` records, 100 per half-cycle. */
function largeWorkbook(rows: number): Uint8Array {
  const header = [
    'Record',
    'TestTime/Sec.',
    'StepTime/Sec.',
    'Current/mA',
    'Capacity/mAh',
    'Voltage/V',
    'Energy/mWh',
    'Cycle-Index',
    'Step-Index',
    'SysTime',
  ];
  const letters = 'ABCDEFGHIJ';
  const chunks: string[] = [
    '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>',
    `<row r="1">${header.map((name, i) => `<c r="${letters[i]}1" t="inlineStr"><is><t>${name}</t></is></c>`).join('')}</row>`,
  ];
  for (let i = 0; i < rows; i++) {
    const half = Math.floor(i / 100);
    const within = i % 100;
    const sign = half % 2 === 0 ? 1 : -1;
    const capacity = (within * 10 * 1.5) / 3600;
    const volt = sign > 0 ? 3 + within / 100 + Math.sin(i) / 500 : 4 - within / 100 + Math.sin(i) / 500;
    const time = i * 10 - half * 10;
    const cells = [
      i + 1,
      time,
      within * 10,
      sign * 1.5,
      capacity.toFixed(4),
      volt.toFixed(4),
      (capacity * volt).toFixed(4),
    ];
    const tail = [Math.floor(half / 2) + 1, half + 1, (45000 + time / 86_400).toFixed(9)];
    chunks.push(
      `<row r="${i + 2}">${[...cells, ...tail].map((v, k) => `<c r="${letters[k]}${i + 2}"><v>${v}</v></c>`).join('')}</row>`,
    );
  }
  chunks.push('</sheetData></worksheet>');
  return zip([
    ['[Content_Types].xml', CONTENT_TYPES],
    ['_rels/.rels', relationships('officeDocument', 'xl/workbook.xml')],
    ['xl/workbook.xml', WORKBOOK],
    ['xl/_rels/workbook.xml.rels', relationships('worksheet', 'worksheets/sheet1.xml')],
    ['xl/worksheets/sheet1.xml', chunks.join('')],
  ]);
}

const MAIN = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const CONTENT_TYPES =
  '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' +
  '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
  `<Override PartName="/xl/workbook.xml" ContentType="${MAIN}.sheet.main+xml"/>` +
  `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${MAIN}.worksheet+xml"/></Types>`;
const WORKBOOK =
  '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ' +
  'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">' +
  '<sheets><sheet name="Record-Tab" sheetId="1" r:id="rId1"/></sheets></workbook>';

function relationships(type: string, target: string): string {
  return (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' +
    `<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/></Relationships>`
  );
}

function zip(parts: readonly (readonly [name: string, content: string])[]): Uint8Array {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of parts) {
    const content = Buffer.from(text);
    const packed = deflateRawSync(content);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt16LE(33, 8);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), fields, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000'), fields, tail, Buffer.from(name)]));
    bodies.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, central, end]);
}
