/** Any combination of what may differ between exports of one measurement gives the same numbers. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { biologicText } from '../../../parsers/biologic/index.ts';
import { HEAD_BYTES } from '../../../src/model/source.ts';
import { latin1, rawFile } from '../support.ts';
import { gcplColumns, gcplText, NAMES } from './gcpl.ts';

const rows = gcplColumns()[0]!.values.length;
/** None of them decides what a number means. */
const OPTIONAL = ['ox/red', 'error', 'control changes', 'Ns changes', 'half cycle', 'control/mA'];
const EXTRA = [
  { name: 'Analog OUT/V', values: Array.from({ length: rows }, (_, i) => i / 7) },
  { name: 'x', values: Array.from({ length: rows }, () => 0.5) },
];

const variant = fc.record({
  lineEnd: fc.constantFrom('\r\n', '\n', '\r'),
  decimalMark: fc.constantFrom<'.' | ','>('.', ','),
  header: fc.constantFrom<'full' | 'short' | 'none'>('full', 'short', 'none'),
  program: fc.constantFrom('EC-Lab', 'BT-Lab'),
  hasMark: fc.boolean(),
  endsWithLine: fc.boolean(),
  trailingTabs: fc.integer({ min: 0, max: 2 }),
  left: fc.subarray(OPTIONAL),
  extra: fc.subarray(EXTRA),
  seed: fc.integer(),
  piece: fc.integer({ min: 1, max: 5000 }),
});

/** In an order that follows from the seed. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const key = (i: number) => Math.sin(seed + 12.9898 * i);
  return items
    .map((item, i) => [key(i), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

const REFERENCE = (await biologicText.parse(rawFile(latin1(gcplText())))).datasets[0]!;

test('line ends, marks, tabs, order, more columns and fewer, read at once or in pieces', async () => {
  const property = fc.asyncProperty(variant, async ({ left, extra, seed, hasMark, trailingTabs, ...how }) => {
    const names = NAMES.filter((name) => !left.includes(name));
    const columns = shuffled([...gcplColumns(names), ...extra], seed);
    const lines = gcplText(how, columns).split(how.lineEnd);
    const tabbed = lines.map((line, i) => (i >= lines.length - rows ? line + '\t'.repeat(trailingTabs) : line));
    const text = (hasMark ? '\ufeff' : '') + tabbed.join(how.lineEnd) + (how.endsWithLine ? how.lineEnd : '');
    const bytes = hasMark ? new TextEncoder().encode(text) : latin1(text);
    const whole = rawFile(bytes, 'cell.mpt');
    const pieces = { ...whole, head: bytes.subarray(0, HEAD_BYTES), blocks: () => cut(bytes, how.piece) };
    for (const file of [whole, pieces]) {
      expect(await biologicText.claims(file)).toBe(true);
      const { datasets, issues } = await biologicText.parse(file);
      expect(issues).toEqual([]);
      expect(datasets).toHaveLength(1);
      expect(datasets[0]!.kind).toBe('cycling');
      expect(datasets[0]!.columns).toEqual(REFERENCE.columns);
      expect(datasets[0]!.extras.map(({ name }) => name)).toEqual(
        expect.arrayContaining(extra.map(({ name }) => name)),
      );
    }
  });
  await fc.assert(property, { numRuns: 50 });
});

function* cut(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.slice(from, from + size);
}

test('cut anywhere it gives the rows before the cut, the same as in the whole file', async () => {
  const bytes = latin1(gcplText());
  const firstRow = gcplText().indexOf('\r\n', gcplText().indexOf('mode\t')) + 2;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: firstRow + 400, max: bytes.length - 1 }), async (end) => {
      const [part] = (await biologicText.parse(rawFile(bytes.slice(0, end)))).datasets;
      const count = part!.length;
      const complete = gcplText().slice(firstRow, end).split('\r\n').length - 1;
      expect(count).toBeGreaterThanOrEqual(complete);
      // EC-Lab ends its files without a line end: a last row with all its cells counts, though its last number may be cut
      expect(count).toBeLessThanOrEqual(complete + 1);
      for (const name of ['time', 'potential', 'current', 'cycle'] as const) {
        const whole = (REFERENCE.columns as Record<string, Float64Array>)[name]!;
        expect((part!.columns as Record<string, Float64Array>)[name]!.slice(0, complete)).toEqual(
          whole.slice(0, complete),
        );
      }
    }),
    { numRuns: 150 },
  );
});
