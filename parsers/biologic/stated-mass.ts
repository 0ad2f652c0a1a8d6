/** The active mass that the facts of a file state. */
import { parseQuantity } from '../../src/model/units.ts';

/** EC-Lab's preset for masses that nobody typed in, in whatever unit. */
const PRESET = 0.001;

/**
 * Characteristic mass in g, which EC-Lab's own specific values refer to; one that was changed later stands last. The
 * preset of 0.001 (mg or g) and 0 are no statement. The mass of active material is not taken: four of the real files at
 * hand, cells of less than 10 mAh, hold 7000 mg there.
 */
export function statedMass(meta: Readonly<Record<string, string>>): number | undefined {
  const text = meta['Characteristic mass']?.split('; ').at(-1)?.replace(',', '.') ?? '';
  const mass = parseQuantity(text, 'g')?.value ?? 0;
  return mass > 0 && Number.parseFloat(text) !== PRESET ? mass : undefined;
}
