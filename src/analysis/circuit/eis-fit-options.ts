/** Options of the impedance fit as written in the study file. */
import * as v from 'valibot';
import { type Circuit, CircuitError, parseCircuit } from './parse.ts';
import { CIRCUIT_PRESETS, circuitText } from './presets.ts';

const PRESET_NAMES = Object.keys(CIRCUIT_PRESETS).join(', ');

const CIRCUIT = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }): Circuit => {
    try {
      return parseCircuit(circuitText(dataset.value));
    } catch (error) {
      if (!(error instanceof CircuitError)) throw error;
      addIssue({ message: `${error.message}; or name one of ${PRESET_NAMES}` });
      return NEVER;
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
          (circuits) => new Set(circuits.map((circuit) => circuit.text)).size === circuits.length,
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

export type EisFitOptions = v.InferOutput<typeof EIS_FIT_OPTIONS>;
