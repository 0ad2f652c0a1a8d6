/** The sample as the stages need it: role decided, mass taken from where the study says. */
import type { Dataset } from '../model/dataset.ts';
import { formatShort } from '../model/format.ts';
import { type Issue, issue } from '../model/issues.ts';
import type { Role, Sample } from '../model/sample.ts';
import type { Quantity } from '../model/units.ts';
import { type CutTest, type CycledTest, cutTests, firstDirection, numberCycles } from './cycling/cycled-test.ts';

export interface Cell {
  readonly sample: Sample;
  /** Undefined where neither the study nor the data tell. */
  readonly role: Role | undefined;
  readonly roleInferred: boolean;
  /** Active mass in g. */
  readonly mass: Quantity | undefined;
  /** Electrode area in cm². */
  readonly area: Quantity | undefined;
  /** Charge in Ah that the study calls the nominal capacity. */
  readonly nominalCapacity: number | undefined;
}

export interface DescribedCell {
  readonly cell: Cell;
  readonly tests: readonly CycledTest[];
  readonly issues: Issue[];
}

/**
 * Decides role, mass and nominal capacity of a sample, and cuts its cycling data into tests. A role that the study
 * leaves open follows from the first half-cycle: a cell that is discharged first is an anode half cell, one that is charged first a full cell (for
 * which the same definitions hold as for a cathode half cell).
 */
export function describeCell(sample: Sample, datasets: readonly Dataset[]): DescribedCell {
  const issues: Issue[] = [];
  const cut = cutTests(datasets);
  const inferred = sample.role === undefined ? roleFromFirstHalfCycle(cut.tests) : undefined;
  if (inferred !== undefined) {
    const seen = inferred === 'anode-half-cell' ? 'discharge' : 'charge';
    issues.push(
      issue('ROLE_INFERRED', `role ${inferred} inferred: the first half-cycle is a ${seen}`, '', '', sample.id),
    );
  }
  const mass = activeMass(sample, datasets, issues);
  if (mass === undefined && sample.activeMass === undefined && cut.tests.length > 0) {
    const units = sample.area === undefined ? 'mAh' : 'mAh and mAh/cm²';
    const message = `no active mass: capacities in ${units} only${massOffer(datasets)}`;
    issues.push(issue('MASS_MISSING', message, '', '', sample.id));
  }
  const cell: Cell = {
    sample,
    role: sample.role ?? inferred,
    roleInferred: inferred !== undefined,
    mass,
    area: sample.area,
    nominalCapacity: nominalCharge(sample, mass),
  };
  const { tests, issues: found } = numberCycles(cut.tests, cell.role);
  const aboutTests = [...cut.issues, ...found].map((one) => ({ ...one, sample: sample.id }));
  return { cell, tests, issues: [...issues, ...aboutTests] };
}

function roleFromFirstHalfCycle(tests: readonly CutTest[]): Role | undefined {
  const first = firstDirection(tests);
  if (first === undefined) return undefined;
  return first === 'discharge' ? 'anode-half-cell' : 'full-cell';
}

/** Masses that files imply by rounded numbers agree within this share. */
const SAME_MASS = 0.005;

function statedMasses(datasets: readonly Dataset[]): number[] {
  return datasets.map((dataset) => dataset.activeMass).filter((mass) => mass !== undefined);
}

function milligrams(masses: readonly number[]): string {
  return [...new Set(masses.map((grams) => `${formatShort(grams * 1e3, 4)} mg`))].join(', ');
}

/** What files state is shown, and used only where the study file says so. */
function massOffer(datasets: readonly Dataset[]): string {
  const masses = statedMasses(datasets);
  return masses.length === 0 ? '' : `; the files state ${milligrams(masses)} (active_mass: from-file uses it)`;
}

function activeMass(sample: Sample, datasets: readonly Dataset[], issues: Issue[]): Quantity | undefined {
  if (sample.activeMass !== 'from-file') return sample.activeMass;
  const masses = statedMasses(datasets);
  if (masses.length === 0) {
    issues.push(issue('MASS_NOT_IN_FILE', 'no file of the sample states an active mass', '', '', sample.id));
    return undefined;
  }
  const mass = masses.reduce((sum, grams) => sum + grams / masses.length, 0);
  if (masses.some((grams) => Math.abs(grams - mass) > SAME_MASS * mass)) {
    issues.push(
      issue('MASSES_DIFFER', `the files state different active masses: ${milligrams(masses)}`, '', '', sample.id),
    );
    return undefined;
  }
  return { value: mass, standardUncertainty: Number.NaN };
}

function nominalCharge(sample: Sample, mass: Quantity | undefined): number | undefined {
  const nominal = sample.nominalCapacity;
  if (nominal === undefined) return undefined;
  if (nominal.per === 'cell') return nominal.value.value;
  const extent = nominal.per === 'g' ? mass : sample.area;
  return extent === undefined ? undefined : nominal.value.value * extent.value;
}

/** Relative standard uncertainty, 0 where none is stated. */
export function relativeUncertainty(quantity: Quantity | undefined): number {
  if (quantity === undefined || Number.isNaN(quantity.standardUncertainty)) return 0;
  return quantity.standardUncertainty / quantity.value;
}
