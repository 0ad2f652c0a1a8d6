/** Arcs of a circuit: a resistance with its time constant, told apart by it, and the capacitances it implies. */
import { type Circuit, type CircuitNode, type ElementNode, seriesChildren, signature } from './parse.ts';

export interface Arc {
  /** The resistor's name. */
  readonly name: string;
  /** Index of the resistance among the circuit's parameters. */
  readonly resistance: number;
  /** Indices of all parameters that shape the arc. */
  readonly members: readonly number[];
  /** Index of the exponent, undefined where the arc is a semicircle. */
  readonly exponent: number | undefined;
  /** Index of the capacitance, Q or τ that fixes the time constant. */
  readonly storage: number;
  readonly storageKind: 'capacitance' | 'tau';
}

/** A quantity's logarithm with its gradient in the fit's variables (ln p, or p for exponents). */
export interface LogQuantity {
  readonly log: number;
  readonly gradient: Float64Array;
}

/** All arcs, also nested ones, in the order of the circuit string. */
export function findArcs(circuit: Circuit): readonly Arc[] {
  return arcsOf(circuit.root);
}

function arcsOf(node: CircuitNode): readonly Arc[] {
  if (node.kind === 'element') {
    const { symbol } = node.type;
    return symbol === 'K' || symbol === 'Zarc' ? [singleElementArc(node)] : [];
  }
  const inner = node.children.flatMap(arcsOf);
  if (node.kind === 'series') return inner;
  const storage = node.children.find((child) => isElement(child, 'CPE') || isElement(child, 'C'));
  const faradaic = node.children.filter((child) => child !== storage);
  const resistors = faradaic.flatMap(seriesChildren).filter((child) => isElement(child, 'R'));
  const [resistor] = resistors;
  if (storage?.kind !== 'element' || faradaic.length !== 1 || resistors.length !== 1 || resistor?.kind !== 'element') {
    return inner;
  }
  const exponent = storage.type.symbol === 'CPE' ? storage.first + 1 : undefined;
  const members = [resistor.first, storage.first, ...(exponent === undefined ? [] : [exponent])];
  const arc: Arc = {
    name: resistor.name,
    resistance: resistor.first,
    members,
    exponent,
    storage: storage.first,
    storageKind: 'capacitance',
  };
  return [arc, ...inner];
}

function isElement(node: CircuitNode, symbol: string): boolean {
  return node.kind === 'element' && node.type.symbol === symbol;
}

function singleElementArc(node: ElementNode): Arc {
  const exponent = node.type.symbol === 'Zarc' ? node.first + 2 : undefined;
  const members = Array.from({ length: node.end - node.first }, (_, k) => node.first + k);
  return {
    name: node.name,
    resistance: node.first,
    members,
    exponent,
    storage: node.first + 1,
    storageKind: 'tau',
  };
}

/** Resistors in series with everything else: together the ohmic resistance R_s. Indices of parameters. */
export function seriesResistors(circuit: Circuit): readonly number[] {
  return seriesChildren(circuit.root)
    .filter((child) => isElement(child, 'R'))
    .map((child) => child.first);
}

/** ln τ with τ in s: τ = (R·Q)^(1/n), R·C, or the element's own. Apex of the arc at ω = 1/τ. */
export function logTimeConstant(arc: Arc, p: ArrayLike<number>): LogQuantity {
  const gradient = new Float64Array(p.length);
  if (arc.storageKind === 'tau') {
    gradient[arc.storage] = 1;
    return { log: Math.log(p[arc.storage]!), gradient };
  }
  const n = arc.exponent === undefined ? 1 : p[arc.exponent]!;
  const log = (Math.log(p[arc.resistance]!) + Math.log(p[arc.storage]!)) / n;
  gradient[arc.resistance] = 1 / n;
  gradient[arc.storage] = 1 / n;
  if (arc.exponent !== undefined) gradient[arc.exponent] = -log / n;
  return { log, gradient };
}

/**
 * Effective capacitance of a depressed arc whose time constants are spread normal to the surface:
 * C = τ/R = R^((1−n)/n)·Q^(1/n), in F. Hsu and Mansfeld, Corrosion 57 (2001) 747.
 */
export function logHsuMansfeld(arc: Arc, p: ArrayLike<number>): LogQuantity {
  const tau = logTimeConstant(arc, p);
  const gradient = tau.gradient.slice();
  gradient[arc.resistance]! -= 1;
  return { log: tau.log - Math.log(p[arc.resistance]!), gradient };
}

/**
 * Effective capacitance of a CPE whose time constants are spread along the surface, in series with R_s:
 * C = Q^(1/n)·(1/R_s + 1/R)^((n−1)/n), in F. Brug et al., J. Electroanal. Chem. 176 (1984) 275.
 * Undefined unless the circuit is R_s + (R ‖ CPE) and nothing else.
 */
export function logBrug(circuit: Circuit, p: ArrayLike<number>): LogQuantity | undefined {
  const [arc] = findArcs(circuit);
  const [ohmic] = seriesResistors(circuit);
  if (circuit.parameters.length !== 4 || arc?.storageKind !== 'capacitance' || ohmic === undefined) return undefined;
  if (arc.exponent === undefined) return undefined;
  const n = p[arc.exponent]!;
  const logQ = Math.log(p[arc.storage]!);
  const conductance = 1 / p[ohmic]! + 1 / p[arc.resistance]!;
  const gradient = new Float64Array(p.length);
  gradient[arc.storage] = 1 / n;
  gradient[ohmic] = ((1 - n) / n) * (1 / p[ohmic]! / conductance);
  gradient[arc.resistance] = ((1 - n) / n) * (1 / p[arc.resistance]! / conductance);
  gradient[arc.exponent] = (Math.log(conductance) - logQ) / n ** 2;
  return { log: logQ / n + ((n - 1) / n) * Math.log(conductance), gradient };
}

/** Branches of one structure that the data cannot tell apart by name; each with its parameters and its arc. */
export interface ExchangeGroup {
  readonly blocks: readonly { readonly first: number; readonly end: number; readonly arc: Arc }[];
}

/** Groups of two or more branches of one node that have the same structure and hold an arc. */
export function exchangeGroups(circuit: Circuit): readonly ExchangeGroup[] {
  return groupsOf(circuit.root);
}

function groupsOf(node: CircuitNode): readonly ExchangeGroup[] {
  if (node.kind === 'element') return [];
  const bySignature = new Map<string, { first: number; end: number; arc: Arc }[]>();
  for (const child of node.children) {
    const [arc] = arcsOf(child);
    if (arc === undefined) continue;
    const same = bySignature.get(signature(child)) ?? [];
    bySignature.set(signature(child), [...same, { first: child.first, end: child.end, arc }]);
  }
  const own = [...bySignature.values()].filter((blocks) => blocks.length > 1).map((blocks) => ({ blocks }));
  return [...node.children.flatMap(groupsOf), ...own];
}

/** The parameters with the branches of each group put in the order of `rank` (lowest first). */
export function arrangeArcs(
  groups: readonly ExchangeGroup[],
  p: Float64Array,
  rank: (arc: Arc, p: Float64Array) => number,
): Float64Array {
  const arranged = p.slice();
  for (const { blocks } of groups) {
    const contents = blocks.map((block) => ({
      values: arranged.slice(block.first, block.end),
      rank: rank(block.arc, arranged),
    }));
    contents.sort((a, b) => a.rank - b.rank);
    blocks.forEach((block, i) => {
      arranged.set(contents[i]?.values ?? [], block.first);
    });
  }
  return arranged;
}

/** The fastest arc first, so that a name always means the same process. */
export function orderArcs(groups: readonly ExchangeGroup[], p: Float64Array): Float64Array {
  return arrangeArcs(groups, p, (arc, values) => logTimeConstant(arc, values).log);
}
