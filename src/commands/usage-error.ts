/** What cannot be done as typed. */
import { parserIds } from '../engine/formats.ts';

/** A path that is not there, or a combination of paths that means nothing. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Throws UsageError unless there is such a format. */
export function requireFormat(format: string): void {
  if (parserIds().includes(format)) return;
  throw new UsageError(`--format ${format}: no such format; there are ${parserIds().join(', ')}`);
}
