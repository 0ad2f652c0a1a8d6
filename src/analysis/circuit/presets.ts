/** Named circuits. */

interface Preset {
  readonly circuit: string;
  readonly description: string;
}

/**
 * Circuits that a study file may call by name. The two-arc circuit for anodes is that of Guan et al., Nanoscale Adv.
 * 2023, 5, 4158: surface layer, charge transfer, diffusion.
 */
export const CIRCUIT_PRESETS: Readonly<Record<string, Preset>> = {
  'anode-two-arc': {
    circuit: 'R0-p(R1,CPE1)-p(R2,CPE2)-W1',
    description: 'electrolyte, surface layer, charge transfer, diffusion in series',
  },
  'anode-two-arc-inner-warburg': {
    circuit: 'R0-p(R1,CPE1)-p(R2-W1,CPE2)',
    description: 'the same with diffusion inside the charge-transfer branch',
  },
  'single-arc': {
    circuit: 'R0-p(R1,CPE1)-W1',
    description: 'electrolyte, one arc, diffusion in series',
  },
  randles: {
    circuit: 'R0-p(R1-W1,CPE1)',
    description: 'electrolyte, one arc with diffusion inside the charge-transfer branch',
  },
  'arc-only': {
    circuit: 'R0-p(R1,CPE1)',
    description: 'electrolyte and one arc',
  },
  'two-arc-only': {
    circuit: 'R0-p(R1,CPE1)-p(R2,CPE2)',
    description: 'electrolyte and two arcs',
  },
  'anode-two-arc-inductive': {
    circuit: 'L0-R0-p(R1,CPE1)-p(R2,CPE2)-W1',
    description: 'the two-arc circuit for anodes with the inductance of the leads',
  },
};

/** The circuit string of a preset; any other text is taken as a circuit string itself. */
export function circuitText(nameOrText: string): string {
  return Object.hasOwn(CIRCUIT_PRESETS, nameOrText) ? (CIRCUIT_PRESETS[nameOrText]?.circuit ?? nameOrText) : nameOrText;
}
