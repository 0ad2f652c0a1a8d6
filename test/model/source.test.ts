import { expect, test } from 'vitest';
import { utils } from 'xlsx';
import { cellPlace, columnLetters, linePlace, offsetPlace, SourceError } from '../../src/model/source.ts';

test('places count as the user sees them', () => {
  expect(cellPlace('Sheet', 16, 1)).toBe('Sheet!B17');
  expect(linePlace(0, 0)).toBe('1:1');
  expect(offsetPlace(0)).toBe('@0');
});

test('column letters are those of a spreadsheet, up to its last column', () => {
  const wrong = Array.from({ length: 16_384 }, (_, column) => column).filter(
    (column) => columnLetters(column) !== utils.encode_col(column),
  );
  expect(wrong).toEqual([]);
  expect(columnLetters(16_383)).toBe('XFD');
});

test('SourceError says where, what and what to do; its parts are fields', () => {
  const cause = new Error('deeper');
  const error = new SourceError('a.xlsx', 'S!B2', 'no number', 'export again', cause);
  expect(error.message).toBe('a.xlsx:S!B2: no number (export again)');
  expect(error).toMatchObject({ name: 'SourceError', path: 'a.xlsx', place: 'S!B2', detail: 'no number' });
  expect(error.cause).toBe(cause);
  expect(new SourceError('a.xlsx', '', 'empty', '').message).toBe('a.xlsx: empty');
});
