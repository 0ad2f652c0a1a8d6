/** Circuit elements: impedance and its closed-form derivatives. */
import { openDiffusion, shortDiffusion } from './diffusion.ts';

/** How a fit moves a parameter: `log` ones are positive and move in their logarithm, an `exponent` moves as it is. */
export type Transform = 'log' | 'exponent';

export interface ElementParameter {
  /** '' where the element has no other; else appended to its name: CPE1_Q. */
  readonly name: string;
  readonly unit: string;
  readonly transform: Transform;
  /** Power of the ohm in the unit: what happens to the value when Z is multiplied. */
  readonly ohms: -1 | 0 | 1;
}

/**
 * Writes Z to out[0], out[1] and the derivative with respect to parameter k to out[2 + 2k], out[3 + 2k]: with
 * respect to ln p for a `log` parameter, to p itself for an `exponent`. The parameters begin at p[at];
 * ω in rad/s.
 */
type Impedance = (p: Float64Array, at: number, omega: number, out: Float64Array) => void;

export interface ElementType {
  readonly symbol: string;
  readonly description: string;
  readonly parameters: readonly ElementParameter[];
  readonly impedance: Impedance;
  /** Parameter values of an element of about this resistance at this time constant (s) with this exponent. */
  readonly typical: (resistance: number, tau: number, exponent: number) => readonly number[];
}

const log = (name: string, unit: string, ohms: -1 | 0 | 1): ElementParameter => ({
  name,
  unit,
  transform: 'log',
  ohms,
});
const EXPONENT: ElementParameter = { name: 'n', unit: '', transform: 'exponent', ohms: 0 };
const QUARTER_TURN = Math.PI / 2;

const ELEMENTS = [
  {
    symbol: 'R',
    description: 'resistor, Z = R',
    parameters: [log('', 'ohm', 1)],
    impedance: (p, at, _omega, out) => {
      out[0] = p[at]!;
      out[1] = 0;
      out[2] = p[at]!;
      out[3] = 0;
    },
    typical: (r) => [r],
  },
  {
    symbol: 'C',
    description: 'capacitor, Z = 1/(jωC)',
    parameters: [log('', 'F', -1)],
    impedance: (p, at, omega, out) => {
      const size = 1 / (omega * p[at]!);
      out[0] = 0;
      out[1] = -size;
      out[2] = 0;
      out[3] = size;
    },
    typical: (r, tau) => [tau / r],
  },
  {
    symbol: 'L',
    description: 'inductor, Z = jωL',
    parameters: [log('', 'H', 1)],
    impedance: (p, at, omega, out) => {
      out[0] = 0;
      out[1] = omega * p[at]!;
      out[2] = 0;
      out[3] = out[1]!;
    },
    typical: (r, tau) => [tau * r],
  },
  {
    symbol: 'CPE',
    description: 'constant-phase element, Z = 1/(Q (jω)^n)',
    parameters: [log('Q', 'S s^n', -1), EXPONENT],
    impedance: constantPhase,
    typical: (r, tau, n) => [tau ** n / r, n],
  },
  {
    symbol: 'W',
    description: 'semi-infinite (Warburg) diffusion, Z = σ (1 − j)/√ω',
    parameters: [log('', 'ohm/sqrt(s)', 1)],
    impedance: (p, at, omega, out) => {
      const size = p[at]! / Math.sqrt(omega);
      out[0] = size;
      out[1] = -size;
      out[2] = size;
      out[3] = -size;
    },
    typical: (r, tau) => [r / Math.sqrt(tau)],
  },
  {
    symbol: 'Wo',
    description: 'diffusion in a layer with a blocked end, Z = R coth(s)/s, s = √(jωτ)',
    parameters: [log('R', 'ohm', 1), log('tau', 's', 0)],
    impedance: (p, at, omega, out) => diffusionLayer(openDiffusion, p, at, omega, out),
    typical: (r, tau) => [r, tau],
  },
  {
    symbol: 'Ws',
    description: 'diffusion in a layer with a transmitting end, Z = R tanh(s)/s, s = √(jωτ)',
    parameters: [log('R', 'ohm', 1), log('tau', 's', 0)],
    impedance: (p, at, omega, out) => diffusionLayer(shortDiffusion, p, at, omega, out),
    typical: (r, tau) => [r, tau],
  },
  {
    symbol: 'G',
    description: 'Gerischer element, Z = R/√(1 + jωτ)',
    parameters: [log('R', 'ohm', 1), log('tau', 's', 0)],
    impedance: gerischer,
    typical: (r, tau) => [r, tau],
  },
  {
    symbol: 'K',
    description: 'resistor and capacitor in parallel, Z = R/(1 + jωτ)',
    parameters: [log('R', 'ohm', 1), log('tau', 's', 0)],
    impedance: (p, at, omega, out) => depressedArc(p[at]!, p[at + 1]!, 1, omega, out),
    typical: (r, tau) => [r, tau],
  },
  {
    symbol: 'Zarc',
    description: 'depressed arc, Z = R/(1 + (jωτ)^n); also written ZARC',
    parameters: [log('R', 'ohm', 1), log('tau', 's', 0), EXPONENT],
    impedance: (p, at, omega, out) => depressedArc(p[at]!, p[at + 1]!, p[at + 2]!, omega, out),
    typical: (r, tau, n) => [r, tau, n],
  },
] as const satisfies readonly ElementType[];

/** Every element that a circuit string may use, in the order in which lists show them. */
export const ELEMENT_TYPES: readonly ElementType[] = ELEMENTS;

const BY_SYMBOL = new Map<string, ElementType>(ELEMENT_TYPES.map((type) => [type.symbol, type]));

/** The element of a symbol, undefined where there is none. */
export function elementType(symbol: string): ElementType | undefined {
  return BY_SYMBOL.get(symbol === 'ZARC' ? 'Zarc' : symbol);
}

function constantPhase(p: Float64Array, at: number, omega: number, out: Float64Array): void {
  const n = p[at + 1]!;
  const logOmega = Math.log(omega);
  const size = Math.exp(-n * logOmega) / p[at]!;
  const re = size * Math.cos(n * QUARTER_TURN);
  const im = -size * Math.sin(n * QUARTER_TURN);
  out[0] = re;
  out[1] = im;
  out[2] = -re;
  out[3] = -im;
  // ∂Z/∂n = −Z·ln(jω)
  out[4] = -(re * logOmega - im * QUARTER_TURN);
  out[5] = -(re * QUARTER_TURN + im * logOmega);
}

function depressedArc(r: number, tau: number, n: number, omega: number, out: Float64Array): void {
  const logScaled = Math.log(omega * tau);
  const angle = n * QUARTER_TURN;
  // below one the size of (jωτ)^n, above it that of its inverse, so that nothing overflows
  const above = logScaled > 0;
  const size = Math.exp(-n * Math.abs(logScaled));
  const xr = size * Math.cos(angle);
  const xi = above ? -size * Math.sin(angle) : size * Math.sin(angle);
  const d = (1 + xr) ** 2 + xi ** 2;
  // a = 1/(1 + x), b = x/(1 + x); their parts swap when x stands for the inverse
  const ar = (1 + xr) / d;
  const ai = -xi / d;
  const br = xr * ar - xi * ai;
  const bi = xr * ai + xi * ar;
  const [qr, qi, vr, vi] = above ? [br, bi, ar, ai] : [ar, ai, br, bi];
  out[0] = r * qr;
  out[1] = r * qi;
  out[2] = out[0]!;
  out[3] = out[1]!;
  const gr = -r * (qr * vr - qi * vi);
  const gi = -r * (qr * vi + qi * vr);
  out[4] = n * gr;
  out[5] = n * gi;
  out[6] = gr * logScaled - gi * QUARTER_TURN;
  out[7] = gr * QUARTER_TURN + gi * logScaled;
}

function gerischer(p: Float64Array, at: number, omega: number, out: Float64Array): void {
  const r = p[at]!;
  const x = omega * p[at + 1]!;
  const size = r / Math.sqrt(Math.hypot(1, x));
  const angle = -Math.atan(x) / 2;
  const re = size * Math.cos(angle);
  const im = size * Math.sin(angle);
  out[0] = re;
  out[1] = im;
  out[2] = re;
  out[3] = im;
  // ∂Z/∂ln τ = −½ Z jx/(1 + jx); jx/(1 + jx) = (x² + jx)/(1 + x²), divided by x² where x is large
  const large = x > 1;
  const inverse = large ? 1 / x : x;
  const d = 1 + inverse * inverse;
  const fr = (large ? 1 : x * x) / d;
  const fi = inverse / d;
  out[4] = -0.5 * (re * fr - im * fi);
  out[5] = -0.5 * (re * fi + im * fr);
}

function diffusionLayer(
  layer: (x: number, out: Float64Array) => void,
  p: Float64Array,
  at: number,
  omega: number,
  out: Float64Array,
): void {
  const r = p[at]!;
  layer(omega * p[at + 1]!, out);
  out[4] = r * out[2]!;
  out[5] = r * out[3]!;
  out[0] = r * out[0]!;
  out[1] = r * out[1]!;
  out[2] = out[0]!;
  out[3] = out[1]!;
}
