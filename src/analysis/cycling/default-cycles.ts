/** The cycles that curves are shown of where the study chooses none. */
import type { MeasuredCycle } from './measured-cycles.ts';

/** First, second and last complete cycle; of those there are, where none is complete. */
export function defaultCycles(measured: readonly Pick<MeasuredCycle, 'cycle'>[]): number[] {
  const complete = measured.filter(({ cycle }) => cycle.complete).map(({ cycle }) => cycle.number);
  const [first, second] = complete.length > 0 ? complete : measured.map(({ cycle }) => cycle.number);
  const numbers = [first, second, complete.at(-1)].filter((number) => number !== undefined);
  return [...new Set(numbers)];
}
