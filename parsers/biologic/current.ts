/** The current of a file that holds none: as EC-Lab controlled it, else as its charge counter grew. */
import { MODE } from './modes.ts';
import type { Selection } from './selection.ts';

const MIXED_CONTROL = 'control/V/mA';

/**
 * A, positive on charge: the set value under galvanostatic control, 0 at open circuit (where the set value is that of
 * the next sequence), dq over the interval under potentiostatic control; NaN where nothing tells. Undefined without a
 * mode or a set value, and where the circuit was open throughout.
 */
export function controlledCurrent(selection: Selection): Float64Array | undefined {
  const mode = selection.get('mode');
  if (mode === undefined || isAtRest(selection)) return undefined;
  const mixed = selection.table.columns.findIndex(({ name }) => name === MIXED_CONTROL);
  const control =
    selection.get('control_current') ?? (mixed < 0 ? undefined : selection.cells(mixed).map((value) => value * 1e-3));
  const passed = selection.get('charge_increment');
  const time = selection.get('time');
  if (control === undefined && passed === undefined) return undefined;
  return mode.map((code, i) => {
    if (code === MODE.rest) return 0;
    if (code === MODE.galvanostatic && control !== undefined) return control[i] ?? Number.NaN;
    const interval = (time?.[i] ?? Number.NaN) - (time?.[i - 1] ?? Number.NaN);
    return interval > 0 ? ((passed?.[i] ?? Number.NaN) * 3600) / interval : Number.NaN;
  });
}

/** Whether the circuit was open in all rows. */
export function isAtRest(selection: Selection): boolean {
  return selection.get('mode')?.every((code) => code === MODE.rest) ?? false;
}
