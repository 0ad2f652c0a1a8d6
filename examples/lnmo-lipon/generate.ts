/** Writes the raw data of this example: synthetic EC-Lab files. See README.md for what is synthetic. */
import { files } from './cycler.ts';
import { fileBytes } from './ec-lab-files.ts';
import { TRUTH } from './truth.ts';

/** Path below `raw/` → bytes; the same bytes on every machine, in every time zone. */
export async function generate(): Promise<ReadonlyMap<string, Uint8Array>> {
  return new Map(
    Object.entries(TRUTH.cells).flatMap(([name, cell]) =>
      files(cell).map((file): [string, Uint8Array] => [`${name}/cycling/${file.name}`, fileBytes(file)]),
    ),
  );
}
