/** What qualifies a fit, as words for the result table. */
import { logTimeConstant } from './arcs.ts';
import { type CircuitFit, fittedValues } from './fit-circuit.ts';

/** Arcs closer than this in time constant share their resistance between them almost at will. */
const OVERLAP = 8;
/** Relative standard error of an arc's resistance above which it is called uncertain. */
const UNCERTAIN = 0.1;
/** Starts that must end at the optimum before it is believed to be the lowest. */
const CONFIRMING_STARTS = 2;

/**
 * `not-converged`; `unconfirmed-optimum`: one start only ended there; `overlapping-arcs`: two arcs less than eight
 * times apart in time constant, or not surely more; `uncertain:R1`: standard error of an arc's resistance above
 * 10 %; `at-bound:…`, `not-identifiable:…`, `outside-measured-range:…` as for the parameter; `correlated:A~B` above
 * 0.95.
 */
export function fitFlags(fit: CircuitFit): string[] {
  const flags: string[] = [];
  if (!fit.converged) flags.push('not-converged');
  if (fit.agreeing < CONFIRMING_STARTS) flags.push('unconfirmed-optimum');
  if (arcsOverlap(fit)) flags.push('overlapping-arcs');
  for (const { resistance } of fit.arcs) {
    if (resistance.standardError > UNCERTAIN * resistance.value) flags.push(`uncertain:${resistance.label}`);
  }
  for (const parameter of fit.parameters) flags.push(...parameter.flags.map((flag) => `${flag}:${parameter.label}`));
  return [...flags, ...fit.correlated.map(([a, b]) => `correlated:${a}~${b}`)];
}

/** Two neighbouring arcs whose ratio of time constants has its lower 95 % limit below OVERLAP. */
export function arcsOverlap(fit: CircuitFit): boolean {
  const { arcs, covariance, quantile } = fit;
  const values = fittedValues(fit);
  const taus = arcs.map(({ arc }) => logTimeConstant(arc, values));
  return taus.slice(1).some((slower, i) => {
    const faster = taus[i]!;
    const gradient = slower.gradient.map((value, k) => value - faster.gradient[k]!);
    const error = Math.sqrt(covariance.varianceOf(gradient));
    return !(slower.log - faster.log - quantile * error >= Math.log(OVERLAP));
  });
}
