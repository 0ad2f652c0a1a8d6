/** Charge and discharge, and which of them counts. */
import type { Role } from '../model/sample.ts';

export type Branch = 'charge' | 'discharge';

/** The branch that gives back what the other one stored: charge for an anode under test, else discharge. */
export function reversibleBranch(role: Role | undefined): Branch {
  return role === 'anode-half-cell' ? 'charge' : 'discharge';
}
