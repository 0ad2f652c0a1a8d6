/** Options of the impedance fit as written in the study file. */
import * as v from 'valibot';
import { type Circuit, CircuitError, parseCircuit } from './parse.ts';
import { CIRCUIT_PRESETS, circuitText } from './presets.ts';

const PRESET_NAMES = Object.keys(CIRCUIT_PRESETS).join(', ');

const CIRCUIT = v.pipe(
  v.string(),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    try {
      parseCircuit(circuitText(dataset.value));
    } catch (error) {
      if (!(error instanceof CircuitError)) throw error;
      addIssue({ message: `${error.message}; or name one of ${PRESET_NAMES}` });
    }
  }),
);

export const EIS_FIT_OPTIONS = v.strictObject({
  circuits: v.pipe(
    v.optional(
      v.pipe(
        v.array(CIRCUIT),
        v.minLength(1, 'name one circuit at least'),
        v.check(
          (circuits) => new Set(circuits.map((text) => circuitText(text).replace(/\s/g, ''))).size === circuits.length,
          'a circuit is named twice',
        ),
      ),
      ['anode-two-arc', 'single-arc'],
    ),
    v.description(
      'Circuits to fit, as strings such as "R0-p(R1,CPE1)-p(R2,CPE2)-W1" or by name. Of several, the one with the ' +
        'lowest AICc summed over a series is selected; all are in the tables.',
    ),
  ),
  inductive_points: v.pipe(
    v.optional(v.picklist(['keep', 'drop']), 'keep'),
    v.description(
      'Points with Im Z ≥ 0 for circuits without an inductor: keep them, or drop a run of three or more from the ' +
        'highest frequency down.',
    ),
  ),
});

/** The options with the circuits read: options themselves stay plain text, as they are written into the results. */
export interface EisFitSettings {
  readonly circuits: readonly Circuit[];
  readonly inductivePoints: 'keep' | 'drop';
}

/** Throws what valibot throws where the options are not valid. */
export function eisFitSettings(options: unknown): EisFitSettings {
  const { circuits, inductive_points } = v.parse(EIS_FIT_OPTIONS, options);
  return { circuits: circuits.map((text) => parseCircuit(circuitText(text))), inductivePoints: inductive_points };
}
