/** Tables of the impedance fit. */
import { boolean, fileTable, integer, number, text } from '../../model/table.ts';

export const EIS_FIT_TABLE = fileTable(
  'eis_fit',
  'Equivalent circuits fitted to impedance spectra by complex non-linear least squares, weights 1/|Z| (measured). ' +
    'A resistance of a single arc stays empty where the data do not determine it; the sum of the arcs then carries ' +
    'the result. Both stay empty for an arc whose apex lies outside the measured frequencies.',
  {
    spectrum: text('name of the spectrum'),
    state: text('state label of the file'),
    cycle: integer('cycle label of the file'),
    potential_V: number('V', 'mean DC potential during the spectrum'),
    circuit: text('circuit: elements in series joined by -, in parallel in p()'),
    selected: boolean('whether this circuit has the lowest AICc summed over the series'),
    r_s_ohm: number('ohm', 'ohmic resistance in series with everything'),
    r_s_se_ohm: number('ohm', 'its standard uncertainty'),
    r_sei_ohm: number('ohm', 'resistance of the faster of two arcs: surface layer'),
    r_sei_se_ohm: number('ohm', 'its standard uncertainty'),
    r_ct_ohm: number('ohm', 'resistance of the slower of two arcs: charge transfer'),
    r_ct_se_ohm: number('ohm', 'its standard uncertainty'),
    r_arcs_ohm: number('ohm', 'sum of the resistances of all arcs'),
    r_arcs_se_ohm: number('ohm', 'its standard uncertainty, with the correlation of the arcs'),
    sigma_w_ohm_per_sqrt_s: number('ohm_per_sqrt_s', 'Warburg coefficient σ of Z = σ (1 − j)/√ω'),
    c_sei_F: number('F', 'effective capacitance of the surface layer (Hsu and Mansfeld)'),
    c_dl_F: number('F', 'effective double-layer capacitance (Hsu and Mansfeld)'),
    tau_sei_s: number('s', 'time constant of the surface layer, (RQ)^(1/n)'),
    tau_ct_s: number('s', 'time constant of the charge transfer, (RQ)^(1/n)'),
    chi2_pseudo: number('', 'Σ|ΔZ|²/|Z|² with the measured |Z|'),
    chi2_reduced: number('', 'chi2_pseudo divided by the degrees of freedom, 2N − k'),
    aicc: number('', 'Akaike information criterion with small-sample correction; lower is better'),
    points: integer('points used'),
    converged: boolean('whether the fit reached a minimum'),
    flags: text('what qualifies the fit, separated by ; see the documentation of the stage'),
  },
);

export const EIS_PARAMETERS_TABLE = fileTable(
  'eis_parameters',
  'Parameters of the fitted circuits, then what follows from them: time constants and effective capacitances.',
  {
    spectrum: text('name of the spectrum'),
    circuit: text('circuit'),
    parameter: text('element, with the parameter where it has several: R1, CPE1_Q; derived: tau(R1), C_brug(R1)'),
    value: number('', 'value in `unit`'),
    se: number('', 'standard uncertainty in `unit`; empty where a parameter is held at its bound'),
    lower95: number('', 'lower limit of the 95 % Student interval'),
    upper95: number('', 'upper limit of the 95 % Student interval'),
    unit: text('unit of the value and its uncertainty'),
    flag: text('at-bound, not-identifiable, outside-measured-range; separated by ;'),
  },
);

export const EIS_POINTS_TABLE = fileTable(
  'eis_points',
  'Measured points of every spectrum beside the selected circuit.',
  {
    spectrum: text('name of the spectrum'),
    state: text('state label of the file'),
    cycle: integer('cycle label of the file'),
    frequency_Hz: number('Hz', 'frequency'),
    z_real_ohm: number('ohm', 'measured real part'),
    z_imag_ohm: number('ohm', 'measured imaginary part, negative where capacitive'),
    fit_real_ohm: number('ohm', 'real part of the selected circuit'),
    fit_imag_ohm: number('ohm', 'imaginary part of the selected circuit'),
    residual_real_pct: number('pct', 'measured minus fitted real part over the measured |Z|'),
    residual_imag_pct: number('pct', 'measured minus fitted imaginary part over the measured |Z|'),
    used: boolean('whether the fit used the point'),
  },
);
