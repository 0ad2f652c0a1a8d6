/**
 * The record stream of .xls workbooks (MS-XLS, BIFF5 and BIFF8): only what tells whether it is whole and readable. The
 * cells are left to a library, which would take a cut-off stream for a short sheet.
 */

const BEGIN = 0x0809;
const END = 0x000a;
const FILE_PASS = 0x002f;
const BOUND_SHEET = 0x0085;
const RECORD_HEADER_BYTES = 4;

const FORMULA = 0x0006;
/** Where a formula record has the length of its expression, and what stands there for "no expression". */
const EXPRESSION_LENGTH_AT = 20;
const NO_EXPRESSION = 0xffff;

/** Records that hold cells, or that reading cells needs. */
const CELL_RECORDS: ReadonlySet<number> = new Set([
  BEGIN,
  END,
  BOUND_SHEET,
  FORMULA,
  0x0022, // Date1904
  0x003c, // Continue
  0x0042, // CodePage
  0x00bd, // MulRk
  0x00d6, // RString
  0x00fc, // SST
  0x00fd, // LabelSst
  0x0200, // Dimensions
  0x0203, // Number
  0x0204, // Label
  0x0205, // BoolErr
  0x0207, // String
  0x027e, // RK
]);

/** A record that readers pass over: Selection. */
const PASSED_OVER = 0x001d;

export interface BiffSummary {
  /** 8 for Excel 97 and later, whose strings are Unicode; 5 for Excel 5 and 95, whose strings are in a code page. */
  readonly version: 5 | 8;
  readonly isEncrypted: boolean;
}

/**
 * Walks all records. Throws RangeError where one is cut off, a substream has no end, or the version is none of the two.
 */
export function inspectBiff(stream: Buffer): BiffSummary {
  const version = readVersion(stream);
  const sheets: number[] = [];
  let isEncrypted = false;
  walkSubstream(stream, 0, (type, at) => {
    if (type === FILE_PASS) isEncrypted = true;
    if (type === BOUND_SHEET) sheets.push(stream.readUInt32LE(at));
  });
  if (!isEncrypted) {
    for (const at of sheets) walkSubstream(stream, at, () => {});
  }
  return { version, isEncrypted };
}

function readVersion(stream: Buffer): 5 | 8 {
  if (stream.readUInt16LE(0) !== BEGIN) throw new RangeError('the workbook stream has no beginning');
  const version = stream.readUInt16LE(RECORD_HEADER_BYTES);
  if (version === 0x0600) return 8;
  if (version === 0x0500) return 5;
  throw new RangeError(`the workbook stream is of the unknown version 0x${version.toString(16)}`);
}

/** Visits the records from a beginning to its end; charts inside a sheet have a beginning and an end of their own. */
function walkSubstream(stream: Buffer, start: number, visit: (type: number, at: number) => void): void {
  let depth = 0;
  for (let at = start; ; ) {
    const type = stream.readUInt16LE(at);
    const length = stream.readUInt16LE(at + 2);
    const body = at + RECORD_HEADER_BYTES;
    if (body + length > stream.length) throw new RangeError('a record of the workbook stream is cut off');
    if (type === BEGIN) depth++;
    else if (depth === 0) throw new RangeError('a sheet of the workbook stream has no beginning');
    else if (type === END) depth--;
    else visit(type, body);
    if (depth === 0) return;
    at = body + length;
  }
}

/**
 * A copy in which the records that hold no cells are passed over and formulas have their value only, all at the same
 * offsets. Parsing expressions, styles and drawings is what a damaged stream can make endless.
 */
export function cellRecordsOnly(stream: Buffer): Buffer {
  const copy = Buffer.from(stream);
  for (let at = 0; at + RECORD_HEADER_BYTES <= copy.length; ) {
    const type = copy.readUInt16LE(at);
    const length = copy.readUInt16LE(at + 2);
    const body = at + RECORD_HEADER_BYTES;
    if (!CELL_RECORDS.has(type)) copy.writeUInt16LE(PASSED_OVER, at);
    else if (type === FORMULA && length >= EXPRESSION_LENGTH_AT + 2) {
      copy.writeUInt16LE(NO_EXPRESSION, body + EXPRESSION_LENGTH_AT);
    }
    at = body + length;
  }
  return copy;
}
