import { describe, expect, it } from 'vitest';
import { CircuitError, parseCircuit, signature } from '../../../src/analysis/circuit/parse.ts';
import { CIRCUIT_PRESETS, circuitText } from '../../../src/analysis/circuit/presets.ts';

function failure(text: string): CircuitError {
  try {
    parseCircuit(text);
  } catch (error) {
    if (error instanceof CircuitError) return error;
    throw error;
  }
  throw new Error(`${text} was accepted`);
}

describe('parseCircuit', () => {
  it('names the parameters in the order of the string', () => {
    const { parameters, text } = parseCircuit(' R0 - p( R1, CPE1 ) - p(R2-Wo1, CPE2)-L1 ');
    expect(text).toBe('R0-p(R1,CPE1)-p(R2-Wo1,CPE2)-L1');
    expect(parameters.map(({ label, unit }) => `${label} ${unit}`)).toEqual([
      'R0 ohm',
      'R1 ohm',
      'CPE1_Q S s^n',
      'CPE1_n ',
      'R2 ohm',
      'Wo1_R ohm',
      'Wo1_tau s',
      'CPE2_Q S s^n',
      'CPE2_n ',
      'L1 H',
    ]);
  });

  it('nests at will', () => {
    const { root } = parseCircuit('p(R1-p(R2-p(R3,C3),C2),ZARC1,G1)');
    expect(signature(root)).toBe('parallel(series(R,parallel(series(R,parallel(R,C)),C)),Zarc,G)');
    expect(root).toMatchObject({ kind: 'parallel', first: 0, end: 10 });
  });

  it.each([
    ['', 1, /expected an element/],
    ['R0-', 4, /expected an element/],
    ['R0-X1', 4, /unknown element "X1".*R, C, L, CPE, W, Wo, Ws, G, K, Zarc/],
    ['R0-r1', 4, /unknown element "r1"/],
    ['R0 R1', 4, /expected "-" or the end, found "R"/],
    ['R0-p(R1,CPE1', 13, /expected "-", "," or "\)"/],
    ['R0-p(R1)', 4, /two branches/],
    ['R0-p(R1,)', 9, /expected an element/],
    ['R0-p(R1,R1)', 9, /second element named "R1"/],
    ['R0-p(R1,CPE1)-R10', 15, /R0 and R10 in series act as one/],
    ['R0-p(R1-C1,C2,C3)', 15, /C2 and C3 in parallel act as one/],
    ['R0)', 3, /found "\)"/],
    ['p1(R1,C1)', 1, /unknown element "p1"/],
    ['R0;process.exit()', 3, /found ";"/],
  ])('refuses "%s" at character %d', (text, position, detail) => {
    const error = failure(text);
    expect(error.position).toBe(position);
    expect(error.message).toMatch(detail);
  });
});

describe('presets', () => {
  it.each(Object.keys(CIRCUIT_PRESETS))('%s is a circuit in canonical form', (name) => {
    expect(parseCircuit(circuitText(name)).text).toBe(circuitText(name));
  });

  it('leave any other text alone', () => {
    expect(circuitText('R1')).toBe('R1');
    expect(circuitText('toString')).toBe('toString');
  });
});
