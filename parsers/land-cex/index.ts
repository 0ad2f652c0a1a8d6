/**
 * LAND (LANHE) cyclers, binary file of LANDmon and LANDdt (`.cex`). Experimental: written after published descriptions
 * of the layout, no real file has confirmed it; read only where `--format land-cex-experimental` asks for it.
 *
 * Usage. As LANDmon writes it. Recognised by its first four bytes. The workbook that LANDdt exports is the safer way.
 *
 * Schema (kind `cycling`).
 *   Record: timer → time, step_time (s); voltage → potential (V); current → current (A); capacity → charge (Ah);
 *   energy → energy (Wh); its position → record, from 1.
 *   Step: position among those that have records → step, from 1; mode → mode; number in the programme and count of the
 *   cycle marker before it → extra columns. Cycles: the marker's count is described in two ways; cycles are found from
 *   the steps instead.
 *
 * Sign conventions. The current is positive on charge already. Capacity and energy are magnitudes since the start of
 * the step; they become net charge and energy since the first record, positive on charge.
 *
 * File structure and quirks. Little-endian slots of 16 bytes after a header of 64.
 *   - `AAAAFFFF` opens a block of stated length, `BBBBFFFF` with the same identity closes it; blocks hold the programme.
 *   - `CCCCFFFF` (`CDCCFFFF` for steps) is a control slot: 0x22 new step, 0x44 cycle marker, others without effect.
 *   - Anything else is a record: u32 timer, i16 voltage, i16 current, then a u32 capacity count and a f32 energy, or
 *     f32 Ah and f32 Wh, by bytes 4–7 of the header.
 *   - The descriptions disagree about the scale of the voltage (5/16128 or 5/32256 V) and leave the unit of the timer
 *     open, whether it restarts with the steps, and the unit of the energy beside a capacity count. The file's own
 *     counters tell (scales.ts). A file without charge is refused: it tells nothing.
 *   - Ranges other than 5 V and 5 mA, unknown layouts and unknown kinds of slots are refused.
 *
 * Metadata. Start as stored, in a zone that is not stated. Active mass in g at offset 28, what the operator typed.
 */
import { visitPages } from '../../src/io/pages.ts';
import type { ParseResult, Parser } from '../../src/model/dataset.ts';
import { issue } from '../../src/model/issues.ts';
import { offsetPlace, type RawFile } from '../../src/model/source.ts';
import { buildDataset, PARSER_ID } from './dataset.ts';
import { MAGIC, readHeader } from './header.ts';
import { SLOT_BYTES, SlotReader } from './slot-reader.ts';

export const landCex: Parser = {
  id: PARSER_ID,
  instrument: 'LAND (LANHE) cycler',
  description: 'binary file of LANDmon (.cex), read on request only',
  onRequest: true,
  claims: ({ head }) => Promise.resolve(MAGIC.every((byte, i) => head[i] === byte)),
  parse: async (file) => read(file),
};

function read(file: RawFile): ParseResult {
  const header = readHeader(file.head, file.path);
  const reader = new SlotReader(file.path, header.layout);
  const leftOver = visitPages(file, SLOT_BYTES, reader.visit);
  reader.finish(file.size);
  const { dataset, issues } = buildDataset(reader, header, file);
  if (leftOver > 0) {
    const message = `the last slot is incomplete: ${leftOver} of its bytes are there`;
    issues.push(issue('LAND_TEST_UNFINISHED', message, file.path, offsetPlace(file.size - leftOver)));
  }
  return { datasets: [dataset], issues };
}
