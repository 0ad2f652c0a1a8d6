/** The active mass that the facts of a file state. */
import { parseQuantity } from '../../src/model/units.ts';

/** EC-Lab's preset for masses that nobody typed in, in whatever unit. */
const PRESET = 0.001;

/**
 * Active mass in g that the header states: the characteristic mass, which EC-Lab's own specific values refer to, else
 * the mass of active material. A value
 * that was changed later stands last. The preset of 0.001 (mg or g) and 0 are no statement.
 */
export function statedMass(meta: Readonly<Record<string, string>>): number | undefined {
  for (const key of ['Characteristic mass', 'Mass of active material']) {
    const text = meta[key]?.split('; ').at(-1)?.replace(',', '.') ?? '';
    const mass = parseQuantity(text, 'g')?.value ?? 0;
    if (mass > 0 && Number.parseFloat(text) !== PRESET) return mass;
  }
  return undefined;
}
