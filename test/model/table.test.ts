import { describe, expect, test } from 'vitest';
import {
  boolean,
  concatTables,
  fileTable,
  integer,
  number,
  numbers,
  sampleTable,
  TableBuilder,
  text,
  texts,
} from '../../src/model/table.ts';

const SPEC = sampleTable('toy', 'a toy', {
  capacity_mAh: number('mAh', 'capacity'),
  cycle: integer('cycle'),
  complete: boolean('complete'),
  note: text('note'),
});

function build(...rows: Parameters<TableBuilder<(typeof SPEC)['columns']>['add']>[0][]) {
  const table = new TableBuilder(SPEC);
  for (const row of rows) table.add(row);
  return table.build();
}

describe('TableBuilder', () => {
  test('columns in the order of the table, sample and group first', () => {
    const table = build({ note: 'x', sample: 'A', group: 'G', capacity_mAh: 1.5, cycle: 2, complete: true });
    expect(Object.keys(table.columns)).toEqual(['sample', 'group', 'capacity_mAh', 'cycle', 'complete', 'note']);
    expect(Object.values(table.columns).map((values) => values[0])).toEqual(['A', 'G', 1.5, 2, 1, 'x']);
  });

  test('what is left out is not available: NaN, or no text', () => {
    const table = build({}, { complete: false, cycle: undefined });
    expect(numbers(table, 'capacity_mAh')[0]).toBeNaN();
    expect(numbers(table, 'cycle')[1]).toBeNaN();
    expect([...numbers(table, 'complete')]).toEqual([Number.NaN, 0]);
    expect(texts(table, 'note')).toEqual(['', '']);
    expect(table.length).toBe(2);
  });

  test('a column that the table does not have is a defect, not lost', () => {
    const row: Record<string, number> = { capacity_Ah: 1 };
    expect(() => build(row)).toThrow('table toy has no column capacity_Ah');
  });

  test('an empty table has empty columns', () => {
    const table = build();
    expect(table.length).toBe(0);
    expect(numbers(table, 'cycle')).toHaveLength(0);
  });
});

test('a file table has the file third', () => {
  expect(Object.keys(fileTable('t', 'd', { x: integer('x') }).columns)).toEqual(['sample', 'group', 'file', 'x']);
});

test('the wrong kind of column is a defect', () => {
  const table = build({ sample: 'A' });
  expect(() => numbers(table, 'note')).toThrow('toy has no number column note');
  expect(() => texts(table, 'cycle')).toThrow('toy has no text column cycle');
  expect(() => numbers(table, 'nothing')).toThrow(TypeError);
});

test('concatTables keeps the order of tables and rows', () => {
  const joined = concatTables([
    build({ sample: 'A', cycle: 1 }, { sample: 'A', cycle: 2 }),
    build(),
    build({ sample: 'B', cycle: 1, complete: true }),
  ]);
  expect(joined.length).toBe(3);
  expect(texts(joined, 'sample')).toEqual(['A', 'A', 'B']);
  expect([...numbers(joined, 'cycle')]).toEqual([1, 2, 1]);
  expect([...numbers(joined, 'complete')]).toEqual([Number.NaN, Number.NaN, 1]);
});
