/** Column names of Gamry tables → columns of the schema, and experiments → kinds. */
import type { Kind } from '../../src/model/schema.ts';

export interface GamryColumn {
  /** Name in the schema. */
  readonly name: string;
  /** Follows the current convention of the file. */
  readonly signed?: true;
  /** Usually there: reported where it is not. */
  readonly expected?: true;
}

type GamryColumns = Readonly<Record<string, GamryColumn>>;

const TIME: GamryColumn = { name: 'time', expected: true };
const POTENTIAL: GamryColumn = { name: 'potential', expected: true };
const CURRENT: GamryColumn = { name: 'current', signed: true, expected: true };
const TEMPERATURE: GamryColumn = { name: 'temperature' };
const SWEEP: GamryColumns = { T: TIME, Vf: POTENTIAL, Im: CURRENT, Temp: TEMPERATURE };

/** Source columns by kind; what is not listed is kept as an extra. */
export const GAMRY_COLUMNS: Readonly<Record<Kind, GamryColumns>> = {
  impedance: {
    Freq: { name: 'frequency', expected: true },
    Zreal: { name: 'z_real', expected: true },
    Zimag: { name: 'z_imag', expected: true },
    Time: TIME,
    Vdc: POTENTIAL,
    Idc: CURRENT,
    Temp: TEMPERATURE,
  },
  voltammetry: { ...SWEEP, Cycle: { name: 'cycle' } },
  chronoamperometry: {
    ...SWEEP,
    FREQ: TIME,
    Voltage: { name: 'potential' },
    Current: { name: 'current', signed: true },
  },
  'square-wave-voltammetry': {
    T: TIME,
    Vstep: POTENTIAL,
    Idif: CURRENT,
    Ifwd: { name: 'forward_current', signed: true, expected: true },
    Irev: { name: 'reverse_current', signed: true, expected: true },
    Vfwd: { name: 'forward_potential', expected: true },
    Vrev: { name: 'reverse_potential', expected: true },
    Temp: TEMPERATURE,
  },
  'open-circuit': { T: TIME, Vf: POTENTIAL, Temp: TEMPERATURE },
  cycling: { ...SWEEP, Pt: { name: 'record' }, Ach: { name: 'auxiliary_potential' } },
  'half-cycles': {
    Cycle: { name: 'cycle', expected: true },
    Type: { name: 'direction', expected: true },
    Charge: { name: 'charge', expected: true },
    Energy: { name: 'energy', expected: true },
    Time: TIME,
    Duration: { name: 'duration', expected: true },
    Vstart: { name: 'start_potential', expected: true },
    Vend: { name: 'end_potential', expected: true },
    Tstart: { name: 'start_temperature' },
    Tend: { name: 'end_temperature' },
  },
};

/** Used instead of the columns as measured where drift correction was on. */
export const DRIFT_CORRECTED: Readonly<Record<string, string>> = { ZrealDrCor: 'Zreal', ZimagDrCor: 'Zimag' };

/** Kinds of `CURVE` tables by experiment. */
const KIND_OF_TAG: Readonly<Record<string, Kind>> = {
  CV: 'voltammetry',
  LSV: 'voltammetry',
  CORPOT: 'open-circuit',
  PWR800_READVOLTAGE: 'open-circuit',
  CHRONOA: 'chronoamperometry',
  PWR800_POTENTIOSTATIC: 'chronoamperometry',
  CHRONOP: 'cycling',
  PWR800_CHARGE: 'cycling',
  PWR800_DISCHARGE: 'cycling',
  PWR800_CYCLICCHARGEDISCHARGE: 'cycling',
  PWR800_GALVANOSTATIC: 'cycling',
  PWRGITT: 'cycling',
  PWR800_GITT: 'cycling',
};

export const KNOWN_TAGS = Object.keys(KIND_OF_TAG);

/** Kind of a table by its name, its columns and the experiment; undefined where none fits. */
export function kindOfTable(name: string, columns: readonly string[], tag: string): Kind | undefined {
  const stem = name.replace(/\d+$/, '');
  if (stem === 'ZCURVE') return 'impedance';
  if (stem === 'OCVCURVE') return 'open-circuit';
  if (stem === 'CAPACITYCURVE') return 'half-cycles';
  if (stem === 'VFPCURVE') return 'chronoamperometry';
  if (stem !== 'CURVE') return undefined;
  if (columns.includes('Vfwd') && columns.includes('Vrev')) return 'square-wave-voltammetry';
  return Object.hasOwn(KIND_OF_TAG, tag) ? KIND_OF_TAG[tag] : undefined;
}

/** What each place of the `Over` string stands for (Gamry's help pages on overloads). */
export const OVERLOADS = [
  'timing',
  'potential overload',
  'control amplifier overload',
  'transient control amplifier overload',
  'current overload',
  'transient current overload',
  'hardware not settled',
  'reading not settled',
  'current converter out of range',
  'potential converter out of range',
] as const;
