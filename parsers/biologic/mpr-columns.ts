/** Column ids of the data module: id → name in EC-Lab's text export, and how a value is stored. */
import { MANUAL_COLUMNS } from './mpr-manual-columns.ts';

export type Storage = 'f8' | 'f4' | 'u4' | 'u2' | 'u1' | 'flag';

export interface MprColumn {
  readonly name: string;
  readonly storage: Storage;
  /** Of a flag: its place in the byte that all flags of a row share, and its width as a mask. */
  readonly shift: number;
  readonly mask: number;
}

/** Ids that are one byte together, which stands where the first of them does. */
const FLAGS: Readonly<Record<number, readonly [name: string, shift: number, mask: number]>> = {
  1: ['mode', 0, 0b11],
  2: ['ox/red', 2, 1],
  3: ['error', 3, 1],
  21: ['control changes', 4, 1],
  31: ['Ns changes', 5, 1],
  65: ['counter inc.', 7, 1],
};

const DOUBLES: Readonly<Record<number, string>> = {
  4: 'time/s',
  7: 'dq/mA.h',
  11: '<I>/mA',
  13: '(Q-Qo)/mA.h',
  23: 'dQ/mA.h',
  24: 'cycle number',
  74: '|Energy|/W.h',
  123: 'Energy charge/W.h',
  124: 'Energy discharge/W.h',
  125: 'Capacitance charge/µF',
  126: 'Capacitance discharge/µF',
  438: 'step time/s',
  467: 'Q charge/discharge/mA.h',
  878: 'Energy ce/W.h',
  880: 'Energy we/W.h',
  883: 'Energy ce charge/W.h',
  884: 'Energy ce discharge/W.h',
};

const SINGLES: Readonly<Record<number, string>> = {
  5: 'control/V/mA',
  6: 'Ewe/V',
  8: 'I/mA',
  9: 'Ece/V',
  16: 'Analog IN 1/V',
  17: 'Analog IN 2/V',
  19: 'control/V',
  20: 'control/mA',
  26: 'Rapp/Ohm',
  27: 'Ewe-Ece/V',
  32: 'freq/Hz',
  33: '|Ewe|/V',
  34: '|I|/A',
  35: 'Phase(Z)/deg',
  36: '|Z|/Ohm',
  37: 'Re(Z)/Ohm',
  38: '-Im(Z)/Ohm',
  50: 'E0/V',
  69: 'R/Ohm',
  70: 'P/W',
  73: 'rotation rate/rpm',
  75: 'Analog OUT/V',
  76: '<I>/mA',
  77: '<Ewe>/V',
  78: 'Cs-2/µF-2',
  96: '|Ece|/V',
  98: 'Phase(Zce)/deg',
  99: '|Zce|/Ohm',
  100: 'Re(Zce)/Ohm',
  101: '-Im(Zce)/Ohm',
  163: '|Estack|/V',
  168: 'Rcmp/Ohm',
  169: 'Cs/µF',
  172: 'Cp/µF',
  173: 'Cp-2/µF-2',
  174: '<Ewe>/V',
  422: 'Phase(Zstack)/deg',
  423: '|Zstack|/Ohm',
  424: 'Re(Zstack)/Ohm',
  425: '-Im(Zstack)/Ohm',
  426: '<Estack>/V',
  430: 'Phase(Zwe-ce)/deg',
  431: '|Zwe-ce|/Ohm',
  432: 'Re(Zwe-ce)/Ohm',
  433: '-Im(Zwe-ce)/Ohm',
  434: '(Q-Qo)/C',
  435: 'dQ/C',
  441: '<Ece>/V',
  462: 'Temperature/°C',
  471: '<Ece>/V',
  473: 'THD Ewe/%',
  474: 'THD I/%',
  475: 'THD Ece/%',
  476: 'NSD Ewe/%',
  477: 'NSD I/%',
  478: 'NSD Ece/%',
  479: 'NSR Ewe/%',
  480: 'NSR I/%',
  481: 'NSR Ece/%',
  505: 'Rdc/Ohm',
};

const UNSIGNED: Readonly<Record<number, readonly [name: string, storage: Storage]>> = {
  39: ['I Range', 'u2'],
  131: ['Ns', 'u2'],
  468: ['half cycle', 'u4'],
  469: ['z cycle', 'u4'],
  509: ['Acir/Dcir Control', 'u1'],
};

/** Of each cell 1 … 30 of a stack, ids from the first on. */
const STACK_CELLS: readonly (readonly [first: number, name: (cell: number) => string])[] = [
  [241, (cell) => `|E${cell}|/V`],
  [271, (cell) => `Phase(Z${cell})/deg`],
  [301, (cell) => `|Z${cell}|/Ohm`],
  [331, (cell) => `Re(Z${cell})/Ohm`],
  [361, (cell) => `-Im(Z${cell})/Ohm`],
  [391, (cell) => `<E${cell}>/V`],
];

/** Harmonics 2 … 7, ids from the first on. */
const HARMONICS: readonly (readonly [first: number, name: (harmonic: number) => string])[] = [
  [486, (harmonic) => `|Ewe h${harmonic}|/V`],
  [492, (harmonic) => `|I h${harmonic}|/A`],
];
const ECE_HARMONICS = [498, (harmonic: number) => `|Ece h${harmonic}|/V`] as const;

/** The same ids in files without the harmonics of the potential; values since the start of the step. */
const STEP_QUANTITIES: Readonly<Record<number, string>> = {
  498: 'Q charge/mA.h',
  499: 'Q discharge/mA.h',
  500: 'step time/s',
  501: 'Efficiency/%',
  502: 'Capacity/mA.h',
};

function numbered(
  series: readonly (readonly [first: number, name: (n: number) => string])[],
  from: number,
  to: number,
): Map<number, MprColumn> {
  const columns = new Map<number, MprColumn>();
  for (const [first, name] of series) {
    for (let n = from; n <= to; n++) columns.set(first + n - from, plain(name(n), 'f4'));
  }
  return columns;
}

function plain(name: string, storage: Storage): MprColumn {
  return { name, storage, shift: 0, mask: 0 };
}

const ALL: ReadonlyMap<number, MprColumn> = new Map([
  ...MANUAL_COLUMNS.map(([id, name, storage]) => [id, plain(name, storage)] as const),
  ...Object.entries(FLAGS).map(
    ([id, [name, shift, mask]]) => [Number(id), { name, storage: 'flag', shift, mask } as const] as const,
  ),
  ...Object.entries(DOUBLES).map(([id, name]) => [Number(id), plain(name, 'f8')] as const),
  ...Object.entries(SINGLES).map(([id, name]) => [Number(id), plain(name, 'f4')] as const),
  ...Object.entries(UNSIGNED).map(([id, [name, storage]]) => [Number(id), plain(name, storage)] as const),
  ...numbered(STACK_CELLS, 1, 30),
  ...numbered(HARMONICS, 2, 7),
]);

const WITH_ECE_HARMONICS: ReadonlyMap<number, MprColumn> = new Map([...ALL, ...numbered([ECE_HARMONICS], 2, 7)]);
const WITH_STEP_QUANTITIES: ReadonlyMap<number, MprColumn> = new Map([
  ...ALL,
  ...Object.entries(STEP_QUANTITIES).map(([id, name]) => [Number(id), plain(name, 'f8')] as const),
]);

/** Names for the wording of a program version. */
export interface Wording {
  /** BT-Lab's cyclers have no reference electrode: `Ecell` instead of `Ewe`. */
  readonly isBtLab: boolean;
  /** `Pwe/W`, `Energy we charge/W.h`: EC-Lab from 11.60 on, BT-Lab. */
  readonly namesElectrode: boolean;
}

const ELECTRODE_NAMES: Readonly<Record<string, string>> = {
  'P/W': 'Pwe/W',
  'Energy charge/W.h': 'Energy we charge/W.h',
  'Energy discharge/W.h': 'Energy we discharge/W.h',
};

/** A name in the wording of the program that wrote the file. */
export function worded(name: string, wording: Wording): string {
  if (wording.isBtLab && name === 'Ewe/V') return 'Ecell/V';
  return wording.namesElectrode && Object.hasOwn(ELECTRODE_NAMES, name) ? (ELECTRODE_NAMES[name] ?? name) : name;
}

/** What the ids of one file mean; undefined for an unknown one. */
export function columnOf(id: number, ids: readonly number[]): MprColumn | undefined {
  return (ids.includes(486) ? WITH_ECE_HARMONICS : WITH_STEP_QUANTITIES).get(id);
}
