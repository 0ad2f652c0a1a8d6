/** What the readers of src/io accept at most. Every limit is far above real files and keeps a hostile one harmless. */

/** Entries in a zip archive. A workbook has some dozens; thousands only with as many pictures. */
export const MAX_ZIP_ENTRIES = 10_000;

/** Inflated bytes of all entries of an archive together, as its directory declares them: 4 GiB. */
export const MAX_INFLATED_BYTES = 4 * 2 ** 30;

/** Inflated bytes of a part that must be held in memory as a whole (shared strings, workbook, relations): 512 MiB. */
export const MAX_WHOLE_PART_BYTES = 512 * 2 ** 20;

/**
 * Inflated bytes per compressed byte of an entry. Worksheets reach 5 to 60; deflate itself cannot exceed 1032, which
 * only bombs come near.
 */
export const MAX_INFLATION_RATIO = 400;

/** Entries up to this inflated size (16 MiB) are exempt from the ratio: they do no harm. */
export const RATIO_FREE_BYTES = 16 * 2 ** 20;

/** Rows of a worksheet: the format's own limit. */
export const MAX_ROWS = 1_048_576;

/** Columns of a worksheet: the format's own limit. */
export const MAX_COLUMNS = 16_384;

/** Strings in the shared-string table of a workbook. */
export const MAX_SHARED_STRINGS = 2 ** 24;

/** Bytes of one text run, tag, comment or instruction of an XML part, and characters of one string: 1 MiB. */
export const MAX_TEXT_LENGTH = 2 ** 20;

/** Depth of nested XML elements. Worksheets use seven levels. */
export const MAX_ELEMENT_DEPTH = 64;

/** Attributes of one XML element. */
export const MAX_ATTRIBUTES = 256;

/** Sheets of a workbook. */
export const MAX_SHEETS = 4096;

/** Bytes of one line of delimited text: 1 MiB. */
export const MAX_LINE_BYTES = 2 ** 20;

/** Columns of delimited text. */
export const MAX_DELIMITED_COLUMNS = 4096;
