/** The format registry: one line each. A file is claimed by exactly one of them, or reported. */
import type { Parser } from '../src/model/dataset.ts';
import { bdf } from './bdf/index.ts';
import { biologicBinary, biologicText } from './biologic/index.ts';
import { delimited } from './delimited/index.ts';
import { gamry } from './gamry/index.ts';
import { impedanceText } from './impedance-text/index.ts';
import { land } from './land/index.ts';
import { landText } from './land/text.ts';
import { landCcs } from './land-ccs/index.ts';
import { landCex } from './land-cex/index.ts';
import { zview } from './zview/index.ts';

export const PARSERS: readonly Parser[] = [
  land,
  landText,
  landCcs,
  landCex,
  biologicText,
  biologicBinary,
  gamry,
  zview,
  impedanceText,
  bdf,
  delimited,
];
