/**
 * Diffusion in a layer of finite thickness, for unit resistance: f(s²) with s = √(jx), x = ωτ.
 * Each function writes f to out[0], out[1] and ∂f/∂ln x to out[2], out[3].
 */

/** Below this |x| the power series is exact to rounding, and the closed form of the derivative is not. */
const SERIES_LIMIT = 0.01;
/** Above this √(x/2) the hyperbolic tangent is 1 to rounding. */
const TANH_ONE = 20;

/** Power series of tanh(s)/s in s² (Abramowitz and Stegun 4.5.64). */
const TANH_SERIES = [1, -1 / 3, 2 / 15, -17 / 315, 62 / 2835, -1382 / 155_925];
/** Power series of coth(s)/s in s², from the power −1 (4.5.67). */
const COTH_SERIES = [1, 1 / 3, -1 / 45, 2 / 945, -1 / 4725, 2 / 93_555];

/** Blocked end: coth(s)/s. */
export function openDiffusion(x: number, out: Float64Array): void {
  if (x < SERIES_LIMIT) {
    powerSeries(COTH_SERIES, -1, x, out);
    return;
  }
  const a = Math.sqrt(x / 2);
  const [tr, ti] = tanhDiagonal(a);
  const size = tr * tr + ti * ti;
  closedForm(tr / size, -ti / size, a, x, out);
}

/** Transmitting end: tanh(s)/s. */
export function shortDiffusion(x: number, out: Float64Array): void {
  if (x < SERIES_LIMIT) {
    powerSeries(TANH_SERIES, 0, x, out);
    return;
  }
  const a = Math.sqrt(x / 2);
  const [tr, ti] = tanhDiagonal(a);
  closedForm(tr, ti, a, x, out);
}

/** f = t/s for t = tanh s or coth s, both with dt/ds = 1 − t²: ∂f/∂ln x = ½(1 − t² − t/s). */
function closedForm(tr: number, ti: number, a: number, x: number, out: Float64Array): void {
  // 1/s = (a − ja)/x
  const re = (tr * a + ti * a) / x;
  const im = (ti * a - tr * a) / x;
  const one = a > TANH_ONE;
  out[0] = re;
  out[1] = im;
  out[2] = 0.5 * ((one ? 0 : 1 - tr * tr + ti * ti) - re);
  out[3] = 0.5 * ((one ? 0 : -2 * tr * ti) - im);
}

/** tanh(a + ja) without overflow. */
function tanhDiagonal(a: number): [number, number] {
  if (a > TANH_ONE) return [1, 0];
  const e = Math.exp(-2 * a);
  const d = 1 + e * e + 2 * e * Math.cos(2 * a);
  return [-Math.expm1(-4 * a) / d, (2 * e * Math.sin(2 * a)) / d];
}

/** Σ c·(jx)^k from the power given, and Σ k·c·(jx)^k. */
function powerSeries(coefficients: readonly number[], first: number, x: number, out: Float64Array): void {
  out.fill(0, 0, 4);
  for (let i = 0; i < coefficients.length; i++) {
    const power = first + i;
    const turn = (power + 4) % 4;
    const size = coefficients[i]! * x ** power * (turn < 2 ? 1 : -1);
    const part = turn % 2;
    out[part]! += size;
    out[2 + part]! += power * size;
  }
}
