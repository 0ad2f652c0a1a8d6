/** Covariance of least-squares parameters, also where the data leave a direction of them open. */
import { symmetricEigen } from './linear-algebra.ts';

export interface Covariance {
  /** n·n, row-major; 0 where a parameter is held fixed, NaN where it is not determined. */
  readonly matrix: Float64Array;
  /** Parameters that the data leave open, alone or against others. */
  readonly undetermined: readonly boolean[];
  /** Variance of a function of the parameters from its gradient; NaN if it changes along an open direction. */
  varianceOf(gradient: ArrayLike<number>): number;
}

/** Eigenvalue of the column-scaled JᵀJ below which a direction has no influence beyond rounding. */
const NULL_EIGENVALUE = 1e-12;
/** Share of a parameter in an open direction above which it is itself open. */
const NULL_SHARE = 1e-4;

/**
 * (JᵀJ)⁻¹·variance over the free parameters; the others count as known.
 * `jacobian` holds ∂residual i/∂parameter k at [k·length + i].
 */
export function covarianceOf(
  jacobian: Float64Array,
  length: number,
  free: readonly boolean[],
  variance: number,
): Covariance {
  const n = free.length;
  const chosen = free.flatMap((isFree, i) => (isFree ? [i] : []));
  const size = chosen.length;
  const norms = chosen.map((i) => Math.sqrt(columnProduct(jacobian, length, i, i)));
  const scaled = new Float64Array(size * size);
  for (let r = 0; r < size; r++) {
    for (let c = 0; c < size; c++) {
      const product = columnProduct(jacobian, length, chosen[r]!, chosen[c]!);
      scaled[r * size + c] = product === 0 ? 0 : product / (norms[r]! * norms[c]!);
    }
  }
  const { values, vectors } = symmetricEigen(scaled, size);
  const open = Array.from(values, (value) => value < NULL_EIGENVALUE);

  const varianceOf = (gradient: ArrayLike<number>): number => {
    if (chosen.some((i, k) => norms[k] === 0 && gradient[i] !== 0)) return Number.NaN;
    const g = chosen.map((i, k) => (gradient[i] === 0 ? 0 : gradient[i]! / norms[k]!));
    const total = Math.hypot(...g);
    let sum = 0;
    for (let k = 0; k < size; k++) {
      let projection = 0;
      for (let r = 0; r < size; r++) projection += g[r]! * vectors[r * size + k]!;
      if (!open[k]) sum += projection ** 2 / values[k]!;
      else if (!(Math.abs(projection) <= NULL_SHARE * total)) return Number.NaN;
    }
    return sum * variance;
  };

  const unit = (i: number) => Float64Array.from({ length: n }, (_, k) => (k === i ? 1 : 0));
  const undetermined = free.map((isFree, i) => isFree && Number.isNaN(varianceOf(unit(i))));
  const matrix = new Float64Array(n * n);
  for (let r = 0; r < size; r++) {
    for (let c = 0; c < size; c++) {
      const [i, j] = [chosen[r]!, chosen[c]!];
      let sum = 0;
      for (let k = 0; k < size; k++) {
        if (!open[k]) sum += (vectors[r * size + k]! * vectors[c * size + k]!) / values[k]!;
      }
      matrix[i * n + j] = undetermined[i] || undetermined[j] ? Number.NaN : (sum * variance) / (norms[r]! * norms[c]!);
    }
  }
  return { matrix, undetermined, varianceOf };
}

function columnProduct(jacobian: Float64Array, length: number, a: number, b: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += jacobian[a * length + i]! * jacobian[b * length + i]!;
  return sum;
}
