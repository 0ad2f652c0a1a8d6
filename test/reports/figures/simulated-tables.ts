/** Tables of simulated cells for the figures of efficiency and electrodes. */
import { gaussian } from '../../../scripts/validate/noise.ts';
import type { Table } from '../../../src/model/table.ts';
import { halfCycle, rest, type StepPlan, simulate } from '../../analysis/cycling/cell-simulator.ts';
import { runStages } from '../../analysis/cycling/run-stages.ts';

const NOMINAL = { value: { value: 2e-3, standardUncertainty: Number.NaN }, per: 'cell' } as const;

/** 300 cycles of about 2.6 h whose efficiency swings with the day. */
export function efficiencyTables(): Table[] {
  const noise = gaussian(3);
  let hours = 0;
  const plan = Array.from({ length: 300 }, (_, i): StepPlan[] => {
    const capacity = 1e-3;
    const efficiency = 0.996 - 2e-3 * Math.exp(-i / 60) + 4e-4 * Math.sin((2 * Math.PI * hours) / 24) + 3e-4 * noise();
    hours += 2.6;
    return [
      halfCycle(capacity / 1.3, capacity, i + 1, 3, 4),
      halfCycle(-capacity / 1.3, capacity * efficiency, i + 1, 4, 3),
    ];
  }).flat();
  const { tables } = runStages([simulate(plan, { recordsPerStep: 5 })], { role: 'full-cell' }, [
    'cycles',
    'ce_periodicity',
  ]);
  return [...tables.values()];
}

/** A cycle at each of the currents (mA). */
export function electrodeTables(rates: readonly number[] = [0.2, 0.2, 1, 1, 2, 2, 4, 4, 0.2]): Table[] {
  const plan = rates.flatMap((milliamps, i): StepPlan[] => {
    const [current, capacity] = [milliamps / 1e3, (2 - 0.25 * milliamps) / 1e3];
    const drop = current * 60;
    return [
      halfCycle(current, capacity, i + 1, 3.4 + drop, 4.3 + drop / 2),
      rest(0.5, 4.2, i + 1),
      halfCycle(-current, capacity, i + 1, 4.2 - drop, 3 - drop / 2),
      rest(0.5, 3.2, i + 1),
    ];
  });
  const cell = simulate(plan);
  const counter = cell.columns.potential.map((_, i) => 0.62 - 12 * (cell.columns.current[i] ?? 0));
  const withCounter = { ...cell, columns: { ...cell.columns, counter_potential: counter } };
  const { tables } = runStages([withCounter], { role: 'full-cell', nominalCapacity: NOMINAL }, [
    'cycles',
    'rate_test',
    'overpotential',
  ]);
  return [...tables.values()];
}
