/** Records as EC-Lab stores them (.mpr, of version 11.50) and as it exports them (.mpt). */

import { writeMpr } from '../../scripts/mpr-writer.ts';
import { type MptColumn, writeMpt } from '../../scripts/mpt-writer.ts';
import type { File, Row } from './cycler.ts';
import { TRUTH } from './truth.ts';

interface Column {
  /** In the binary file. */
  readonly id: number;
  /** In the text. */
  readonly name: string;
  readonly value: (row: Row) => number;
}

/** Numbers of the ranges 10 µA, 100 µA and 1 mA. */
const RANGES = [
  { upTo_mA: 0.01, code: 42 },
  { upTo_mA: 0.1, code: 41 },
  { upTo_mA: Number.POSITIVE_INFINITY, code: 40 },
];

const COLUMNS: readonly Column[] = [
  { id: 1, name: 'mode', value: ({ mode }) => mode },
  { id: 2, name: 'ox/red', value: ({ oxidizing }) => oxidizing },
  { id: 3, name: 'error', value: () => 0 },
  { id: 21, name: 'control changes', value: ({ firstOfSequence }) => firstOfSequence },
  { id: 31, name: 'Ns changes', value: ({ firstOfSequence }) => firstOfSequence },
  { id: 65, name: 'counter inc.', value: () => 0 },
  { id: 131, name: 'Ns', value: ({ sequence }) => sequence },
  { id: 4, name: 'time/s', value: ({ time_s }) => time_s },
  { id: 7, name: 'dq/mA.h', value: ({ increment_mAh }) => increment_mAh },
  { id: 13, name: '(Q-Qo)/mA.h', value: ({ total_mAh }) => total_mAh },
  { id: 5, name: 'control/V/mA', value: ({ control_mA }) => control_mA },
  { id: 6, name: 'Ewe/V', value: ({ potential_V }) => potential_V },
  { id: 39, name: 'I Range', value: range },
  { id: 467, name: 'Q charge/discharge/mA.h', value: ({ halfCycle_mAh }) => halfCycle_mAh },
  { id: 468, name: 'half cycle', value: ({ halfCycle }) => halfCycle },
  { id: 123, name: 'Energy charge/W.h', value: ({ chargeEnergy_Wh }) => chargeEnergy_Wh },
  { id: 124, name: 'Energy discharge/W.h', value: ({ dischargeEnergy_Wh }) => dischargeEnergy_Wh },
];

function range({ control_mA }: Row): number {
  return RANGES.find(({ upTo_mA }) => Math.abs(control_mA) <= upTo_mA)?.code ?? 0;
}

export function fileBytes(file: File): Uint8Array {
  return file.name.endsWith('.mpr') ? mprBytes(file) : mptBytes(file);
}

function mprBytes({ name, started, rows }: File): Uint8Array {
  return writeMpr({
    version: 11,
    technique: 4,
    started,
    columns: COLUMNS.map(({ id, value }) => ({ id, values: rows.map(value) })),
    software: '11.50',
    channel: 1,
    fileName: `C:\\data\\${name}`,
    comments: 'SYNTHETIC DATA of the interphase example lnmo-lipon, no cell was measured',
    electrodeMaterial: 'LNMO thin film',
    electrolyte: 'LiPON',
    area: TRUTH.film.stated_area_cm2,
    reference: { name: 'Li metal', volts: 0 },
  });
}

/** With the columns that EC-Lab computes on export. */
function mptBytes({ name, started, rows }: File): Uint8Array {
  const computed: MptColumn[] = [
    { name: '<I>/mA', values: rows.map((row, i) => meanCurrent(row, rows[i - 1])) },
    { name: 'cycle number', values: rows.map(({ halfCycle }) => Math.floor(halfCycle / 2)) },
  ];
  const columns = COLUMNS.map((column) => ({ name: column.name, values: rows.map(column.value) }));
  const [day = '', clock = ''] = started.split('T');
  const [year, month, date] = day.split('-');
  const text = writeMpt([...columns, ...computed], {
    technique: 'Galvanostatic Cycling with Potential Limitation',
    started: `${month}/${date}/${year} ${clock}`,
    facts: [
      'Saved on :',
      `\tFile : ${name.replace('.mpt', '.mpr')}`,
      'Electrode material : LNMO thin film',
      'Electrolyte : liquid',
      'Comments : SYNTHETIC DATA of the interphase example lnmo-lipon, no cell was measured',
      `Electrode surface area : ${TRUTH.film.stated_area_cm2.toFixed(3)} cm²`,
      'Characteristic mass : 0.001 g',
      'Cycle Definition : Charge/Discharge alternance',
    ],
  });
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function meanCurrent({ time_s, increment_mAh }: Row, before: Row | undefined): number {
  return before === undefined ? 0 : (increment_mAh * 3600) / (time_s - before.time_s);
}
