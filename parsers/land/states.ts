/** LAND's words for what a step does: of the step table, of the records, of older and newer clients, and in Chinese. */
import type { Mode } from '../../src/model/schema.ts';

export interface StepState {
  /** 1 charge, −1 discharge, 0 rest, NaN: the sign of the current tells. */
  readonly sign: number;
  readonly mode: Mode;
}

const REST: StepState = { sign: 0, mode: 'rest' };

/** Words that mean the same, by mode: for charge, for discharge, and for either. */
const WORDS: readonly (readonly [mode: Mode, charge: string, discharge: string, either: string])[] = [
  ['constant-current', 'RateC CC-Rate C_Rate 倍率充电', 'RateD DC-Rate D_Rate 倍率放电', ''],
  ['constant-current', 'CCC C_CC 恒流充电', 'CCD D_CC 恒流放电', ''],
  ['constant-voltage', 'CVC C_CV 恒压充电', 'CVD D_CV 恒压放电', 'CV'],
  ['constant-power', 'CPC C_CP 恒功率充电', 'CPD D_CP 恒功率放电', ''],
  ['constant-resistance', '', 'CRD D_CR 恒阻放电', ''],
  // One step with both parts, which the record does not tell apart; CCVC_C is how one client spells it.
  ['other', 'CCCV_C CCVC_C 恒流恒压充电', 'CCCV_D 恒流恒压放电', ''],
  ['pulse', '', '', 'DCIR'],
  // Letters of the client sold as Landt, which say the direction alone.
  ['other', 'C', 'D', ''],
];

const STATES: ReadonlyMap<string, StepState> = new Map([
  ...['R', 'Rest', '静置'].map((word) => [word.toLowerCase(), REST] as const),
  ...['Stop', '停止'].map((word) => [word.toLowerCase(), { sign: 0, mode: 'other' }] as const),
  ...WORDS.flatMap(([mode, charge, discharge, either]) => [
    ...entries(charge, { sign: 1, mode }),
    ...entries(discharge, { sign: -1, mode }),
    ...entries(either, { sign: Number.NaN, mode }),
  ]),
]);

function entries(words: string, state: StepState): (readonly [string, StepState])[] {
  return words === '' ? [] : words.split(' ').map((word) => [word.toLowerCase(), state] as const);
}

/** Undefined for a word never seen; capitals do not count. */
export function stepState(word: string): StepState | undefined {
  return STATES.get(word.trim().toLowerCase());
}
