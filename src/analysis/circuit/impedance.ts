/** Impedance of a circuit over frequencies, with its derivatives, in flat arrays. */
import type { Circuit, CircuitNode, ElementNode } from './parse.ts';

export interface CircuitEvaluator {
  /** Real parts of all frequencies, then imaginary parts (negative where capacitive), ohm. */
  readonly z: Float64Array;
  /**
   * ∂Z/∂parameter k, real then imaginary parts, from k·2·N on: with respect to ln p for positive parameters, to p
   * itself for exponents. Stays in step with `z`.
   */
  readonly dz: Float64Array;
  /** Fills both from the parameters in natural units, in the order of `circuit.parameters`. */
  evaluate(parameters: Float64Array): void;
}

/** Prepares a circuit for these frequencies (Hz, > 0). The arrays are reused from call to call. */
export function circuitEvaluator(circuit: Circuit, frequency: Float64Array): CircuitEvaluator {
  const n = frequency.length;
  const omega = frequency.map((f) => 2 * Math.PI * f);
  const dz = new Float64Array(circuit.parameters.length * 2 * n);
  const root = planNode(circuit.root, omega, dz);
  return { z: root.z, dz, evaluate: root.evaluate };
}

/** Impedance alone, e.g. for a drawn curve: real parts, then imaginary parts. */
export function circuitImpedance(circuit: Circuit, parameters: Float64Array, frequency: Float64Array): Float64Array {
  const evaluator = circuitEvaluator(circuit, frequency);
  evaluator.evaluate(parameters);
  return evaluator.z;
}

interface PlannedNode {
  readonly z: Float64Array;
  readonly first: number;
  readonly end: number;
  evaluate(parameters: Float64Array): void;
}

function planNode(node: CircuitNode, omega: Float64Array, dz: Float64Array): PlannedNode {
  if (node.kind === 'element') return planElement(node, omega, dz);
  const children = node.children.map((child) => planNode(child, omega, dz));
  const z = new Float64Array(2 * omega.length);
  const combine = node.kind === 'series' ? addImpedances : addAdmittances;
  return {
    z,
    first: node.first,
    end: node.end,
    evaluate: (parameters) => {
      for (const child of children) child.evaluate(parameters);
      combine(children, z, dz);
    },
  };
}

function planElement(node: ElementNode, omega: Float64Array, dz: Float64Array): PlannedNode {
  const { first, end, type } = node;
  const n = omega.length;
  const z = new Float64Array(2 * n);
  const out = new Float64Array(8);
  const evaluate = (parameters: Float64Array) => {
    for (let i = 0; i < n; i++) {
      type.impedance(parameters, first, omega[i]!, out);
      z[i] = out[0]!;
      z[n + i] = out[1]!;
      for (let k = first; k < end; k++) {
        dz[2 * k * n + i] = out[2 + 2 * (k - first)]!;
        dz[(2 * k + 1) * n + i] = out[3 + 2 * (k - first)]!;
      }
    }
  };
  return { z, first, end, evaluate };
}

/** In series impedances add, and the derivatives of each child are those of the whole. */
function addImpedances(children: readonly PlannedNode[], z: Float64Array): void {
  z.fill(0);
  for (const child of children) {
    for (let i = 0; i < z.length; i++) z[i]! += child.z[i]!;
  }
}

/** In parallel admittances add; ∂Z/∂p = (Z/Zchild)²·∂Zchild/∂p. */
function addAdmittances(children: readonly PlannedNode[], z: Float64Array, dz: Float64Array): void {
  const n = z.length / 2;
  for (let i = 0; i < n; i++) {
    let yr = 0;
    let yi = 0;
    for (const child of children) {
      const size = child.z[i]! ** 2 + child.z[n + i]! ** 2;
      yr += child.z[i]! / size;
      yi -= child.z[n + i]! / size;
    }
    const size = yr * yr + yi * yi;
    z[i] = yr / size;
    z[n + i] = -yi / size;
    for (const child of children) {
      const own = child.z[i]! ** 2 + child.z[n + i]! ** 2;
      const ratioRe = (z[i]! * child.z[i]! + z[n + i]! * child.z[n + i]!) / own;
      const ratioIm = (z[n + i]! * child.z[i]! - z[i]! * child.z[n + i]!) / own;
      const fr = ratioRe * ratioRe - ratioIm * ratioIm;
      const fi = 2 * ratioRe * ratioIm;
      for (let k = child.first; k < child.end; k++) {
        const at = 2 * k * n + i;
        const re = dz[at]!;
        const im = dz[at + n]!;
        dz[at] = re * fr - im * fi;
        dz[at + n] = re * fi + im * fr;
      }
    }
  }
}
