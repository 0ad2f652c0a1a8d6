/** References of cells such as `B17`, from bytes. */
import { parseIndex } from './decimal.ts';
import { MAX_COLUMNS, MAX_ROWS } from './limits.ts';

/** Letters of the last column, XFD. */
const MAX_LETTERS = 3;

/**
 * The cell in bytes [start, end) as row · MAX_COLUMNS + column, both 0-based; -1 for what is no reference or lies beyond
 * XFD1048576.
 */
export function parseReference(bytes: Uint8Array, start: number, end: number): number {
  let i = start;
  let column = 0;
  for (; i < end && i < start + MAX_LETTERS; i++) {
    const letter = bytes[i]! - 0x40;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  const row = parseIndex(bytes, i, end);
  if (column < 1 || column > MAX_COLUMNS || row < 1 || row > MAX_ROWS) return -1;
  return (row - 1) * MAX_COLUMNS + column - 1;
}
