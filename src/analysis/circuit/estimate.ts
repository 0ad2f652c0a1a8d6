/** A number with its uncertainty. */

export interface Estimate {
  readonly value: number;
  /** NaN where the data give none. */
  readonly standardError: number;
  /**
   * Limits of the 95 % Student interval. For positive quantities it is taken in the logarithm and brought back, so
   * that it never reaches below zero and need not be symmetric.
   */
  readonly lower95: number;
  readonly upper95: number;
}

/** Standard error above this fraction of the value: the data do not determine it. */
const HIGHEST_RELATIVE_ERROR = 0.5;

/** A positive quantity from the standard error of its logarithm. */
export function logEstimate(value: number, logError: number, quantile: number): Estimate {
  const factor = Math.exp(quantile * logError);
  return { value, standardError: value * logError, lower95: value / factor, upper95: value * factor };
}

/** An exponent from its own standard error. */
export function exponentEstimate(value: number, error: number, quantile: number): Estimate {
  return { value, standardError: error, lower95: value - quantile * error, upper95: value + quantile * error };
}

/** Has a standard error, and one not larger than half the value. */
export function isIdentified({ value, standardError }: Estimate): boolean {
  return standardError <= HIGHEST_RELATIVE_ERROR * value;
}
