import { describe, expect, it } from 'vitest';
import { RowColumns } from '../../src/io/row-columns.ts';

describe('columns filled row by row', () => {
  it('grow to what is expected, not beyond 64 times what there is, and at least a little', () => {
    const columns = new RowColumns([true, false]);
    expect(columns.capacity).toBe(1024);
    columns.grow(1e9);
    expect(columns.capacity).toBe(64 * 1024);
    columns.grow(100_000);
    expect(columns.capacity).toBeGreaterThanOrEqual(100_000);
    expect(columns.capacity).toBeLessThan(110_000);
    const before = columns.capacity;
    columns.grow(1);
    expect(columns.capacity).toBeGreaterThan(before);
    expect(columns.arrays.map((array) => array.length)).toEqual([columns.capacity, 0]);
  });

  it('keep their values', () => {
    const columns = new RowColumns([true]);
    columns.arrays[0]!.set([1, 2, 3]);
    columns.grow(5000);
    expect(columns.finish(3)).toEqual([Float64Array.of(1, 2, 3)]);
    expect(columns.finish(3)[0]!.buffer.byteLength).toBe(24);
    expect(columns.finish(5000)[0]!.buffer).toBe(columns.arrays[0]!.buffer);
  });
});
