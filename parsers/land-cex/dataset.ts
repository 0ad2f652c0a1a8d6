/** Raw records and their scales → a cycling dataset. */
import type { ColumnFate, DatasetOf } from '../../src/model/dataset.ts';
import { type Issue, issue } from '../../src/model/issues.ts';
import { modeCode } from '../../src/model/schema.ts';
import { offsetPlace, type RawFile, SourceError } from '../../src/model/source.ts';
import { netCounter } from '../land/counters.ts';
import type { Header } from './header.ts';
import { stepMode } from './modes.ts';
import { AMPERES_PER_COUNT, findScales, type RawColumns, type Scales } from './scales.ts';
import type { RawStep, SlotReader } from './slot-reader.ts';

export const PARSER_ID = 'land-cex-experimental';

const MAPPED: readonly (readonly [string, string, string])[] = [
  ['position of the record', 'record', ''],
  ['timer', 'time', 's'],
  ['timer, from the start of the step', 'step_time', 's'],
  ['voltage', 'potential', 'V'],
  ['current', 'current', 'A'],
  ['capacity', 'charge', 'Ah'],
  ['energy', 'energy', 'Wh'],
  ['step: position', 'step', ''],
  ['step: mode', 'mode', ''],
];
const EXTRAS = [
  ['step: number in the programme', 'process step'],
  ['cycle marker: count', 'cycle marker'],
] as const;

interface Built {
  readonly dataset: DatasetOf<'cycling'>;
  readonly issues: Issue[];
}

/** Throws SourceError where there is nothing to read or the counters confirm no scale. */
export function buildDataset(reader: SlotReader, header: Header, file: RawFile): Built {
  const length = reader.ticks.length;
  const steps = reader.steps.filter(({ first }, i) => first < (reader.steps[i + 1]?.first ?? length));
  if (steps.length === 0) {
    throw new SourceError(file.path, offsetPlace(file.size), 'the file holds no records', 'copy it again later');
  }
  const raw: RawColumns = {
    path: file.path,
    layout: header.layout,
    ticks: reader.ticks.finish(),
    voltageCounts: reader.voltageCounts.finish(),
    currentCounts: reader.currentCounts.finish(),
    capacity: reader.capacity.finish(),
    energy: reader.energy.finish(),
    offsets: reader.offsets.finish(),
    bounds: [...steps.map(({ first }) => first), length],
  };
  const scales = findScales(raw);
  const states = stepStates(raw, steps);
  const dataset: DatasetOf<'cycling'> = {
    kind: 'cycling',
    length,
    columns: { ...scaledColumns(raw, scales, states), record: Float64Array.from({ length }, (_, i) => i + 1) },
    extras: EXTRAS.map(([, name], i) => {
      return { name, unit: '', values: (i === 0 ? states.processStep : states.cycleMarker) as Float64Array };
    }),
    instrumentTables: [],
    fates: columnFates(),
    meta: { ...header.meta, ...scaleFacts(scales) },
    started: header.started,
    ...(header.activeMass === undefined ? {} : { activeMass: header.activeMass }),
    source: { path: file.path, sha256: file.sha256, parser: PARSER_ID },
  };
  return { dataset, issues: [unconfirmed(scales, file.path), ...stateIssues(raw, steps, states)] };
}

/** Per record, what its step says. */
interface States {
  readonly step: Float64Array;
  readonly processStep: Float64Array;
  readonly cycleMarker: Float64Array;
  readonly mode: Uint8Array;
  /** 1 charge, −1 discharge, 0 rest. */
  readonly sign: Float64Array;
  readonly isStepStart: Uint8Array;
  /** Records whose current has the other sign than their step says. */
  readonly contradictions: readonly number[];
}

function stepStates({ currentCounts, bounds }: RawColumns, steps: readonly RawStep[]): States {
  const length = currentCounts.length;
  const column = () => new Float64Array(length);
  const contradictions: number[] = [];
  const states = {
    ...{ step: column(), processStep: column(), cycleMarker: column(), sign: column() },
    ...{ mode: new Uint8Array(length), isStepStart: new Uint8Array(length), contradictions },
  };
  steps.forEach(({ code, processStep, cycleMarker, first }, k) => {
    const end = bounds[k + 1] ?? length;
    const known = stepMode(code);
    states.step.fill(k + 1, first, end);
    states.processStep.fill(processStep, first, end);
    states.cycleMarker.fill(cycleMarker, first, end);
    states.mode.fill(modeCode(known?.mode ?? 'other'), first, end);
    states.isStepStart[first] = 1;
    for (let i = first; i < end; i++) {
      const measured = Math.sign(currentCounts[i] ?? 0);
      const stated = known?.sign ?? 0;
      states.sign[i] = stated === 0 ? measured : stated;
      if (stated * measured < 0) contradictions.push(i);
    }
  });
  return states;
}

function scaledColumns(raw: RawColumns, scales: Scales, { step, mode, sign, isStepStart }: States) {
  const potential = raw.voltageCounts.map((counts) => counts * scales.voltsPerCount);
  const current = raw.currentCounts.map((counts) => counts * AMPERES_PER_COUNT);
  const { time, stepTime } = timeColumns(raw, scales);
  const net = (counter: Float64Array, rate: (i: number) => number) => {
    return netCounter({ counter, rate, sign, time, stepTime, isStepStart });
  };
  const ampereHours = raw.capacity.map((counts) => counts * scales.ampereHoursPerCount);
  const wattHours = raw.energy.map((value) => value * scales.wattHoursPerUnit);
  const passing = (i: number) => Math.abs(current[i] ?? 0) / 3600;
  return {
    time,
    potential,
    current,
    step_time: stepTime,
    charge: net(ampereHours, passing),
    energy: net(wattHours, (i) => passing(i) * (potential[i] ?? 0)),
    step,
    mode,
  };
}

function timeColumns({ ticks, bounds }: RawColumns, { secondsPerTick, restartsWithSteps }: Scales) {
  const [time, stepTime] = [new Float64Array(ticks.length), new Float64Array(ticks.length)];
  let ended = 0;
  for (let k = 0; k + 1 < bounds.length; k++) {
    const end = bounds[k + 1] ?? 0;
    for (let i = bounds[k] ?? 0; i < end; i++) {
      const counted = ticks[i] ?? 0;
      const total = restartsWithSteps ? ended + counted : counted;
      time[i] = total * secondsPerTick;
      stepTime[i] = (total - ended) * secondsPerTick;
    }
    ended = (restartsWithSteps ? ended : 0) + (ticks[end - 1] ?? 0);
  }
  return { time, stepTime };
}

function columnFates(): ColumnFate[] {
  return [
    ...MAPPED.map(([source, name, unit]): ColumnFate => ({ source, name, unit, fate: 'mapped' })),
    ...EXTRAS.map(([source, name]): ColumnFate => ({ source, name, unit: '', fate: 'extra' })),
  ];
}

function scaleFacts({ secondsPerTick, voltsPerCount, restartsWithSteps }: Scales): Record<string, string> {
  return {
    'timer (s per tick)': String(secondsPerTick),
    'voltage (V per count)': voltsPerCount.toPrecision(6),
    timer: restartsWithSteps ? 'restarts with every step' : 'runs through the test',
  };
}

function unconfirmed({ secondsPerTick, voltsPerCount }: Scales, path: string): Issue {
  const scale = `${secondsPerTick} s per tick and ${voltsPerCount.toPrecision(4)} V per count`;
  return issue('LAND_CEX_UNCONFIRMED', `read with ${scale}, which follow from the file's own counters`, path);
}

function stateIssues(raw: RawColumns, steps: readonly RawStep[], { contradictions }: States): Issue[] {
  const issues: Issue[] = [];
  const seen = new Set<number>();
  for (const { code, offset } of steps) {
    if (stepMode(code) !== undefined || seen.has(code)) continue;
    seen.add(code);
    issues.push(issue('LAND_UNKNOWN_STATE', `unknown mode 0x${code.toString(16)}`, raw.path, offsetPlace(offset)));
  }
  const [first] = contradictions;
  if (first !== undefined) {
    const place = offsetPlace(raw.offsets[first] ?? 0);
    const message = `in ${contradictions.length} records, the first one here`;
    issues.push(issue('LAND_SIGN_MISMATCH', message, raw.path, place));
  }
  return issues;
}
