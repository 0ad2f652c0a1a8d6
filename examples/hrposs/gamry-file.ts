/**
 * A potentiostatic impedance file of Gamry Framework 6.33 (`.DTA`, experiment EISPOT) and its habits: header lines
 * `KEY<TAB>TYPE<TAB>value<TAB>label` with `&` before accelerator keys, notes by count, the table of the open circuit
 * within the header, ZCURVE without a number of rows, three digits in exponents, the degree sign in latin-1, CRLF.
 */
import type { SpectrumPoint } from './impedance-spectrum.ts';
import { SWEEP } from './impedance-truth.ts';
import type { Noise } from './random.ts';

export interface ImpedanceRun {
  /** By the instrument's clock, kept in the fields of UTC. */
  readonly started: Date;
  readonly notes: readonly string[];
  /** V against the reference electrode, here lithium; held during the sweep. */
  readonly potential: number;
  /** Direction of the half-cycle before: the cell relaxes against it, and its current still fades. */
  readonly direction: 1 | -1;
  readonly points: readonly SpectrumPoint[];
}

const OPEN_CIRCUIT_POINTS = 19;
const OPEN_CIRCUIT_INTERVAL = 0.258333;
/** Below this |Z| in Ω the 10 mV need the larger current range. */
const LARGE_CURRENT = 30;

/** The file's bytes: they depend on the arguments only. */
export function gamryFile(run: ImpedanceRun, random: Noise): Uint8Array {
  const { rows, last } = openCircuit(run, random);
  const lines = [
    ...setup(run),
    ...table(
      `OCVCURVE\tTABLE\t${rows.length}`,
      'Pt T Vf Vm Ach Over',
      ['#', 's', 'V vs. Ref.', 'V', 'V', 'bits'],
      rows,
    ),
    `EOC\tQUANT\t${general(last)}\tOpen Circuit (V)`,
    ...hardware(),
    ...table(
      'ZCURVE\tTABLE',
      'Pt Time Freq Zreal Zimag Zsig Zmod Zphz Idc Vdc IERange',
      ['#', 's', 'Hz', 'ohm', 'ohm', 'V', 'ohm', '\u00b0', 'A', 'V', '#'],
      sweep(run, random),
    ),
  ];
  return new Uint8Array(Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1'));
}

function setup({ started, notes, potential }: ImpedanceRun): string[] {
  const time = started.toISOString().slice(11, 19);
  const date = `${started.getUTCFullYear()}/${started.getUTCMonth() + 1}/${started.getUTCDate()}`;
  return [
    'EXPLAIN',
    'TAG\tEISPOT',
    'TITLE\tLABEL\tPotentiostatic EIS\tTest &Identifier',
    `DATE\tLABEL\t${date}\tDate`,
    `TIME\tLABEL\t${time}\tTime`,
    `NOTES\tNOTES\t${notes.length}\t&Notes...`,
    ...notes.map((note) => `\t${note}`),
    'PSTAT\tPSTAT\tREF3000-00000\tPotentiostat',
    `VDC\tPOTEN\t${scientific(potential)}\tF\tDC &Voltage (V)`,
    `FREQINIT\tQUANT\t${scientific(SWEEP.from)}\tInitial Fre&q. (Hz)`,
    `FREQFINAL\tQUANT\t${scientific(SWEEP.to)}\tFinal Fre&q. (Hz)`,
    `PTSPERDEC\tQUANT\t${scientific(SWEEP.pointsPerDecade)}\tPoints/&decade`,
    `VAC\tQUANT\t${scientific(10)}\tAC &Voltage (mV rms)`,
    `AREA\tQUANT\t${scientific(1)}\t&Area (cm^2)`,
    `CONDIT\tTWOPARAM\tF\t${scientific(15)}\t${scientific(0)}\tConditionin&g\tTime(s)\tE(V)`,
    `DELAY\tTWOPARAM\tT\t${scientific(5)}\t${scientific(0)}\tInit. De&lay\tTime(s)\tStab.(mV/s)`,
    'SPEED\tSELECTOR\t1\t&Optimize for:',
    `ZGUESS\tQUANT\t${scientific(150)}\tE&stimated Z (ohms)`,
  ];
}

function hardware(): string[] {
  return [
    'PSTATMODEL\tIQUANT\t5\tPstat Model',
    'CTRLMODE\tIQUANT\t1\tControl Mode',
    'ELECTROMETER\tIQUANT\t0\tRE=0 or CS=1',
    'CONVENTION\tIQUANT\t1\tCurrent Convention',
    'IERANGEMODE\tTOGGLE\tF\tI/E AutoRange',
    'IERANGE\tIQUANT\t10\tI/E Range',
    'POSFEEDENABLE\tTOGGLE\tF\tPositive Feedback IR Comp',
    'FRAMEWORKVERSION\tQUANT\t6.33\tFramework Version',
  ];
}

/** The cell let go for a few seconds: rows, and the potential at the end. */
function openCircuit({ potential, direction }: ImpedanceRun, random: Noise) {
  let last = potential;
  const rows = Array.from({ length: OPEN_CIRCUIT_POINTS }, (_, i) => {
    const time = (i + 1) * OPEN_CIRCUIT_INTERVAL;
    last = potential - direction * 0.006 * (1 - Math.exp(-time / 20));
    const measured = last + 2e-5 * random.normal();
    const auxiliary = 2.6e-4 + 5e-6 * random.normal();
    return [`${i}`, general(time, 6), scientific(last), scientific(measured), scientific(auxiliary), '..........a'];
  });
  return { rows, last };
}

function sweep({ points, potential, direction }: ImpedanceRun, random: Noise): string[][] {
  let time = 0;
  return points.map(({ frequency, real, imaginary }, i) => {
    // settling, then a little more than two periods
    time += 1.4 + 2.3 / frequency;
    const modulus = Math.sqrt(real * real + imaginary * imaginary);
    const phase = (Math.atan2(imaginary, real) * 180) / Math.PI;
    const current = direction * (1e-6 + 4e-6 * Math.exp(-time / 400)) * (1 + 0.01 * random.normal());
    const held = potential + 1e-5 * random.normal();
    const measured = [frequency, real, imaginary, 1, modulus, phase, current, held].map((value) => general(value));
    return [`${i}`, `${Math.round(time)}`, ...measured, modulus < LARGE_CURRENT ? '10' : '9'];
  });
}

function table(head: string, names: string, units: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [head, ...[names.split(' '), units, ...rows].map((cells) => `\t${cells.join('\t')}`)];
}

/** The shorter of fixed and scientific notation, without trailing zeros. */
function general(value: number, digits = 7): string {
  const [mantissa = '', exponent = ''] = value.toExponential(digits - 1).split('e');
  const power = Number(exponent);
  if (power >= -4 && power < digits) return String(Number(value.toPrecision(digits)));
  return `${Number(mantissa)}E${threeDigits(power)}`;
}

/** Six digits, always with an exponent. */
function scientific(value: number): string {
  const [mantissa = '', exponent = ''] = value.toExponential(5).split('e');
  return `${mantissa}E${threeDigits(Number(exponent))}`;
}

function threeDigits(power: number): string {
  return `${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(3, '0')}`;
}
