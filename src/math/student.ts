/** Student's t distribution. */

/** Probability that |T| < t for `freedom` (whole, ≥ 1) degrees of freedom (Abramowitz and Stegun 26.7.3 and 26.7.4). */
export function studentWithin(t: number, freedom: number): number {
  const theta = Math.atan(t / Math.sqrt(freedom));
  const cosine = Math.cos(theta);
  const odd = freedom % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k < freedom; k += 2) {
    term *= ((k - 1) / k) * cosine * cosine;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (theta + Math.sin(theta) * sum) : Math.sin(theta) * sum;
}

/** The t for which |T| < t with probability `level`: 1.96 for 0.95 and many degrees of freedom. NaN below one. */
export function studentQuantile(level: number, freedom: number): number {
  if (!(freedom >= 1)) return Number.NaN;
  let low = 0;
  let high = Math.PI / 2;
  // bisection on the angle atan(t/√ν), which is bounded where t is not
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (studentWithin(Math.tan(middle) * Math.sqrt(freedom), freedom) < level) low = middle;
    else high = middle;
  }
  return Math.tan((low + high) / 2) * Math.sqrt(freedom);
}
