/** Rows of the tables eis_fit and eis_parameters. */
import type { Row } from '../../model/table.ts';
import { type Arc, type LogQuantity, logBrug, logHsuMansfeld, logTimeConstant, seriesResistors } from './arcs.ts';
import type { EIS_FIT_TABLE, EIS_PARAMETERS_TABLE } from './eis-tables.ts';
import { type Estimate, isIdentified, logEstimate } from './estimate.ts';
import { type CircuitFit, type FittedParameter, fittedValues } from './fit-circuit.ts';
import { fitFlags } from './flags.ts';
import type { ArcRoles } from './series.ts';
import { cycleNumber, type ImpedanceSpectrum } from './spectrum.ts';

const UNKNOWN: Estimate = {
  value: Number.NaN,
  standardError: Number.NaN,
  lower95: Number.NaN,
  upper95: Number.NaN,
};

/** A fit as one row; `roles` names the arcs of a two-arc circuit. */
export function fitRow(
  spectrum: ImpedanceSpectrum,
  fit: CircuitFit,
  roles: ArcRoles | undefined,
): Row<typeof EIS_FIT_TABLE.columns> {
  const rs = printable(fit.seriesResistance);
  const arcs = fit.arcs.some(({ resistance }) => isOutside(resistance)) ? UNKNOWN : printable(fit.arcResistance);
  const sei = describeArc(fit, roles?.sei);
  const ct = describeArc(fit, roles?.ct);
  return {
    ...place(spectrum, fit),
    state: spectrum.labels['state'] ?? '',
    cycle: cycleNumber(spectrum),
    potential_V: meanPotential(spectrum),
    r_s_ohm: rs.value,
    r_s_se_ohm: rs.standardError,
    r_sei_ohm: sei.resistance.value,
    r_sei_se_ohm: sei.resistance.standardError,
    r_ct_ohm: ct.resistance.value,
    r_ct_se_ohm: ct.resistance.standardError,
    r_arcs_ohm: arcs.value,
    r_arcs_se_ohm: arcs.standardError,
    sigma_w_ohm_per_sqrt_s: warburg(fit),
    c_sei_F: sei.capacitance,
    c_dl_F: ct.capacitance,
    tau_sei_s: sei.timeConstant,
    tau_ct_s: ct.timeConstant,
    chi2_pseudo: fit.chi2,
    chi2_reduced: fit.chi2Reduced,
    aicc: fit.aicc,
    points: fit.points.frequency.length,
    converged: fit.converged,
    flags: fitFlags(fit).join(';'),
  };
}

/** The fit's parameters, then time constants and capacitances of its arcs. */
export function parameterRows(
  spectrum: ImpedanceSpectrum,
  fit: CircuitFit,
): Row<typeof EIS_PARAMETERS_TABLE.columns>[] {
  const values = fittedValues(fit);
  const derived = fit.arcs.flatMap(({ arc, resistance }) => [
    { ...derivedParameter(fit, `tau(${arc.name})`, 's', logTimeConstant(arc, values)), flags: resistance.flags },
    {
      ...derivedParameter(fit, `C_hsu_mansfeld(${arc.name})`, 'F', logHsuMansfeld(arc, values)),
      flags: resistance.flags,
    },
  ]);
  const brug = brugRow(fit, values);
  return [...fit.parameters, ...derived, ...brug].map((parameter) => ({
    ...place(spectrum, fit),
    parameter: parameter.label,
    value: parameter.value,
    se: parameter.standardError,
    lower95: parameter.lower95,
    upper95: parameter.upper95,
    unit: parameter.unit,
    flag: parameter.flags.join(';'),
  }));
}

function place({ name, sample, group, dataset }: ImpedanceSpectrum, fit: CircuitFit) {
  return { sample, group, file: dataset.source.path, spectrum: name, circuit: fit.circuit.text };
}

function derivedParameter(fit: CircuitFit, label: string, unit: string, quantity: LogQuantity): FittedParameter {
  const error = Math.sqrt(fit.covariance.varianceOf(quantity.gradient));
  return {
    label,
    unit,
    ...logEstimate(Math.exp(quantity.log), error > 0 ? error : Number.NaN, fit.quantile),
    flags: [],
  };
}

/** Brug's capacitance where its formula holds: R_s + (R ‖ Q) with R_s identified. */
function brugRow(fit: CircuitFit, values: Float64Array): FittedParameter[] {
  const quantity = logBrug(fit.circuit, values);
  const [arc] = fit.arcs;
  const [ohmic] = seriesResistors(fit.circuit).map((k) => fit.parameters[k]);
  if (quantity === undefined || arc === undefined || ohmic === undefined || ohmic.flags.length > 0) return [];
  return [{ ...derivedParameter(fit, `C_brug(${arc.arc.name})`, 'F', quantity), flags: arc.resistance.flags }];
}

/** Of an arc whose apex was not measured only a part was seen: its resistance is an extrapolation. */
function isOutside({ flags }: FittedParameter): boolean {
  return flags.includes('outside-measured-range');
}

/** Empty unless the data determine it. */
function printable(estimate: Estimate): Estimate {
  return isIdentified(estimate) ? estimate : UNKNOWN;
}

function describeArc(fit: CircuitFit, arc: Arc | undefined) {
  const fitted = fit.arcs.find((candidate) => candidate.arc.name === arc?.name);
  if (fitted === undefined || !fit.converged || !isIdentified(fitted.resistance) || isOutside(fitted.resistance)) {
    return { resistance: UNKNOWN, capacitance: Number.NaN, timeConstant: Number.NaN };
  }
  const values = fittedValues(fit);
  const known = (quantity: LogQuantity) => printable(derivedParameter(fit, '', '', quantity)).value;
  return {
    resistance: fitted.resistance,
    capacitance: known(logHsuMansfeld(fitted.arc, values)),
    timeConstant: known(logTimeConstant(fitted.arc, values)),
  };
}

function warburg(fit: CircuitFit): number {
  const elements = fit.parameters.filter((parameter) => parameter.unit === 'ohm/sqrt(s)');
  const [only] = elements;
  return elements.length === 1 && only !== undefined ? printable(only).value : Number.NaN;
}

function meanPotential({ dataset }: ImpedanceSpectrum): number {
  const known = (dataset.columns.potential ?? new Float64Array(0)).filter((value) => !Number.isNaN(value));
  return known.length === 0 ? Number.NaN : known.reduce((sum, value) => sum + value, 0) / known.length;
}
