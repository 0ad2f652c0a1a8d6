/**
 * Start values from the spectrum alone: time constants and exponents are drawn at random inside the measured range;
 * for each draw the sizes of the parts in series follow from a linear non-negative fit. The draws that come closest
 * are where the fits begin.
 */
import { type CnlsProblem, EXPONENT_RANGE, timeRange } from './cnls.ts';
import { circuitEvaluator } from './impedance.ts';
import { type CircuitNode, seriesChildren } from './parse.ts';

/** Draws that are compared. */
const DRAWS = 150;
/** Steps of a scan in ln τ, half a decade, and the exponents taken in turn. */
const SCAN_STEP = Math.log(10) / 2;
const SCAN_EXPONENTS = [1, 0.75];
/** Time constants closer than this (in ln τ) are the same start. */
const SAME_START = Math.log(2.5);
/** A part that the linear fit leaves out starts at this fraction of the spectrum, so that it may grow again. */
const SMALLEST_PART = 1e-2;

interface Draw {
  readonly values: Float64Array;
  readonly logTaus: readonly number[];
  readonly misfit: number;
}

/** Start values for one problem, in natural units. */
export interface StartSource {
  /** Up to `count` starts, the most promising first. */
  everywhere(count: number): Float64Array[];
  /** Parts in series that have a shape: more than a size. */
  readonly shapedParts: readonly CircuitNode[];
  /** Keeps `values` but puts the part at every time constant in turn, as large as the spectrum allows. */
  scan(values: Float64Array, part: CircuitNode): Float64Array[];
}

/** `uniform` gives numbers in [0, 1). */
export function startSource(problem: CnlsProblem, uniform: () => number): StartSource {
  const parts = seriesChildren(problem.circuit.root).map((node) => plannedPart(problem, node));
  const [fastest, slowest] = timeRange(problem.points);
  const [shortest, longest] = [Math.log(fastest / 2), Math.log(2 * slowest)];
  const logTau = () => shortest + uniform() * (longest - shortest);
  const chance: Chance = {
    uniform,
    tau: () => Math.exp(logTau()),
    exponent: () => 0.5 + uniform() * (EXPONENT_RANGE[1] - 0.5),
  };
  const everywhere = (count: number) => {
    const draws = Array.from({ length: DRAWS }, () => {
      // ascending, so that the branches of one structure come in the order that they will be given in the end
      const logTaus = parts.map(logTau).sort((a, b) => a - b);
      const values = new Float64Array(problem.circuit.parameters.length);
      parts.forEach(({ node, shaped }, k) => {
        if (shaped) drawPart(node, Math.exp(logTaus[k]!), chance, values);
        else if (node.kind === 'element') values.set(node.type.typical(1, Math.sqrt(fastest * slowest), 1), node.first);
      });
      return { ...sized(problem, parts, values), logTaus: logTaus.filter((_, k) => parts[k]?.shaped) };
    });
    return mostPromising(draws, count);
  };
  const scan = (base: Float64Array, node: CircuitNode) => {
    const steps = Math.ceil((longest - shortest) / SCAN_STEP);
    return Array.from({ length: steps + 1 }, (_, i) => {
      const values = base.slice();
      const tau = Math.exp(shortest + ((longest - shortest) * i) / steps);
      drawPart(node, tau, { ...chance, exponent: () => SCAN_EXPONENTS[i % SCAN_EXPONENTS.length]! }, values);
      return sized(problem, parts, values).values;
    });
  };
  return { everywhere, scan, shapedParts: parts.filter((part) => part.shaped).map((part) => part.node) };
}

function mostPromising(draws: Draw[], count: number): Float64Array[] {
  draws.sort((a, b) => a.misfit - b.misfit);
  const chosen: Draw[] = [];
  const rest: Draw[] = [];
  for (const draw of draws) {
    const isNew = chosen.every((other) =>
      other.logTaus.some((tau, k) => Math.abs(tau - draw.logTaus[k]!) > SAME_START),
    );
    (isNew ? chosen : rest).push(draw);
  }
  return [...chosen, ...rest].slice(0, count).map((draw) => draw.values);
}

interface Part {
  readonly node: CircuitNode;
  /** Has parameters that the linear fit cannot find. */
  readonly shaped: boolean;
  /** Weighted impedance at these parameters. */
  column(values: Float64Array): Float64Array;
}

function plannedPart(problem: CnlsProblem, node: CircuitNode): Part {
  const { circuit, points, weights } = problem;
  const evaluator = circuitEvaluator({ ...circuit, root: node }, points.frequency);
  const n = weights.length;
  const shaped = node.end - node.first > 1;
  const current = new Float64Array(node.end - node.first);
  const weighted = new Float64Array(2 * n);
  const column = (values: Float64Array) => {
    const own = values.subarray(node.first, node.end);
    if (own.every((value, k) => value === current[k])) return weighted;
    current.set(own);
    evaluator.evaluate(values);
    for (let i = 0; i < n; i++) {
      weighted[i] = evaluator.z[i]! * weights[i]!;
      weighted[n + i] = evaluator.z[n + i]! * weights[i]!;
    }
    return weighted;
  };
  return { node, shaped, column };
}

/** The values with each part in series as large as the linear fit makes it. */
function sized(
  problem: CnlsProblem,
  parts: readonly Part[],
  values: Float64Array,
): { values: Float64Array; misfit: number } {
  const columns = parts.map((part) => part.column(values));
  const { sizes, misfit } = nonNegativeSizes(columns, problem);
  parts.forEach((part, k) => {
    for (let i = part.node.first; i < part.node.end; i++) {
      values[i]! *= sizes[k]! ** problem.circuit.parameters[i]!.ohms;
    }
  });
  return { values, misfit };
}

/** Where the elements of a part get their values from. */
interface Chance {
  /** In [0, 1). */
  uniform(): number;
  /** A time constant of the measured range, s. */
  tau(): number;
  exponent(): number;
}

/** Fills in the elements of a part: about unit resistance at the time constant given. */
function drawPart(node: CircuitNode, tau: number, chance: Chance, values: Float64Array): void {
  if (node.kind !== 'element') {
    // the branches of an arc belong together, what is in series inside a branch may be anywhere
    const own = node.kind === 'parallel' ? () => tau : chance.tau;
    for (const child of node.children) drawPart(child, own(), chance, values);
    return;
  }
  const stores = node.type.symbol === 'CPE' || node.type.symbol === 'C';
  const resistance = stores ? 1 : 10 ** (chance.uniform() - 0.5);
  values.set(node.type.typical(resistance, tau, chance.exponent()), node.first);
}

/** Sizes ≥ 0 of the columns that come closest to the weighted spectrum, by coordinate descent. */
function nonNegativeSizes(columns: readonly Float64Array[], problem: CnlsProblem): { sizes: number[]; misfit: number } {
  const { points, weights } = problem;
  const n = weights.length;
  const size = columns.length;
  const norms = columns.map((column) => Math.sqrt(column.reduce((sum, value) => sum + value * value, 0)));
  const gram = new Float64Array(size * size);
  const target = new Float64Array(size);
  for (let r = 0; r < size; r++) {
    const column = columns[r]!;
    for (let i = 0; i < n; i++) {
      target[r]! += ((column[i]! * points.real[i]! + column[n + i]! * points.imaginary[i]!) * weights[i]!) / norms[r]!;
    }
    for (let c = 0; c <= r; c++) {
      const other = columns[c]!;
      let sum = 0;
      for (let i = 0; i < 2 * n; i++) sum += column[i]! * other[i]!;
      gram[r * size + c] = sum / (norms[r]! * norms[c]!);
      gram[c * size + r] = gram[r * size + c]!;
    }
  }
  const found = new Float64Array(size);
  for (let sweep = 0; sweep < 40; sweep++) {
    for (let r = 0; r < size; r++) {
      let rest = target[r]!;
      for (let c = 0; c < size; c++) if (c !== r) rest -= gram[r * size + c]! * found[c]!;
      found[r] = Math.max(0, rest);
    }
  }
  let misfit = n;
  for (let r = 0; r < size; r++) {
    misfit -= 2 * found[r]! * target[r]!;
    for (let c = 0; c < size; c++) misfit += found[r]! * gram[r * size + c]! * found[c]!;
  }
  const least = SMALLEST_PART * Math.sqrt(n);
  return { sizes: norms.map((norm, k) => Math.max(found[k]!, least) / norm), misfit };
}
