/** Options of stages that carry a unit. They stay the text that was written, so that provenance shows it. */
import * as v from 'valibot';
import { parseQuantity, type Quantity } from '../model/units.ts';

/** Text such as `0.4 V` or `2.1 g/cm^3 ± 1 %` that measures `unit`; the message shows the example. */
export function quantityOption(unit: string, example: string) {
  const message = `expected a quantity in ${unit} or a multiple, for example \`${example}\``;
  return v.pipe(
    v.string(message),
    v.check((text) => parseQuantity(text, unit) !== undefined, message),
  );
}

/** The value of an option that `quantityOption` has checked. */
export function quantityValue(text: string, unit: string): Quantity {
  const quantity = parseQuantity(text, unit);
  if (quantity === undefined) throw new TypeError(`${text} does not measure ${unit}`);
  return quantity;
}
