import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { read, utils } from 'xlsx';
import { parse } from 'yaml';
import { CELLS } from '../../examples/hrposs/cells.ts';
import { deflateRaw } from '../../examples/hrposs/deflate.ts';
import { generate } from '../../examples/hrposs/generate.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/hrposs/', import.meta.url));
const RAW = join(EXAMPLE, 'raw');
const SIZE_LIMIT = 3_000_000;

type Row = Record<string, number>;
interface StudySample {
  active_mass: string;
  files: string[];
}

describe('raw data', () => {
  const zone = process.env['TZ'];
  afterEach(() => {
    process.env['TZ'] = zone;
  });

  test.each([
    ['Asia/Shanghai', -480],
    ['America/St_Johns', 210],
  ])('are what the generator writes, byte for byte, and nothing else (%s)', async (timeZone, offset) => {
    process.env['TZ'] = timeZone;
    expect(new Date(0).getTimezoneOffset()).toBe(offset);
    const generated = await generate();
    const onDisk = filesBelow(RAW);
    expect(onDisk).toEqual([...generated.keys()].sort());
    const changed = onDisk.filter((path) => !readFileSync(join(RAW, path)).equals(generated.get(path)!));
    expect(changed, 'regenerate with `npm run examples`').toEqual([]);
  });

  test('stay small', () => {
    const total = filesBelow(RAW).reduce((sum, path) => sum + statSync(join(RAW, path)).size, 0);
    expect(total).toBeLessThanOrEqual(SIZE_LIMIT);
  });
});

describe('published values', () => {
  test('first charge, capacity after 200 cycles, and half-capacity potential', () => {
    const { cycles, mass } = workbook('HRPOSS-6/cycling/HRPOSS-6_cycling_01.xlsx');
    expect(cycles).toHaveLength(200);
    expect(Math.abs(perGram(cycles[0]!, 'CapC/mAh', mass) - 1814.1)).toBeLessThan(0.2);
    expect(Math.abs(perGram(cycles[199]!, 'CapD/mAh', mass) - 635)).toBeLessThan(0.2);
    expect(Math.abs(perGram(cycles[199]!, 'CapC/mAh', mass) - 633.6)).toBeLessThan(0.2);
    expect(cycles[0]!['MedVoltD/V']).toBeCloseTo(0.17, 3);
  });

  test('mean discharge capacity of each rate', () => {
    const { cycles, mass } = workbook('HRPOSS-6/rate/HRPOSS-6_rate_01.xlsx');
    const published = [1026.7, 789.5, 666.3, 535.1, 358.4, 196.5, 812.7];
    expect(cycles).toHaveLength(3 + 5 * published.length);
    for (const [block, value] of published.entries()) {
      const five = cycles.slice(3 + 5 * block, 8 + 5 * block).map((cycle) => perGram(cycle, 'CapD/mAh', mass));
      expect(Math.abs(five.reduce((sum, capacity) => sum + capacity, 0) / 5 - value)).toBeLessThan(0.1);
    }
  });
});

describe.each(CELLS.map(({ path }) => path))('%s', (path) => {
  test('half-cycles are monotone, end at their cut-off, and count current times time', () => {
    const { records } = workbook(path);
    const lastStep = records.at(-1)!['Step-Index']!;
    for (let step = 2; step <= lastStep; step++) {
      const rows = records.filter((record) => record['Step-Index'] === step);
      const charging = rows[0]!['Current/mA']! > 0;
      const rises = rows.slice(1).map((row, i) => row['Voltage/V']! - rows[i]!['Voltage/V']!);
      expect(
        rises.every((rise) => (charging ? rise > 0 : rise < 0)),
        `step ${step}`,
      ).toBe(true);
      expect(rows.at(-1)!['Voltage/V']).toBe(charging ? 1.5 : 0.01);
      const worst = rows.map((row) => {
        const seconds = Math.round(row['StepTime']! * 86400);
        return Math.abs((Math.abs(row['Current/mA']!) * seconds) / 3600 - row['Capacity/mAh']!);
      });
      expect(Math.max(...worst), `step ${step}`).toBeLessThan(0.000051);
    }
  });

  test('is named by the study file, with the mass that the generator used', () => {
    const study: { samples: Record<string, StudySample> } = parse(readFileSync(join(EXAMPLE, 'study.yaml'), 'utf8'));
    const named = Object.values(study.samples).filter(({ files }) => files.some((pattern) => matches(pattern, path)));
    expect(named.map(({ active_mass }) => active_mass)).toEqual([`${workbook(path).mass} mg ± 0.02 mg`]);
  });
});

test('deflate is undone by the platform', () => {
  const repetitive = fc.array(fc.constantFrom('<c r="A1">', '0.25', '7', '</c>'), { maxLength: 3000 });
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 3000 }),
        repetitive.map((words) => Buffer.from(words.join(''))),
      ),
      (input) => {
        expect(inflateRawSync(deflateRaw(input)).equals(input)).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

function workbook(path: string): { cycles: Row[]; records: Row[]; mass: number } {
  const sheets = read(readFileSync(join(RAW, path))).Sheets;
  const mass = CELLS.find((cell) => cell.path === path)!.activeMass_mg;
  return {
    cycles: utils.sheet_to_json(sheets['Cycle-Tab']!),
    records: utils.sheet_to_json(sheets['Record-Tab']!),
    mass,
  };
}

function perGram(cycle: Row, column: string, mass_mg: number): number {
  return (cycle[column]! / mass_mg) * 1000;
}

/** Whether a pattern of the study file, at most with `*` for a file name, names a file below `raw/`. */
function matches(pattern: string, path: string): boolean {
  const folder = path.slice(0, path.lastIndexOf('/'));
  return pattern === `raw/${path}` || pattern === `raw/${folder}/*.xlsx`;
}
