/** Writes .ccs files of which everything is known: a description of the layout that shares nothing with the reader. */

export interface RecordTruth {
  /** ms since the record before it, or since the start of the step. */
  readonly interval: number;
  readonly volt: number;
  readonly ampere: number;
  /** Stored increments; the charge is a magnitude. */
  readonly ampereHour: number;
  readonly wattHour: number;
}

export interface StepTruth {
  readonly mode: number;
  /** 0-based, as stored. */
  readonly cycle: number;
  readonly processStep: number;
  /** ms for which the test stood still before the step. */
  readonly pause?: number;
  /** Added to the test time that the control page states, ms. */
  readonly testTimeError?: number;
  readonly records: readonly RecordTruth[];
  /** Most records on a page. */
  readonly perPage?: number;
}

export interface FileTruth {
  readonly steps: readonly StepTruth[];
  /** Mode of a last control page; none where the test is running. */
  readonly end?: number;
  readonly programmeSteps?: number;
  readonly startedMs?: number;
  readonly channelClockMs?: number;
  /** Test time at the start of the first step, ms. */
  readonly testTime?: number;
  readonly milligram?: number;
  readonly texts?: Readonly<Record<number, Uint8Array>>;
}

export const STARTED_MS = Date.UTC(2024, 1, 29, 10, 20, 30, 250);
export const CHANNEL_MS = Date.UTC(2013, 0, 8, 3, 4, 5, 0);
export const HOST = 'PC-OF-SOMEBODY';
export const GUIDS = ['{11111111-2222-3333-4444-555555555555}', '{66666666-7777-8888-9999-000000000000}'];

export function ascii(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

export function ccsFile(truth: FileTruth): Uint8Array<ArrayBuffer> {
  const pages: Buffer[] = [header(truth)];
  let position = pages[0]!.length;
  let [testTime, wall] = [truth.testTime ?? 0, truth.channelClockMs ?? CHANNEL_MS];
  let previous = 0;
  const put = (page: Buffer) => {
    pages.push(page);
    position += page.length;
  };
  const control = (step: StepTruth) => {
    const page = stalePage();
    page.writeUInt32LE(0x00000002, 0x00);
    page.writeUInt32LE(previous, 0x04);
    page.writeUInt32LE(step.mode, 0x08);
    page.writeUInt32LE(step.cycle, 0x0c);
    page.writeUInt32LE(step.processStep, 0x10);
    testTime += step.testTimeError ?? 0;
    wall += (step.pause ?? 0) + (step.testTimeError ?? 0);
    page.writeUInt32LE(testTime % 4_294_967_296, 0x18);
    page.writeBigUInt64LE(BigInt(wall), 0x38);
    previous = position;
    put(page);
  };
  for (const step of truth.steps) {
    control(step);
    for (let first = 0; first < step.records.length; first += step.perPage ?? 6) {
      put(dataPage(previous, step.records.slice(first, first + (step.perPage ?? 6))));
    }
    for (const { interval } of step.records) {
      testTime += interval;
      wall += interval;
    }
  }
  if (truth.end !== undefined) control({ mode: truth.end, cycle: 0, processStep: 0, records: [] });
  return Uint8Array.from(Buffer.concat(pages));
}

function dataPage(owner: number, records: readonly RecordTruth[]): Buffer {
  const page = stalePage();
  page.set([3, records.length, 0, 0]);
  page.writeUInt32LE(owner, 4);
  let cell = 8;
  for (const { interval, volt, ampere, ampereHour, wattHour } of records) {
    page.writeUInt32LE(interval, cell);
    for (const [i, value] of [volt, ampere, ampereHour, wattHour].entries()) page.writeFloatLE(value, cell + 4 + 4 * i);
    cell += 20;
  }
  return page;
}

/** Instruments leave in a page what was there before: here records that would spoil every sum. */
function stalePage(): Buffer {
  const page = Buffer.alloc(128);
  for (let at = 0x44; at < 128; at += 4) page.writeFloatLE(777.25, at);
  return page;
}

function header(truth: FileTruth): Buffer {
  const steps = truth.programmeSteps ?? 3;
  const length = 0x900 + steps * 80;
  const bytes = Buffer.alloc(length + ((128 - (length % 128)) % 128));
  bytes.set([0, 0, 0, 2, 0x28, 0x95, 0x27, 0x95, 6]);
  bytes.writeUInt32LE(2, 0x50);
  bytes.set(ascii(HOST), 0x58);
  bytes.set(ascii(GUIDS[0]!), 0x78);
  bytes.writeBigUInt64LE(BigInt(truth.startedMs ?? STARTED_MS), 0xa8);
  bytes.writeFloatLE(308, 0x324);
  bytes.writeFloatLE((truth.milligram ?? 1.42) / 1000, 0x328);
  bytes.set(ascii(GUIDS[1]!), 0x704);
  bytes.writeUInt32LE(steps, 0x72c);
  bytes.writeUInt32LE(steps * 80 + 488, 0x730);
  bytes.fill(0x02, 0x900, length);
  for (const [at, text] of Object.entries(truth.texts ?? {})) bytes.set(text, Number(at));
  return bytes;
}

export const REST = 0x01;
export const CHARGE = 0x24;
export const DISCHARGE = 0x44;
export const STOP = 0x00;
export const END = 0x61;

/** Constant current: increments are what the current passes in the interval. */
export function constantCurrent(count: number, interval: number, ampere: number, volt = 3): RecordTruth[] {
  return Array.from({ length: count }, (_, i) => {
    const passed = (ampere * interval) / 3_600_000;
    const potential = volt + 0.01 * i;
    return { interval, volt: potential, ampere, ampereHour: Math.abs(passed), wattHour: passed * potential };
  });
}

/** A rest, then two cycles of charge and discharge; the pages are not all full. */
export const TWO_CYCLES: FileTruth = {
  end: END,
  steps: [
    { mode: REST, cycle: 0, processStep: 0, records: constantCurrent(5, 1000, 0) },
    { mode: CHARGE, cycle: 0, processStep: 1, records: constantCurrent(20, 10_000, 2e-4) },
    { mode: DISCHARGE, cycle: 0, processStep: 2, records: constantCurrent(19, 10_000, -2e-4), perPage: 4 },
    { mode: CHARGE, cycle: 1, processStep: 1, records: constantCurrent(18, 10_000, 2e-4) },
    { mode: DISCHARGE, cycle: 1, processStep: 2, records: constantCurrent(13, 10_000, -2e-4) },
  ],
};
export const TWO_CYCLES_ROWS = 5 + 20 + 19 + 18 + 13;
