/** The format registry: one line each. A file is claimed by exactly one of them, or reported. */
import type { Parser } from '../src/model/dataset.ts';
import { land } from './land/index.ts';

export const PARSERS: readonly Parser[] = [land];
