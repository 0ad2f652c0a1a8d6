/** Of many peaks of dQ/dV those that a reader looks at: a noisy curve has dozens. */
import { numbers, type Table, texts } from '../src/model/table.ts';
import { groupBy } from './group-by.ts';

/** Peaks of one curve that a figure marks and the report lists. */
export const MOST_PEAKS = 5;

/** Whether a row of `dqdv_peaks` is among the most prominent peaks of its curve. */
export function mostProminent(peaks: Table): (row: number) => boolean {
  const prominence = numbers(peaks, 'prominence_mAh_V');
  const [samples, files, branches] = ['sample', 'file', 'branch'].map((name) => texts(peaks, name));
  const cycle = numbers(peaks, 'cycle');
  const curves = groupBy(prominence.keys(), (row) =>
    JSON.stringify([samples?.[row], files?.[row], cycle[row], branches?.[row]]),
  );
  const kept = [...curves.values()].flatMap((rows) =>
    rows.toSorted((a, b) => (prominence[b] ?? 0) - (prominence[a] ?? 0)).slice(0, MOST_PEAKS),
  );
  const shown = new Set(kept);
  return (row) => shown.has(row);
}
