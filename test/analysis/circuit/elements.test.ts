import { describe, expect, it } from 'vitest';
import { ELEMENT_TYPES, type ElementType, elementType } from '../../../src/analysis/circuit/elements.ts';

/** Complex numbers as pairs, written here so that the check shares nothing with the elements. */
type Complex = readonly [number, number];
const add = (a: Complex, b: Complex): Complex => [a[0] + b[0], a[1] + b[1]];
const times = (a: Complex, b: Complex): Complex => [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];
const over = (a: Complex, b: Complex): Complex => {
  const d = b[0] ** 2 + b[1] ** 2;
  return [(a[0] * b[0] + a[1] * b[1]) / d, (a[1] * b[0] - a[0] * b[1]) / d];
};
const power = (a: Complex, n: number): Complex => {
  const size = Math.hypot(...a) ** n;
  const angle = Math.atan2(a[1], a[0]) * n;
  return [size * Math.cos(angle), size * Math.sin(angle)];
};
const exponential = (a: Complex): Complex => [Math.exp(a[0]) * Math.cos(a[1]), Math.exp(a[0]) * Math.sin(a[1])];
const tanh = (a: Complex): Complex => {
  const e = exponential([-2 * a[0], -2 * a[1]]);
  return over([1 - e[0], -e[1]], [1 + e[0], e[1]]);
};
const s = (omega: number, tau: number) => power([0, omega * tau], 0.5);

const DEFINITIONS: Readonly<Record<string, (omega: number, p: readonly number[]) => Complex>> = {
  R: (_, [r = 0]) => [r, 0],
  C: (omega, [c = 0]) => over([1, 0], [0, omega * c]),
  L: (omega, [l = 0]) => [0, omega * l],
  CPE: (omega, [q = 0, n = 0]) => over([1 / q, 0], power([0, omega], n)),
  W: (omega, [sigma = 0]) => [sigma / Math.sqrt(omega), -sigma / Math.sqrt(omega)],
  Wo: (omega, [r = 0, tau = 0]) => over([r, 0], times(s(omega, tau), tanh(s(omega, tau)))),
  Ws: (omega, [r = 0, tau = 0]) => times([r, 0], over(tanh(s(omega, tau)), s(omega, tau))),
  G: (omega, [r = 0, tau = 0]) => over([r, 0], power([1, omega * tau], 0.5)),
  K: (omega, [r = 0, tau = 0]) => over([r, 0], [1, omega * tau]),
  Zarc: (omega, [r = 0, tau = 0, n = 0]) => over([r, 0], add([1, 0], power([0, omega * tau], n))),
};

function evaluate(type: ElementType, parameters: readonly number[], omega: number): Float64Array {
  const out = new Float64Array(8);
  type.impedance(Float64Array.from([7, 7, ...parameters]), 2, omega, out);
  return out;
}

/** Derivative in the fit's variable by a central difference of sixth order. */
function difference(type: ElementType, parameters: readonly number[], k: number, omega: number): Complex {
  const h = 2e-3;
  const at = (steps: number): Complex => {
    const isLog = type.parameters[k]?.transform === 'log';
    const moved = parameters.map((p, i) => (i !== k ? p : isLog ? p * Math.exp(steps * h) : p + steps * h));
    const out = evaluate(type, moved, omega);
    return [out[0]!, out[1]!];
  };
  const weights = [
    [1, 3 / 4],
    [2, -3 / 20],
    [3, 1 / 60],
  ] as const;
  return weights.reduce<Complex>(
    (sum, [steps, weight]) => {
      const [up, down] = [at(steps), at(-steps)];
      return add(sum, [(weight * (up[0] - down[0])) / h, (weight * (up[1] - down[1])) / h]);
    },
    [0, 0],
  );
}

const OMEGA_TAU = [1e-10, 1e-4, 0.0099, 0.0101, 0.3, 1, 7, 799, 801, 1e5, 1e10];
const EXPONENTS = [0.3, 0.72, 1];
const cases = ELEMENT_TYPES.flatMap((type) =>
  OMEGA_TAU.flatMap((x) => {
    const exponents = type.parameters.some((parameter) => parameter.name === 'n') ? EXPONENTS : [1];
    return exponents.map((n) => ({ symbol: type.symbol, type, x, n, parameters: type.typical(35, 0.02, n) }));
  }),
);

it('every element has a definition to be checked against', () => {
  expect(ELEMENT_TYPES.map((type) => type.symbol)).toEqual(Object.keys(DEFINITIONS));
  expect(elementType('ZARC')?.symbol).toBe('Zarc');
});

describe.each(cases)('$symbol at ωτ = $x, n = $n', ({ symbol, type, x, parameters }) => {
  const omega = x / 0.02;
  const out = evaluate(type, parameters, omega);
  const size = Math.hypot(out[0]!, out[1]!);

  it('has the impedance of its definition', () => {
    const [re, im] = DEFINITIONS[symbol]!(omega, parameters);
    // the definition itself cancels for small arguments of the hyperbolic tangent
    expect(Math.hypot(out[0]! - re, out[1]! - im)).toBeLessThan(1e-10 * size + 1e-15);
  });

  it('has the derivatives of its impedance', () => {
    parameters.forEach((_, k) => {
      const [re, im] = difference(type, parameters, k, omega);
      const [dr, di] = [out[2 + 2 * k]!, out[3 + 2 * k]!];
      expect(Math.hypot(dr - re, di - im), `parameter ${k}`).toBeLessThan(1e-9 * Math.hypot(re, im) + 1e-12 * size);
    });
  });
});

describe('far outside the measured range', () => {
  const relative = (actual: number, expected: number) => Math.abs(actual / expected - 1);

  it.each(ELEMENT_TYPES.map((type) => ({ symbol: type.symbol, type })))('$symbol stays finite', ({ type }) => {
    for (const tau of [1e-30, 1e30]) {
      for (const n of [0.3, 1]) {
        for (const omega of [1e-6, 1e9]) {
          const out = evaluate(type, type.typical(1, tau, n), omega);
          expect(out.slice(0, 2 + 2 * type.parameters.length).every(Number.isFinite), `${tau} ${n} ${omega}`).toBe(
            true,
          );
        }
      }
    }
  });

  it('diffusion with a blocked end turns into a capacitor with a third of its resistance', () => {
    const out = evaluate(elementType('Wo')!, [3, 1], 1e-9);
    expect(relative(out[0]!, 1)).toBeLessThan(1e-12);
    expect(relative(out[1]!, -3e9)).toBeLessThan(1e-12);
  });

  it('diffusion with a transmitting end turns into a resistor; its derivative vanishes as −jωτ/3', () => {
    const out = evaluate(elementType('Ws')!, [3, 1], 1e-9);
    expect(relative(out[0]!, 3)).toBeLessThan(1e-12);
    expect(relative(out[5]!, -1e-9)).toBeLessThan(1e-9);
  });

  it.each(['Wo', 'Ws'])('%s turns into a Warburg element for thick layers', (symbol) => {
    const out = evaluate(elementType(symbol)!, [2, 1e8], 1);
    const sigma = 2 / Math.sqrt(2e8);
    expect(relative(out[0]!, sigma)).toBeLessThan(1e-12);
    expect(relative(out[1]!, -sigma)).toBeLessThan(1e-12);
    expect(relative(out[4]!, -sigma / 2)).toBeLessThan(1e-12);
  });

  it('the slow side of a Gerischer element keeps the derivative −jωτ/2', () => {
    const out = evaluate(elementType('G')!, [1, 1], 1e-9);
    expect(relative(out[5]!, -0.5e-9)).toBeLessThan(1e-12);
  });
});
