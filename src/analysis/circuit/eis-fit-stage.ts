/** Stage `eis_fit`: equivalent circuits fitted to the impedance spectra of a sample. */
import type { Dataset } from '../../model/dataset.ts';
import type { SampleInput, SampleStage, StageResult } from '../stage.ts';
import { analyseImpedance } from './analyse-impedance.ts';
import { EIS_FIT_OPTIONS, eisFitSettings } from './eis-fit-options.ts';
import { EIS_FIT_TABLE, EIS_PARAMETERS_TABLE, EIS_POINTS_TABLE } from './eis-tables.ts';
import type { ImpedanceSpectrum } from './spectrum.ts';

export const eisFitStage: SampleStage = {
  id: 'eis_fit',
  scope: 'sample',
  description: 'equivalent circuits: R_s, R_SEI, R_ct, time constants and capacitances with their uncertainties',
  tables: [EIS_FIT_TABLE, EIS_PARAMETERS_TABLE, EIS_POINTS_TABLE],
  options: EIS_FIT_OPTIONS,
  run: runEisFit,
};

function runEisFit({ cell, datasets, options }: SampleInput): StageResult {
  const spectra = impedanceSpectra(cell.sample, datasets);
  if (spectra.length === 0) return { tables: [], issues: [] };
  const { tables, issues } = analyseImpedance(spectra, eisFitSettings(options));
  return { tables: tables.filter((table) => table.length > 0), issues };
}

/**
 * Spectra with names that stay the same whatever else is in the study: the file's name without its ending, numbered
 * where a file holds several; the path, where two files of the sample have the same name.
 */
function impedanceSpectra(sample: SampleInput['cell']['sample'], datasets: readonly Dataset[]): ImpedanceSpectrum[] {
  const impedance = datasets.filter((dataset) => dataset.kind === 'impedance');
  const paths = [...new Set(impedance.map((dataset) => dataset.source.path))];
  return impedance.map((dataset) => {
    const { path } = dataset.source;
    const siblings = impedance.filter((other) => other.source.path === path);
    const sameName = paths.filter((other) => fileStem(other) === fileStem(path));
    const stem = sameName.length > 1 ? path : fileStem(path);
    return {
      name: siblings.length > 1 ? `${stem} #${siblings.indexOf(dataset) + 1}` : stem,
      sample: sample.id,
      group: sample.group,
      labels: sample.files.find((file) => file.path === path)?.labels ?? {},
      dataset,
    };
  });
}

function fileStem(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}
