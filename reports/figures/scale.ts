/** Linear axes: domain, ticks and how their numbers are written. */

export interface Axis {
  readonly title: string;
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly decimals: number;
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

/** A tick's number as Vega's axis writes it. */
export function tickText(axis: Axis, value: number): string {
  return value.toFixed(axis.decimals).replace('-', '−');
}

/** Where a value stands between 0 and `length`, from the low end of the domain. */
export function position(axis: Axis, value: number, length: number): number {
  const [low, high] = axis.domain;
  return ((value - low) / (high - low)) * length;
}
