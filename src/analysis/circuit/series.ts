/** A circuit fitted along a series of spectra, with every arc keeping its name. */
import { type Arc, arrangeArcs, type ExchangeGroup, exchangeGroups, findArcs, logTimeConstant } from './arcs.ts';
import { cnlsProblem, type SpectrumPoints } from './cnls.ts';
import { type CircuitFit, fewestPoints, fitCircuit, fittedValues, rearranged } from './fit-circuit.ts';
import { arcsOverlap } from './flags.ts';
import type { Circuit } from './parse.ts';
import { localFit } from './search.ts';

export interface SeriesFit {
  readonly circuit: Circuit;
  /** In the order of the spectra; undefined where a spectrum has too few points. */
  readonly fits: readonly (CircuitFit | undefined)[];
  /** For each fit of a two-arc circuit, which arc is which. */
  readonly roles: readonly (ArcRoles | undefined)[];
}

export interface ArcRoles {
  /** The faster arc: surface layer. */
  readonly sei: Arc;
  /** The slower arc: charge transfer. */
  readonly ct: Arc;
}

/** A neighbour's fit is taken over if it lowers χ² by more than this fraction. */
const WORTH_TAKING = 1e-4;

/**
 * Fits a circuit to spectra in their order. The neighbour's result is one more start for each, never the only one.
 * Exchangeable arcs are named by time constant; where one of them is not identified, by the neighbour's.
 */
export function fitSeries(circuit: Circuit, spectra: readonly SpectrumPoints[]): SeriesFit {
  const fits: (CircuitFit | undefined)[] = [];
  let previous: CircuitFit | undefined;
  for (const points of spectra) {
    const enough = points.frequency.length >= fewestPoints(circuit);
    const fit = enough
      ? fitCircuit(circuit, points, previous === undefined ? [] : [fittedValues(previous)])
      : undefined;
    fits.push(fit);
    previous = fit ?? previous;
  }
  for (let i = fits.length - 2; i >= 0; i--) {
    const [own, next] = [fits[i], fits[i + 1]];
    if (own !== undefined && next !== undefined) fits[i] = betterFrom(own, next);
  }
  const named = keepNames(exchangeGroups(circuit), fits);
  return { circuit, fits: named, roles: arcRoles(circuit, named) };
}

function betterFrom(own: CircuitFit, neighbour: CircuitFit): CircuitFit {
  const start = fittedValues(neighbour);
  const tried = localFit(cnlsProblem(own.circuit, own.points), start);
  return tried.sumOfSquares < own.chi2 * (1 - WORTH_TAKING) ? fitCircuit(own.circuit, own.points, [start]) : own;
}

/** Arcs with a resistance that the data determine. */
function identifiedArcs(fit: CircuitFit): readonly Arc[] {
  return fit.arcs
    .filter(({ resistance }) => !resistance.flags.some((flag) => flag === 'at-bound' || flag === 'not-identifiable'))
    .map(({ arc }) => arc);
}

function keepNames(
  groups: readonly ExchangeGroup[],
  fits: readonly (CircuitFit | undefined)[],
): (CircuitFit | undefined)[] {
  if (groups.length === 0) return [...fits];
  const complete = fits.map((fit) => fit !== undefined && identifiedArcs(fit).length === fit.arcs.length);
  const clear = fits.map((fit, i) => fit !== undefined && complete[i] === true && !arcsOverlap(fit));
  return fits.map((fit, i) => {
    if (fit === undefined || complete[i]) return fit;
    const nearest = clear.reduce((best, isClear, k) => {
      return isClear && (best < 0 || Math.abs(k - i) < Math.abs(best - i)) ? k : best;
    }, -1);
    const reference = fits[nearest];
    return reference === undefined ? fit : renamedLike(groups, fit, reference);
  });
}

/** Gives each identified arc the name of the reference's arc that is nearest in ln τ, the rest what is left. */
function renamedLike(groups: readonly ExchangeGroup[], fit: CircuitFit, reference: CircuitFit): CircuitFit {
  const values = fittedValues(fit);
  const goal = fittedValues(reference);
  const identified = identifiedArcs(fit);
  const slots = new Map<string, number>();
  for (const { blocks } of groups) {
    const pairs = blocks
      .filter(({ arc }) => identified.some((known) => known.name === arc.name))
      .flatMap(({ arc }) =>
        blocks.map((block, slot) => ({
          name: arc.name,
          slot,
          distance: Math.abs(logTimeConstant(arc, values).log - logTimeConstant(block.arc, goal).log),
        })),
      )
      .sort((a, b) => a.distance - b.distance);
    const open = new Set(blocks.keys());
    for (const { name, slot } of pairs) {
      if (slots.has(name) || !open.has(slot)) continue;
      slots.set(name, slot);
      open.delete(slot);
    }
    for (const { arc } of blocks) {
      const [slot] = open;
      if (slots.has(arc.name) || slot === undefined) continue;
      slots.set(arc.name, slot);
      open.delete(slot);
    }
  }
  const arranged = arrangeArcs(groups, values, (arc) => slots.get(arc.name) ?? 0);
  return arranged.every((value, k) => value === values[k]) ? fit : rearranged(fit, arranged);
}

/** By time constant where both arcs are identified, else as in the middle of the series. */
function arcRoles(circuit: Circuit, fits: readonly (CircuitFit | undefined)[]): SeriesFit['roles'] {
  const [first, second, ...more] = findArcs(circuit);
  if (first === undefined || second === undefined || more.length > 0) return fits.map(() => undefined);
  const gaps = fits.map((fit) => {
    if (fit === undefined || identifiedArcs(fit).length < 2) return Number.NaN;
    const values = fittedValues(fit);
    return logTimeConstant(second, values).log - logTimeConstant(first, values).log;
  });
  const known = gaps.filter((gap) => !Number.isNaN(gap)).sort((a, b) => a - b);
  const middle = known[known.length >> 1] ?? 0;
  return gaps.map((gap) => {
    return (Number.isNaN(gap) ? middle : gap) >= 0 ? { sei: first, ct: second } : { sei: second, ct: first };
  });
}

/**
 * The circuit that describes the series best: lowest summed AICc among those fitted to the most points, as AICc
 * compares fits of the same points only. Undefined where nothing was fitted.
 */
export function selectCircuit(series: readonly SeriesFit[]): SeriesFit | undefined {
  const ranked = series
    .map((one) => {
      const fits = one.fits.filter((fit) => fit !== undefined);
      const points = fits.reduce((sum, fit) => sum + fit.points.frequency.length, 0);
      return { one, points, aicc: fits.reduce((sum, fit) => sum + fit.aicc, 0) };
    })
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points || a.aicc - b.aicc);
  return ranked[0]?.one;
}
