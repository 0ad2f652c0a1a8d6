/**
 * LAND (LANHE) cyclers, binary file of the client 4.x (`.ccs`).
 *
 * Usage. As the client writes it; a file of a running test is read as far as it is complete. Recognised by its first
 * eight bytes.
 *
 * Schema (kind `cycling`).
 *   Record: interval (ms) → time, step_time (s); voltage → potential (V); current → current (A);
 *   charge increment → charge (Ah); energy increment → energy (Wh); its position → record, from 1.
 *   Control page: cycle → cycle (the file counts from 0, LAND's tables and this column from 1); its position among
 *   those that have records → step, from 1; mode → mode; clock of the channel → clock (s); step of the programme →
 *   extra column `process step`, from 1.
 *
 * Sign conventions. The current is positive on charge already, the energy increment has the sign of current times
 * voltage. The charge increment is a magnitude; it takes the sign of the current, or of the step where that is zero. A
 * current against its step is reported. Charge and energy are net since the first record.
 *
 * File structure and quirks. Little-endian pages of 128 bytes.
 *   - Header, then the programme of steps (80 bytes each from 0x900, their number at 0x72C), then control and data pages.
 *   - A page begins with its kind (2 control, 3 data), the number of its valid records, and the offset of the control
 *     page that it belongs to or follows. Bytes after the valid records are what was there before.
 *   - The test time of a control page may differ from the sum of the intervals by a millisecond; it starts again after
 *     2³² ms. It stops in pauses; the channel's clock does not.
 *   - The clock of the channel may never have been set (2013 in BB.ccs), the clock of the PC in the header is. The
 *     column `clock` starts with the latter and advances with the former.
 *   - Records before the cell makes contact have no meaning but are data (−1.419 V in BB.ccs); they are kept.
 *   - Modes with records in real files: 0x01 rest, 0x24 and 0x44 charge and discharge at a C-rate. 0x00 stops, 0x61 ends.
 *
 * Uncertainties. None are stored. Stored increments and the integral of the current agree within 2·10⁻⁵ per step.
 *
 * Metadata. The start is in UTC, whatever the time zone of the laboratory: the file holds Unix milliseconds. Active
 * mass and nominal capacity are what the operator typed. The name of the PC and the identifiers of file and process are
 * left out.
 */
import { visitPages } from '../../src/io/pages.ts';
import type { ParseResult, Parser } from '../../src/model/dataset.ts';
import { offsetPlace, type RawFile, SourceError } from '../../src/model/source.ts';
import { buildDataset, fileIssues, PARSER_ID } from './dataset.ts';
import { MAGIC, PAGE_BYTES, readHeader } from './header.ts';
import { PageReader, recordCapacity } from './page-reader.ts';

export const landCcs: Parser = {
  id: PARSER_ID,
  instrument: 'LAND (LANHE) cycler',
  description: 'binary file of the LAND client 4.x (.ccs)',
  claims: ({ head }) => Promise.resolve(MAGIC.every((byte, i) => head[i] === byte)),
  parse: async (file) => read(file),
};

function read(file: RawFile): ParseResult {
  const header = readHeader(file);
  const { dataStart } = header;
  const reader = new PageReader(file.path, recordCapacity(file.size - dataStart), header.startedMs);
  const leftOver = visitPages(file, PAGE_BYTES, (view, at, offset) => {
    if (offset >= dataStart) reader.visit(view, at, offset);
  });
  if (reader.length === 0) {
    throw new SourceError(file.path, offsetPlace(file.size), 'the file holds no records', 'copy it again later');
  }
  return { datasets: [buildDataset(reader, header, file, leftOver)], issues: fileIssues(reader, leftOver, file) };
}
