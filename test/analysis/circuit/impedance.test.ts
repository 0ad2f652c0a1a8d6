import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { circuitEvaluator, circuitImpedance } from '../../../src/analysis/circuit/impedance.ts';
import { type CircuitNode, parseCircuit } from '../../../src/analysis/circuit/parse.ts';
import { uniformGenerator } from '../../../src/math/random.ts';

const FREQUENCY = Float64Array.of(1e-2, 0.3, 12, 1e3, 2e5);

describe('circuitImpedance', () => {
  it('two resistors and a capacitor at their corner frequency', () => {
    // 10 Ω + 100 Ω ‖ 1 µF at ω = 1/RC: 10 + 50 − 50j
    const z = circuitImpedance(
      parseCircuit('R0-p(R1,C1)'),
      Float64Array.of(10, 100, 1e-6),
      Float64Array.of(1e4 / (2 * Math.PI)),
    );
    expect(z[0]).toBeCloseTo(60, 10);
    expect(z[1]).toBeCloseTo(-50, 10);
  });

  it('three branches in parallel', () => {
    // at ω = 1 the capacitor has −2j, the inductor 4j
    const z = circuitImpedance(parseCircuit('p(R1,C1,L1)'), Float64Array.of(3, 0.5, 4), Float64Array.of(0.5 / Math.PI));
    // Y = 1/3 + j/2 − j/4
    expect(z[0]).toBeCloseTo(1 / 3 / (1 / 9 + 1 / 16), 12);
    expect(z[1]).toBeCloseTo(-1 / 4 / (1 / 9 + 1 / 16), 12);
  });

  it('a Zarc and the same arc of R and CPE agree', () => {
    const [r, tau, n] = [40, 3e-3, 0.8];
    const zarc = circuitImpedance(parseCircuit('Zarc1'), Float64Array.of(r, tau, n), FREQUENCY);
    const pair = circuitImpedance(parseCircuit('p(R1,CPE1)'), Float64Array.of(r, tau ** n / r, n), FREQUENCY);
    zarc.forEach((value, i) => {
      expect(pair[i]).toBeCloseTo(value, 10);
    });
  });
});

const CIRCUITS = [
  'L0-R0-p(R1-p(R2-W1,CPE2),CPE1)-Wo1',
  'p(R1,CPE1,C1-R2)-Ws1-G1',
  'R0-p(Zarc1-K1,R1-p(L1,R2),C1)',
  'p(p(R1,C1)-R2,p(R3,CPE3)-W3)',
];

function draw(node: CircuitNode, values: Float64Array, uniform: () => number): void {
  if (node.kind !== 'element') {
    for (const child of node.children) draw(child, values, uniform);
    return;
  }
  const typical = node.type.typical(10 ** (uniform() * 6 - 2), 10 ** (uniform() * 8 - 6), 0.4 + 0.6 * uniform());
  values.set(typical, node.first);
}

describe.each(CIRCUITS)('derivatives of %s', (text) => {
  it('are those of its impedance', () => {
    const circuit = parseCircuit(text);
    const evaluator = circuitEvaluator(circuit, FREQUENCY);
    const n = FREQUENCY.length;
    const h = 2e-3;
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const values = new Float64Array(circuit.parameters.length);
        draw(circuit.root, values, uniformGenerator(seed));
        const at = (k: number, steps: number) => {
          const moved = values.slice();
          if (circuit.parameters[k]?.transform === 'log') moved[k]! *= Math.exp(steps * h);
          else moved[k]! += steps * h;
          return circuitImpedance(circuit, moved, FREQUENCY).slice();
        };
        evaluator.evaluate(values);
        circuit.parameters.forEach((_, k) => {
          const [a, b, c, d, e, f] = [at(k, 1), at(k, -1), at(k, 2), at(k, -2), at(k, 3), at(k, -3)];
          for (let i = 0; i < n; i++) {
            const numeric = (part: number) =>
              ((a[part]! - b[part]!) * 0.75 - (c[part]! - d[part]!) * 0.15 + (e[part]! - f[part]!) / 60) / h;
            const [re, im] = [evaluator.dz[2 * k * n + i]!, evaluator.dz[(2 * k + 1) * n + i]!];
            const size = Math.hypot(evaluator.z[i]!, evaluator.z[n + i]!);
            const off = Math.hypot(re - numeric(i), im - numeric(n + i));
            expect(off).toBeLessThan(1e-7 * Math.hypot(re, im) + 1e-10 * size);
          }
        });
      }),
      { numRuns: 30 },
    );
  });
});
