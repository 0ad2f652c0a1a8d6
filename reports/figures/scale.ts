/** Axes: domain, ticks and how their numbers are written. */

export interface Axis {
  readonly title: string;
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  /** Of the numbers at the ticks of a linear axis. */
  readonly decimals: number;
  /** Default: linear. */
  readonly type?: 'linear' | 'log';
  /** Shorter ticks without a number. */
  readonly minorTicks?: readonly number[];
  /** Names at the ticks, instead of numbers. */
  readonly names?: readonly string[];
}

export interface AxisOptions {
  /** About how many ticks; default 5. */
  readonly ticks?: number;
  /** No ticks between whole numbers. */
  readonly whole?: boolean;
}

/** Relative to the ends of the domain; below it a number's digits do not tell its ends apart. */
const LEAST_SPAN = 1e-12;

/** An axis with ticks at 1, 2 or 5 times a power of ten inside the domain. */
export function linearAxis(title: string, low: number, end: number, options: AxisOptions = {}): Axis {
  const high = Math.max(end, low + LEAST_SPAN * Math.max(1, Math.abs(low)));
  const rough = (high - low) / (options.ticks ?? 5);
  const power = Math.floor(Math.log10(rough));
  const lead = rough / 10 ** power;
  const factor = lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10;
  const exponent = factor === 10 ? power + 1 : power;
  const decimals = options.whole === true ? 0 : Math.max(0, -exponent);
  const exact = Number(`${factor === 10 ? 1 : factor}e${exponent}`);
  const step = options.whole === true ? Math.max(1, exact) : exact;
  const ticks: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
    ticks.push(Number((i * step).toFixed(decimals)));
  }
  return { title, domain: [low, high], ticks, decimals };
}

/** Cycle numbers: from zero where that costs little room, else from just before the first. */
export function cycleAxis(cycles: Iterable<number>): Axis {
  const [first, last] = extent(cycles);
  const span = last - first;
  const title = 'Cycle number';
  if (span <= 12) return linearAxis(title, first - 0.5, last + 0.5, { ticks: span + 1, whole: true });
  const low = first >= 0 && first < 0.4 * span ? 0 : first;
  const margin = 0.025 * (last - low);
  return linearAxis(title, low - margin, last + margin, { whole: true });
}

/** Smallest and largest finite value; [0, 1] where there is none. */
export function extent(values: Iterable<number>): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 1];
}

/** Fewer powers of ten do not make a scale: 2 and 5 times a power of ten get a number too. */
const FEWEST_POWERS = 3;
/** With more powers of ten only every second, third ... gets a number. */
const MOST_POWERS = 7;

/**
 * A logarithmic axis with ticks at powers of ten, and minor ticks at 2 to 9 times a power of ten, or at the powers
 * without a number where these are many. Throws a RangeError unless 0 < low < high.
 */
export function logAxis(title: string, low: number, high: number): Axis {
  if (!(low > 0 && high > low)) throw new RangeError(`no logarithmic axis from ${low} to ${high}`);
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const inside = (value: number) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
  const exponents = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const multiples = (leads: readonly number[], of = exponents) =>
    of.flatMap((exponent) => leads.map((lead) => Number(`${lead}e${exponent}`))).filter(inside);
  const powers = multiples([1]);
  const every = Math.ceil(powers.length / MOST_POWERS);
  const numbered = exponents.filter((exponent) => exponent % every === 0);
  const ticks = powers.length < FEWEST_POWERS ? multiples([1, 2, 5]) : multiples([1], numbered);
  const between = every > 1 ? powers : multiples([2, 3, 4, 5, 6, 7, 8, 9]);
  const minorTicks = between.filter((value) => !ticks.includes(value));
  return { title, domain: [low, high], ticks, minorTicks, decimals: 0, type: 'log' };
}

/** An axis with a place for each name, in their order: 1, 2, 3 ... */
export function nameAxis(title: string, names: readonly string[]): Axis {
  return { title, domain: [0.5, names.length + 0.5], ticks: names.map((_, i) => i + 1), decimals: 0, names };
}

export interface EqualAxes {
  readonly x: Axis;
  readonly y: Axis;
  readonly aspect: number;
}

export interface AxisRange {
  readonly title: string;
  readonly low: number;
  readonly high: number;
}

/**
 * Two axes on which equal lengths are equal differences, in a frame of the returned aspect (width over height): that of
 * the ranges, but not outside `least` to `most`. There the upper end of the shorter range moves out.
 */
export function equalAxes(x: AxisRange, y: AxisRange, least: number, most: number): EqualAxes {
  const largest = Math.max(...[x.low, x.high, y.low, y.high].map(Math.abs));
  const span = ({ low, high }: AxisRange) => Math.max(high - low, 1e-9 * largest, Number.MIN_VALUE);
  const height = Math.max(span(y), span(x) / most);
  const width = Math.max(span(x), height * least);
  // As many ticks for the length on both axes: the same step.
  const ticks = Math.max(5, (3 * width) / height);
  const across = linearAxis(x.title, x.low, x.low + width, { ticks });
  const up = linearAxis(y.title, y.low, y.low + height, { ticks: (ticks * height) / width });
  const [left, right] = across.domain;
  const [bottom, top] = up.domain;
  return { x: across, y: up, aspect: (right - left) / (top - bottom) };
}

const SUPERSCRIPTS: Readonly<Record<string, string>> = Object.fromEntries(
  [...'-0123456789'].map((digit, i) => [digit, [...'⁻⁰¹²³⁴⁵⁶⁷⁸⁹'][i] ?? '']),
);

/** Plain numbers where all ticks have few digits, else powers of ten. */
function logText({ ticks }: Axis, value: number): string {
  const [lead = '', power = ''] = value.toExponential(0).split('e');
  const exponent = Number(power);
  if (ticks.every((tick) => tick > 0.9e-3 && tick < 9.1e4)) return value.toFixed(Math.max(0, -exponent));
  const raised = [...String(exponent)].map((character) => SUPERSCRIPTS[character] ?? '').join('');
  return lead === '1' ? `10${raised}` : `${lead}×10${raised}`;
}

/** What stands at a tick: its number, or its name. */
export function tickText(axis: Axis, value: number): string {
  if (axis.names !== undefined) return axis.names[axis.ticks.indexOf(value)] ?? '';
  if (axis.type === 'log') return logText(axis, value);
  return value.toFixed(axis.decimals).replace('-', '−');
}

/** Where a value stands between 0 and `length`, from the low end of the domain. */
export function position(axis: Axis, value: number, length: number): number {
  const [low, high] = axis.domain;
  if (axis.type === 'log') return (Math.log(value / low) / Math.log(high / low)) * length;
  return ((value - low) / (high - low)) * length;
}
