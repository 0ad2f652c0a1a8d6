/** Equivalent circuits of all impedance spectra: the tables eis_fit, eis_parameters and eis_points. */
import { type Issue, issue } from '../../model/issues.ts';
import { type Table, TableBuilder } from '../../model/table.ts';
import type { EisFitSettings } from './eis-fit-options.ts';
import { addPoints } from './eis-points.ts';
import { fitRow, parameterRows } from './eis-rows.ts';
import { EIS_FIT_TABLE, EIS_PARAMETERS_TABLE, EIS_POINTS_TABLE } from './eis-tables.ts';
import { fewestPoints } from './fit-circuit.ts';
import { fitFlags } from './flags.ts';
import type { Circuit } from './parse.ts';
import { fitSeries, type SeriesFit, selectCircuit } from './series.ts';
import { cycleNumber, type ImpedanceSpectrum, spectraBySeries, usablePoints, withoutLeads } from './spectrum.ts';

/**
 * Fits every circuit of the settings to every spectrum. The spectra of one sample are a series in the
 * order of time; one circuit is selected for each series.
 */
export function analyseImpedance(
  spectra: readonly ImpedanceSpectrum[],
  settings: EisFitSettings,
): { tables: Table[]; issues: Issue[] } {
  const fits = new TableBuilder(EIS_FIT_TABLE);
  const parameters = new TableBuilder(EIS_PARAMETERS_TABLE);
  const points = new TableBuilder(EIS_POINTS_TABLE);
  const issues: Issue[] = [];
  for (const series of spectraBySeries(spectra)) {
    const usable = series.map((spectrum) => usablePoints(spectrum, issues));
    const fitted = settings.circuits.map((circuit) => {
      const chosen = usable.map((all, i) =>
        settings.inductivePoints === 'drop' ? withoutLeads(circuit, all, series[i]!, issues) : all,
      );
      return fitSeries(circuit, chosen);
    });
    const selected = selectCircuit(fitted);
    series.forEach((spectrum, i) => {
      for (const one of fitted) {
        const fit = one.fits[i];
        if (fit === undefined) {
          issues.push(tooFewPoints(spectrum, one.circuit));
          continue;
        }
        fits.add({ ...fitRow(spectrum, fit, one.roles[i]), selected: one === selected });
        for (const row of parameterRows(spectrum, fit)) parameters.add(row);
      }
      addPoints(points, spectrum, selected?.fits[i]);
      if (selected !== undefined) reportFit(spectrum, selected, i, issues);
    });
  }
  return { tables: [fits.build(), parameters.build(), points.build()], issues };
}

function tooFewPoints({ dataset, sample, name }: ImpedanceSpectrum, circuit: Circuit): Issue {
  const message = `${name}: too few points for ${circuit.text}, which needs ${fewestPoints(circuit)}`;
  return issue('EIS_TOO_FEW_POINTS', message, dataset.source.path, '', sample);
}

/** What a user should know of the selected fit. */
function reportFit(spectrum: ImpedanceSpectrum, { fits, circuit }: SeriesFit, index: number, issues: Issue[]): void {
  const { dataset, sample, name, labels } = spectrum;
  const { path } = dataset.source;
  const cycle = labels['cycle'] ?? '';
  if (cycle.trim() !== '' && Number.isNaN(cycleNumber(spectrum))) {
    const message = `${name}: the cycle label "${cycle}" is not a whole number; the column stays empty`;
    issues.push(issue('EIS_CYCLE_LABEL', message, path, '', sample));
  }
  const fit = fits[index];
  if (fit === undefined) return;
  if (!fit.converged) {
    const message = `${name}: the fit of ${circuit.text} stopped without a minimum (${fit.reason})`;
    issues.push(issue('EIS_FIT_NOT_CONVERGED', message, path, '', sample));
  }
  const open = fitFlags(fit).filter((flag) =>
    /^(at-bound|not-identifiable|outside-measured-range|unconfirmed-optimum)/.test(flag),
  );
  if (open.length > 0) {
    issues.push(issue('EIS_NOT_IDENTIFIABLE', `${name}, ${circuit.text}: ${open.join(', ')}`, path, '', sample));
  }
}
