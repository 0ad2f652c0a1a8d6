/** What every dataset must hold, whichever parser made it. */
import type { Dataset } from './dataset.ts';
import { type Issue, issue } from './issues.ts';
import { schemaColumns } from './schema.ts';

function allFinite(values: Float64Array | Uint8Array): boolean {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) return false;
  }
  return true;
}

/**
 * Throws an Error (a defect of the parser) where a column is missing, has the wrong length, or a required value is
 * not finite. Returns issues about the data themselves.
 */
export function checkDataset(dataset: Dataset): Issue[] {
  const columns = dataset.columns as Readonly<Record<string, Float64Array | Uint8Array | undefined>>;
  for (const [name, spec] of schemaColumns(dataset.kind)) {
    const values = columns[name];
    if (values === undefined && !spec.required) continue;
    if (values?.length !== dataset.length) throw new Error(`${dataset.kind} column ${name} has the wrong length`);
    if (spec.required && !allFinite(values)) throw new Error(`${dataset.kind} column ${name} is not finite`);
  }
  const { time } = columns;
  if (dataset.kind === 'impedance' || time === undefined) return [];
  const backwards = time.findIndex((value, i) => i > 0 && value < (time[i - 1] ?? value));
  if (backwards < 0) return [];
  const message = `test time goes back at row ${backwards + 1} (${time[backwards - 1]} s, then ${time[backwards]} s)`;
  return [issue('TIME_NOT_MONOTONIC', message, dataset.source.path)];
}
