/**
 * Biologic (EC-Lab, BT-Lab) text: see docs/biologic.md.
 */
import type { Parser } from '../../src/model/dataset.ts';
import { toDatasets } from './datasets.ts';
import { isMpt, readMpt } from './text.ts';

export const biologicText: Parser = {
  id: 'biologic-mpt',
  instrument: 'Biologic potentiostat or cycler',
  description: 'EC-Lab or BT-Lab text (.mpt, .txt): cycling, voltammetry, impedance and others',
  claims: async (file) => isMpt(file),
  parse: async (file) => toDatasets(readMpt(file), file, 'biologic-mpt'),
};
