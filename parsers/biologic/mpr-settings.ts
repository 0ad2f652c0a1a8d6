/** Facts around the rows: technique and cell (VMP Set), instrument and start (VMP LOG), loops (VMP loop). */
import { isoFromSeconds, secondsFromSerial } from '../../src/model/calendar.ts';
import { decodeText } from '../../src/model/text.ts';
import type { MprModule } from './mpr-modules.ts';

/** Technique ids → first line of the text export. */
const TECHNIQUES: Readonly<Record<number, string>> = {
  4: 'Galvanostatic Cycling with Potential Limitation',
  6: 'Cyclic Voltammetry',
  11: 'Open Circuit Voltage',
  24: 'Chronoamperometry / Chronocoulometry',
  25: 'Chronopotentiometry',
  28: 'Wait',
  29: 'Potentio Electrochemical Impedance Spectroscopy',
  30: 'Galvano Electrochemical Impedance Spectroscopy',
  50: 'IR compensation (PEIS)',
  108: 'Linear Sweep Voltammetry',
  117: 'Constant Voltage',
  127: 'Modulo Bat',
  136: 'Battery Capacity Determination',
  // From here on by EC-Lab's documentation, without a text export to compare with.
  12: 'Galvanostatic Cycling with Potential Limitation 2',
  22: 'Modular Potentio',
  48: 'Cyclic Voltammetry',
  51: 'Cyclic Voltammetry Advanced',
  118: 'Constant Current',
  119: 'Galvanostatic Cycling with Potential Limitation',
};

/** Units that the text export gives for the stored index; the value is in that unit. */
const AREA_UNITS: Readonly<Record<number, string>> = { 2: 'cm²', 3: 'mm²' };
const MASS_UNITS: Readonly<Record<number, { readonly unit: string; readonly grams: number }>> = {
  1: { unit: 'g', grams: 1 },
  2: { unit: 'mg', grams: 1e-3 },
};

/** EC-Lab writes 0.001 into every mass and area that nobody filled in, whatever the unit. */
const PLACEHOLDER = Math.fround(0.001);

/** OLE dates outside 1980 … 2100 are no start of a measurement. */
const EARLIEST_DATE = 29_221;
const LATEST_DATE = 73_050;

export interface Settings {
  readonly techniqueId: number;
  readonly technique: string;
  readonly meta: Readonly<Record<string, string>>;
  /** g, undefined where none was entered. */
  readonly activeMass: number | undefined;
}

export interface Log {
  readonly meta: Readonly<Record<string, string>>;
  /** ISO 8601 without zone, ''. */
  readonly started: string;
  readonly software: Software | undefined;
}

export interface Software {
  readonly isBtLab: boolean;
  readonly major: number;
  readonly minor: number;
}

/** Reads fields of a module that may end early: NaN and '' past its end. */
class Fields {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(module: MprModule) {
    this.#bytes = module.bytes;
    this.#view = new DataView(module.bytes.buffer, module.bytes.byteOffset, module.bytes.byteLength);
  }

  #holds(at: number, length: number): boolean {
    return at + length <= this.#bytes.length;
  }

  byte(at: number): number {
    return this.#bytes[at] ?? Number.NaN;
  }

  unsigned(at: number): number {
    return this.#holds(at, 4) ? this.#view.getUint32(at, true) : Number.NaN;
  }

  single(at: number): number {
    return this.#holds(at, 4) ? this.#view.getFloat32(at, true) : Number.NaN;
  }

  double(at: number): number {
    return this.#holds(at, 8) ? this.#view.getFloat64(at, true) : Number.NaN;
  }

  /** Text with its length before it, in the encoding of the PC, lines ended by `\n`; '' where it is not whole. */
  text(at: number): string {
    const length = this.#bytes[at] ?? 0;
    if (!this.#holds(at + 1, length)) return '';
    const { text } = decodeText(this.#bytes.subarray(at + 1, at + 1 + length));
    return text.replaceAll('\0', '').replaceAll('\r\n', '\n').trim();
  }
}

/** A single-precision number as it was entered. */
function entered(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(7))) : '';
}

function quantity(value: number, unit: string | undefined): string {
  const number = entered(value);
  return number === '' || unit === undefined ? number : `${number} ${unit}`;
}

/** Keeps what has a value. */
function filled(entries: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== ''));
}

/**
 * The settings module. `layoutKnown` is false for the oldest files, of whose settings only the technique is known.
 * Masses are as entered: the mass of active material in mg, the characteristic mass in the unit stored beside it.
 */
export function readSettings(module: MprModule, layoutKnown: boolean): Settings {
  const fields = new Fields(module);
  const techniqueId = fields.byte(0);
  const technique = TECHNIQUES[techniqueId] ?? '';
  const id = Number.isNaN(techniqueId) ? '' : String(techniqueId);
  if (!layoutKnown) return { techniqueId, technique, meta: filled({ technique_id: id }), activeMass: undefined };
  const mass = fields.single(0x24c);
  const massUnit = MASS_UNITS[fields.byte(0x251)];
  const reference = fields.text(0x215);
  const meta = filled({
    technique_id: id,
    Comments: fields.text(0x07),
    'Electrode material': fields.text(0x11e),
    Electrolyte: fields.text(0x1c0),
    'Mass of active material': quantity(fields.single(0x107), 'mg'),
    'Molecular weight of active material': quantity(fields.single(0x10f), 'g/mol'),
    'Electrode surface area': quantity(fields.single(0x211), AREA_UNITS[fields.byte(0x250)]),
    'Reference electrode': reference === '(unspecified)' ? '' : `${reference} (${quantity(fields.single(0x248), 'V')})`,
    'Characteristic mass': quantity(mass, massUnit?.unit),
    'Battery capacity': quantity(fields.single(0x25c), 'mA.h'),
  });
  return { techniqueId, technique, meta, activeMass: enteredMass(mass, massUnit?.grams) };
}

/** Nothing for the value that EC-Lab fills in itself, and none without a known unit. */
function enteredMass(mass: number, grams: number | undefined): number | undefined {
  if (grams === undefined || !Number.isFinite(mass) || mass <= 0 || mass === PLACEHOLDER) return undefined;
  // As entered: 1.39 mg, not the 1.3899999856948853 of single precision.
  return Number((Number(mass.toPrecision(7)) * grams).toPrecision(7));
}

/** The log module; the start is that of the first technique of the experiment. */
export function readLog(module: MprModule): Log {
  const fields = new Fields(module);
  const date = fields.double(0x249);
  const started = date > EARLIEST_DATE && date < LATEST_DATE ? isoFromSeconds(secondsFromSerial(date, false)) : '';
  const version = fields.text(0x3b7);
  const software = softwareOf(version);
  const program = software?.isBtLab ? 'BT-Lab' : 'EC-Lab';
  const meta = filled({
    'Run on channel': channelName(fields, software),
    Device: labelled('SN ', fields.text(0x3cf)),
    Software: labelled(`${program} v`, version),
    'Internet server': labelled('v', fields.text(0x3be)),
    'Command interpretor': labelled('v', fields.text(0x3c5)),
    // Without the folder, which names the PC and its user.
    File: fields.text(0x251).split(/[\\/]/).at(-1) ?? '',
  });
  return { meta, started, software };
}

function labelled(label: string, value: string): string {
  return value === '' ? '' : label + value;
}

/** EC-Lab counts channels; BT-Lab's cyclers have boards A, B, … of eight. */
function channelName(fields: Fields, software: Software | undefined): string {
  const channel = fields.byte(0x09);
  const serial = fields.unsigned(0xab);
  if (Number.isNaN(channel)) return '';
  const name = software?.isBtLab
    ? `${String.fromCharCode(65 + Math.floor(channel / 8))}${(channel % 8) + 1}`
    : String(channel + 1);
  return Number.isNaN(serial) ? name : `${name} (SN ${String(serial).padStart(4, '0')})`;
}

/** BT-Lab counts its versions from 1; EC-Lab was at 10 when this format came. */
function softwareOf(version: string): Software | undefined {
  const match = /^(\d+)\.(\d+)/.exec(version);
  if (match === null) return undefined;
  const major = Number(match[1]);
  return { isBtLab: major === 1, major, minor: Number(match[2]) };
}

/** The loop module: first rows of the loops, and the row after the last one. */
export function readLoops(module: MprModule): Record<string, string> {
  const fields = new Fields(module);
  const bounds = fields.unsigned(0);
  if (!(bounds >= 2) || 4 + 4 * bounds > module.bytes.length) return {};
  const starts = Array.from({ length: bounds - 1 }, (_, k) => fields.unsigned(4 + 4 * k));
  return { 'Number of loops': String(starts.length), 'First rows of the loops': starts.join(' ') };
}
