/** The spectrum of a cell: its circuit at each frequency of the sweep, with noise. */
import { type ConstantPhaseElement, IMPEDANCE_NOISE, SWEEP } from './impedance-truth.ts';
import type { Noise } from './random.ts';

export interface Circuit {
  /** Ω */
  readonly electrolyte: number;
  readonly surfaceLayer: number;
  readonly surfaceLayerCpe: ConstantPhaseElement;
  readonly chargeTransfer: number;
  readonly doubleLayerCpe: ConstantPhaseElement;
  /** Ω·s^−½ */
  readonly warburg: number;
}

/** Ω; the imaginary part is negative where capacitive. */
export interface Impedance {
  readonly real: number;
  readonly imaginary: number;
}

export interface SpectrumPoint extends Impedance {
  /** Hz */
  readonly frequency: number;
}

/** Above its split the frequency synthesiser makes multiples of its step only, Hz. */
const SYNTHESISER = { split: 4000, step: 15.625 } as const;

/** The sweep from high to low frequency. */
export function spectrum(circuit: Circuit, random: Noise): SpectrumPoint[] {
  return frequencies().map((frequency) => {
    const { real, imaginary } = impedance(circuit, 2 * Math.PI * frequency);
    const deviation = IMPEDANCE_NOISE * Math.sqrt(real * real + imaginary * imaginary);
    const noisyReal = real + deviation * random.normal();
    return { frequency, real: noisyReal, imaginary: imaginary + deviation * random.normal() };
  });
}

/** As the file prints them, so that the truth belongs to the frequency that is read. */
function frequencies(): number[] {
  const count = Math.round(SWEEP.pointsPerDecade * Math.log10(SWEEP.from / SWEEP.to)) + 1;
  return Array.from({ length: count }, (_, i) => {
    const wanted = SWEEP.from * Math.exp((-i / SWEEP.pointsPerDecade) * Math.LN10);
    const { split, step } = SYNTHESISER;
    const made = wanted > split ? Math.round(wanted / step) * step : wanted;
    return Number(made.toPrecision(7));
  });
}

function impedance(circuit: Circuit, omega: number): Impedance {
  const surfaceLayer = arc(circuit.surfaceLayer, circuit.surfaceLayerCpe, omega);
  const chargeTransfer = arc(circuit.chargeTransfer, circuit.doubleLayerCpe, omega);
  const diffusion = circuit.warburg / Math.sqrt(omega);
  return {
    real: circuit.electrolyte + surfaceLayer.real + chargeTransfer.real + diffusion,
    imaginary: surfaceLayer.imaginary + chargeTransfer.imaginary - diffusion,
  };
}

/** R ‖ CPE: the inverse of the sum of the admittances. */
function arc(resistance: number, { q, n }: ConstantPhaseElement, omega: number): Impedance {
  // Math.exp and Math.log instead of a power: the last digits of powers differ between versions of Node
  const admittance = q * Math.exp(n * Math.log(omega));
  const real = 1 / resistance + admittance * Math.cos((n * Math.PI) / 2);
  const imaginary = admittance * Math.sin((n * Math.PI) / 2);
  const square = real * real + imaginary * imaginary;
  return { real: real / square, imaginary: -imaginary / square };
}
