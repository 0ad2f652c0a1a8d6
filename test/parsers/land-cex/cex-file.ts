/** Writes .cex files of which everything is known: a description of the layout that shares nothing with the reader. */

export const LAYOUTS = {
  'counter 0': [0x00, 0x01, 0x01, 0x00],
  'counter 2': [0x02, 0x01, 0x01, 0x00],
  'float 7': [0x07, 0x00, 0x04, 0x00],
  'float 1': [0x01, 0x00, 0x04, 0x00],
} as const;
export type LayoutName = keyof typeof LAYOUTS;

export interface StepTruth {
  readonly mode: number;
  readonly processStep: number;
  /** Of the current, with its sign. */
  readonly counts: number;
  /** Of the voltage in its records. */
  readonly voltages: readonly number[];
  /** Ticks between records and before the first. */
  readonly interval: number;
}

export interface FileTruth {
  readonly layout: LayoutName;
  readonly secondsPerTick: number;
  readonly voltsPerCount: number;
  /** Stored energy in Wh per unit. */
  readonly energyUnit: number;
  readonly restarts: boolean;
  /** First byte of the slot that opens a step. */
  readonly stepMarker: 0xcc | 0xcd;
  readonly currentRange?: number;
  readonly voltageRange?: number;
  readonly milligram?: number;
  readonly steps: readonly StepTruth[];
  /** Control slots before the last step. */
  readonly controls?: readonly number[];
}

export interface RowTruth {
  readonly second: number;
  readonly stepSecond: number;
  readonly volt: number;
  readonly ampere: number;
  readonly ampereHour: number;
  readonly wattHour: number;
  readonly step: number;
}

const MILLIAMPERE = 5 / 16128;
export const STARTED_S = Date.UTC(2019, 4, 6, 7, 8, 9) / 1000;

/** What was measured: charge and energy net since the start, positive on charge. */
export function rowsOf(truth: FileTruth): RowTruth[] {
  const rows: RowTruth[] = [];
  let [second, ampereHour, wattHour] = [0, 0, 0];
  truth.steps.forEach(({ counts, voltages, interval }, k) => {
    const seconds = interval * truth.secondsPerTick;
    const ampere = (counts * MILLIAMPERE) / 1000;
    voltages.forEach((count, i) => {
      const volt = count * truth.voltsPerCount;
      second += seconds;
      ampereHour += (ampere * seconds) / 3600;
      wattHour += (ampere * volt * seconds) / 3600;
      rows.push({ second, stepSecond: (i + 1) * seconds, volt, ampere, ampereHour, wattHour, step: k + 1 });
    });
  });
  return rows;
}

export function cexFile(truth: FileTruth): Uint8Array<ArrayBuffer> {
  const slots: Buffer[] = [head(truth), ...block(0xaa, 64), ...block(0x55, 16), ...block(0x13, 176)];
  slots.push(slot([0xcc, 0xcc, 0xff, 0xff, 0x33, 0, 0, 0, 1, 2, 0, 0, 1, 2, 3, 4]));
  let ticks = 0;
  truth.steps.forEach((step, k) => {
    if (k > 0 && k === truth.steps.length - 1) {
      for (const kind of truth.controls ?? []) slots.push(slot([0xcc, 0xcc, 0xff, 0xff, kind, 0, 0, 0]));
    }
    const opening = slot([truth.stepMarker, 0xcc, 0xff, 0xff, 0x22, 0, 0, 0x80, step.mode, 5, 0x81, 0]);
    opening.writeUInt8(step.processStep, 6);
    slots.push(opening);
    if (truth.restarts) ticks = 0;
    let [countSeconds, wattHours] = [0, 0];
    for (const voltage of step.voltages) {
      ticks += step.interval;
      const passed = Math.abs(step.counts) * step.interval * truth.secondsPerTick;
      countSeconds += passed;
      wattHours += ((passed * MILLIAMPERE) / 3.6e6) * voltage * truth.voltsPerCount;
      const data = Buffer.alloc(16);
      data.writeUInt32LE(ticks, 0);
      data.writeInt16LE(voltage, 4);
      data.writeInt16LE(step.counts, 6);
      if (truth.layout.startsWith('counter')) data.writeUInt32LE(Math.round(countSeconds), 8);
      else data.writeFloatLE((countSeconds * MILLIAMPERE) / 3.6e6, 8);
      data.writeFloatLE(wattHours / truth.energyUnit, 12);
      slots.push(data);
    }
  });
  return Uint8Array.from(Buffer.concat(slots));
}

function slot(bytes: readonly number[]): Buffer {
  const filled = Buffer.alloc(16);
  filled.set(bytes);
  return filled;
}

/** The content of a block looks like anything, a control slot included. */
function block(id: number, size: number): Buffer[] {
  const identity = [id, 0, size & 0xff, size >> 8, 9, 8, 7, 6, 5, 4, 3, 2];
  const content = Buffer.alloc(size, 0xcc);
  return [slot([0xaa, 0xaa, 0xff, 0xff, ...identity]), content, slot([0xbb, 0xbb, 0xff, 0xff, ...identity])];
}

function head(truth: FileTruth): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.set([0x10, 0x11, 0x09, 0x88, ...LAYOUTS[truth.layout], 28, 4]);
  bytes.writeUInt32LE(STARTED_S, 16);
  bytes.writeUInt16LE(truth.voltageRange ?? 5, 24);
  bytes.writeUInt16LE(truth.currentRange ?? 0xe005, 26);
  bytes.writeFloatLE((truth.milligram ?? 1.42) / 1000, 28);
  bytes.set([3, 1, 4, 1], 36);
  return bytes;
}

export const REST = 0x70;
export const CHARGE = 0x03;
export const DISCHARGE = 0x02;

function voltages(length: number, from: number): number[] {
  return Array.from({ length }, (_, i) => from + 3 * i);
}

export const TWO_CYCLES: FileTruth = {
  layout: 'float 7',
  secondsPerTick: 0.01,
  voltsPerCount: 5 / 32256,
  energyUnit: 1,
  restarts: false,
  stepMarker: 0xcd,
  controls: [0x44, 0x91, 0xb1],
  steps: [
    { mode: REST, processStep: 1, counts: 0, voltages: voltages(5, 18_000), interval: 6000 },
    { mode: CHARGE, processStep: 2, counts: 3000, voltages: voltages(20, 20_000), interval: 6000 },
    { mode: DISCHARGE, processStep: 3, counts: -3000, voltages: voltages(18, 19_000), interval: 6000 },
    { mode: CHARGE, processStep: 2, counts: 3000, voltages: voltages(17, 20_000), interval: 6000 },
    { mode: DISCHARGE, processStep: 3, counts: -3000, voltages: voltages(16, 19_000), interval: 6000 },
  ],
};
export const TWO_CYCLES_ROWS = 5 + 20 + 18 + 17 + 16;
