/** Where a series bends: one straight line against two that meet. */

export interface BrokenLine {
  /** Where the two lines meet. */
  readonly knee: number;
  readonly slopeBefore: number;
  readonly slopeAfter: number;
  /** BIC of the single line minus that of the broken one; above 10 the bend is called very strong evidence. */
  readonly bicGain: number;
}

/** Squares of residuals below this share of the squared data are rounding. */
const ROUNDING = 1e-24;

/** Bends tried in a first pass over a long series; a second pass tries the points around the best. */
const FIRST_BENDS = 200;

/**
 * Least-squares continuous two-segment line with its bend at one of the points, at least `fewest` points on either
 * side. Undefined where there are too few points.
 */
export function brokenLine(x: Float64Array, y: Float64Array, fewest: number): BrokenLine | undefined {
  const n = x.length;
  if (n < 2 * fewest + 1) return undefined;
  const single = residualSquares(x, y, Number.POSITIVE_INFINITY);
  const stride = Math.ceil(n / FIRST_BENDS);
  const coarse = bestBend(x, y, fewest, n - fewest, stride);
  if (coarse === undefined) return undefined;
  const [from, to] = [Math.max(fewest, coarse.at - stride + 1), Math.min(n - fewest, coarse.at + stride)];
  const best = stride === 1 ? coarse : (bestBend(x, y, from, to, 1) ?? coarse);
  const floor = ROUNDING * n * y.reduce((largest, value) => Math.max(largest, value * value), Number.MIN_VALUE);
  const bicGain = n * Math.log((single.squares + floor) / (best.fit.squares + floor)) - 2 * Math.log(n);
  return { knee: x[best.at]!, slopeBefore: best.fit.slope, slopeAfter: best.fit.slope + best.fit.bend, bicGain };
}

interface Bend {
  readonly at: number;
  readonly fit: HingeFit;
}

function bestBend(x: Float64Array, y: Float64Array, from: number, to: number, stride: number): Bend | undefined {
  let best: Bend | undefined;
  for (let at = from; at < to; at += stride) {
    const fit = residualSquares(x, y, x[at]!);
    if (best === undefined || fit.squares < best.fit.squares) best = { at, fit };
  }
  return best;
}

interface HingeFit {
  readonly slope: number;
  readonly bend: number;
  readonly squares: number;
}

/** y = a + slope·x + bend·max(0, x − knee) by normal equations on centred columns. */
function residualSquares(x: Float64Array, y: Float64Array, knee: number): HingeFit {
  const n = x.length;
  let mx = 0;
  let mh = 0;
  let my = 0;
  for (let i = 0; i < n; i++) {
    mx += x[i]! / n;
    mh += Math.max(0, x[i]! - knee) / n;
    my += y[i]! / n;
  }
  let xx = 0;
  let xh = 0;
  let hh = 0;
  let xy = 0;
  let hy = 0;
  let yy = 0;
  for (let i = 0; i < n; i++) {
    const dx = x[i]! - mx;
    const dh = Math.max(0, x[i]! - knee) - mh;
    const dy = y[i]! - my;
    xx += dx * dx;
    xh += dx * dh;
    hh += dh * dh;
    xy += dx * dy;
    hy += dh * dy;
    yy += dy * dy;
  }
  const determinant = xx * hh - xh * xh;
  const hinged = Number.isFinite(knee) && determinant > 1e-12 * xx * hh;
  const bend = hinged ? (hy * xx - xy * xh) / determinant : 0;
  const slope = (xy - bend * xh) / xx;
  return { slope, bend, squares: yy - slope * xy - bend * hy };
}
