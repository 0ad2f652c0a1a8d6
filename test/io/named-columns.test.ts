import { describe, expect, it } from 'vitest';
import { buildDataset, readNamedColumns, type SourceColumn, sliceColumns } from '../../src/io/named-columns.ts';
import { rawFile } from '../parsers/support.ts';

const target = (name: string, scale = 1, offset = 0) => ({ name, scale, offset });
const SOURCES: readonly SourceColumn[] = [
  { header: 'T', unit: 'min', target: target('time', 60) },
  { header: 'E', unit: 'V', target: target('potential') },
  { header: 'temp', unit: 'K', target: { ...target('temperature', 1, -273.15), accepts: (t) => t < 200 } },
  { header: 'flags', unit: 'bits' },
  { header: '', unit: '' },
  { header: 'flags', unit: '#' },
];

function read(...rows: string[]) {
  const lines = rows.map((row, i) => ({ cells: row.split('|'), line: i + 10 }));
  return readNamedColumns('open-circuit', SOURCES, lines, '.');
}

describe('named columns', () => {
  it('scales, shifts, keeps words and numbers apart, and gives every source column one fate', () => {
    const table = read('1|3.5|298.15|..a||7', '2|3.6|999|...||', '3|3.7||...||9');
    expect(table.columns).toEqual({
      time: Float64Array.of(60, 120, 180),
      potential: Float64Array.of(3.5, 3.6, 3.7),
      temperature: Float64Array.of(25, Number.NaN, Number.NaN),
    });
    expect(table.rejected).toEqual({ temperature: 1 });
    expect(table.extras).toEqual([
      { name: 'flags', unit: 'bits', values: ['..a', '...', '...'] },
      { name: 'flags (2)', unit: '#', values: Float64Array.of(7, Number.NaN, 9) },
    ]);
    expect(table.fates).toEqual([
      { source: 'T', name: 'time', unit: 's', fate: 'mapped' },
      { source: 'E', name: 'potential', unit: 'V', fate: 'mapped' },
      { source: 'temp', name: 'temperature', unit: 'C', fate: 'mapped' },
      { source: 'flags', name: 'flags', unit: 'bits', fate: 'extra' },
      { source: '', name: '', unit: '', fate: 'spacer' },
      { source: 'flags', name: 'flags (2)', unit: '#', fate: 'extra' },
    ]);
  });

  it('drops optional columns without a value', () => {
    const table = read('1|2|||x|', '2|3|||y|');
    expect(Object.keys(table.columns)).toEqual(['time', 'potential']);
    expect(table.fates.map(({ fate }) => fate)).toEqual(['mapped', 'mapped', 'empty', 'empty', 'extra', 'empty']);
    expect(table.extras[0]?.name).toBe('column 5');
  });

  it('leaves out short rows, rows with surplus cells and rows without a required number', () => {
    const table = read('1|2|3|a|b|5', '2|3|3|a|b', '3|4|3|a|b|5|', '4|5|3|a|b|5|6', 'x|5|3|a|b|5', '6|inf|3|a|b|5');
    expect(table.length).toBe(2);
    expect(table.skipped).toEqual([11, 13, 14, 15]);
    expect(table.columns['time']).toEqual(Float64Array.of(60, 180));
    expect(table.extras.map(({ values }) => values.length)).toEqual([2, 2, 2]);
  });

  it('are cut together', () => {
    const part = sliceColumns(read('1|2|3|a|b|5', '2|3|4|b|c|6', '3|4|5|c|d|7'), 1, 3);
    expect(part.length).toBe(2);
    expect(part.columns['potential']).toEqual(Float64Array.of(3, 4));
    expect(part.extras[0]?.values).toEqual(['b', 'c']);
  });

  it('refuse to be a dataset without what the kind needs', () => {
    const facts = { file: rawFile(''), parser: 'x', meta: {}, started: '' };
    expect(() => buildDataset('impedance', read('1|2|3|a|b|5'), facts)).toThrow(TypeError);
  });
});
