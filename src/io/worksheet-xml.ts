/**
 * The worksheet part of an .xlsx workbook, read from chunks of its bytes into a sink, cell by cell.
 *
 * File structure: `worksheet > sheetData > row[r] > c[r][t] > v | is > t | is > r > t`. Quirks provided for: any namespace prefix;
 * rows and cells without `r` follow the ones before them; formulas stand beside their stored value and are not read;
 * phonetic runs are not text; a value may come in pieces (CDATA, comments between).
 */
import { cellPlace, SourceError } from '../model/source.ts';
import { parseReference } from './cell-reference.ts';
import { BOOLEAN, booleanText, cellType, NUMBER, PLAIN_TEXT, SHARED } from './cell-type.ts';
import { parseDecimal, parseIndex } from './decimal.ts';
import { MAX_COLUMNS, MAX_ROWS, MAX_TEXT_LENGTH } from './limits.ts';
import type { SharedStrings } from './shared-strings.ts';
import type { CellSink } from './workbook.ts';
import { MORE, nameCode, OPEN, TEXT, XML_REMEDY, XmlScanner } from './xml-scanner.ts';
import { unescapeCellText } from './xml-text.ts';

export interface WorksheetSource {
  readonly path: string;
  readonly sheet: string;
  /** Name of the part in the archive. */
  readonly entry: string;
  readonly strings: SharedStrings | undefined;
}

const ROW = nameCode('row');
const C = nameCode('c');
const V = nameCode('v');
const IS = nameCode('is');
const T = nameCode('t');
const R = nameCode('r');
const LETTER_R = 0x72;
const LETTER_T = 0x74;

/** Element the reader is in. */
const IN_DOCUMENT = 0;
const IN_WORKSHEET = 1;
const IN_DATA = 2;
const IN_ROW = 3;
const IN_CELL = 4;
const IN_INLINE = 5;
const IN_RUN = 6;
/** From here on character data counts. */
const IN_VALUE = 7;
const IN_INLINE_TEXT = 8;
const IN_RUN_TEXT = 9;

/** Element around each of the above, in their order. */
const PARENTS = Int32Array.of(
  IN_DOCUMENT,
  IN_DOCUMENT,
  IN_WORKSHEET,
  IN_DATA,
  IN_ROW,
  IN_CELL,
  IN_INLINE,
  IN_CELL,
  IN_INLINE,
  IN_RUN,
);

/** Value found in the current cell so far. */
const NO_VALUE = 0;
const NUMBER_VALUE = 1;
const TEXT_VALUE = 2;

export class WorksheetReader {
  readonly #xml: XmlScanner;
  readonly #source: WorksheetSource;
  readonly #sink: CellSink;
  readonly #rowLimit: number;
  #state = IN_DOCUMENT;
  /** Depth of an element that is not read, 0 outside of one. */
  #skip = 0;
  #hasData = false;
  #row = -1;
  #rowIsSure = false;
  #column = -1;
  #type = NUMBER;
  #found = NO_VALUE;
  #hasElement = false;
  #number = 0;
  #text = '';
  #isDone = false;

  /** Reads rows up to `rowLimit` (not included). */
  constructor(source: WorksheetSource, sink: CellSink, rowLimit = MAX_ROWS) {
    this.#source = source;
    this.#sink = sink;
    this.#rowLimit = rowLimit;
    this.#xml = new XmlScanner(source.path, () => this.#place());
  }

  /** Reads the next bytes of the part. False once the row limit is reached. Throws SourceError. */
  push(chunk: Buffer): boolean {
    const xml = this.#xml;
    xml.push(chunk);
    while (!this.#isDone) {
      const token = xml.next();
      if (token === MORE) break;
      if (token === TEXT) {
        if (this.#state >= IN_VALUE && this.#skip === 0) this.#takeText();
      } else if (token === OPEN) {
        if (this.#skip === 0) this.#open();
      } else if (this.#skip === 0) this.#close();
      else if (xml.depth === this.#skip) this.#skip = 0;
    }
    return !this.#isDone;
  }

  /** To be called after the last bytes. Throws SourceError where the part is not whole. */
  finish(): void {
    this.#xml.finish();
    if (!this.#hasData) this.#fail('the worksheet has no sheetData element');
  }

  #place(): string {
    const { sheet, entry } = this.#source;
    return this.#state >= IN_CELL ? cellPlace(sheet, this.#row, this.#column) : entry;
  }

  #fail(detail: string): never {
    throw new SourceError(this.#source.path, this.#place(), detail, XML_REMEDY);
  }

  #open(): void {
    const { code } = this.#xml;
    switch (this.#state) {
      case IN_ROW:
        if (code === C) this.#openCell();
        else this.#skipElement();
        break;
      case IN_CELL:
        if (code !== V && code !== IS) this.#skipElement();
        else {
          if (this.#hasElement) this.#fail('the cell has two values');
          this.#hasElement = true;
          this.#state = code === V ? IN_VALUE : IN_INLINE;
        }
        break;
      case IN_DATA:
        if (code === ROW) this.#openRow();
        else this.#skipElement();
        break;
      case IN_INLINE:
      case IN_RUN:
        if (code === T) this.#state = this.#state === IN_RUN ? IN_RUN_TEXT : IN_INLINE_TEXT;
        else if (code === R && this.#state === IN_INLINE) this.#state = IN_RUN;
        else this.#skipElement();
        break;
      case IN_WORKSHEET:
        this.#openPart();
        break;
      case IN_DOCUMENT:
        if (this.#xml.name() !== 'worksheet') this.#fail('the part is not a worksheet');
        this.#state = IN_WORKSHEET;
        break;
      default:
        this.#fail('there is an XML element inside the value of the cell');
    }
  }

  #skipElement(): void {
    this.#skip = this.#xml.depth;
  }

  #openPart(): void {
    if (this.#xml.name() !== 'sheetData') {
      this.#skipElement();
      return;
    }
    if (this.#hasData) this.#fail('the worksheet has two sheetData elements');
    this.#hasData = true;
    this.#state = IN_DATA;
  }

  #openRow(): void {
    const xml = this.#xml;
    const at = xml.attributes.byLetter(LETTER_R);
    this.#rowIsSure = at >= 0;
    this.#setRow(
      at < 0 ? this.#row + 1 : parseIndex(xml.bytes, xml.attributes.valueStart(at), xml.attributes.valueEnd(at)) - 1,
      this.#row + 1,
    );
    this.#column = -1;
    this.#state = IN_ROW;
  }

  #setRow(row: number, least: number): void {
    if (row < 0 || row >= MAX_ROWS) this.#fail(`a row number after row ${this.#row + 1} is not in 1 to ${MAX_ROWS}`);
    if (row < least) this.#fail(`row ${row + 1} comes twice or after a later row`);
    this.#row = row;
    if (row >= this.#rowLimit) this.#isDone = true;
  }

  #openCell(): void {
    const xml = this.#xml;
    const reference = xml.attributes.byLetter(LETTER_R);
    if (reference < 0) this.#setColumn(this.#column + 1);
    else this.#readReference(xml.attributes.valueStart(reference), xml.attributes.valueEnd(reference));
    this.#state = IN_CELL;
    this.#found = NO_VALUE;
    this.#hasElement = false;
    this.#text = '';
    const type = xml.attributes.byLetter(LETTER_T);
    this.#type = type < 0 ? NUMBER : this.#readType(xml.attributes.valueStart(type), xml.attributes.valueEnd(type));
  }

  #setColumn(column: number): void {
    if (column >= MAX_COLUMNS) this.#fail(`a cell in row ${this.#row + 1} is beyond column ${MAX_COLUMNS}`);
    if (column <= this.#column) this.#fail(`a cell in row ${this.#row + 1} comes twice or after a cell to its right`);
    this.#column = column;
  }

  #readReference(start: number, end: number): void {
    const reference = parseReference(this.#xml.bytes, start, end);
    if (reference < 0) this.#fail(`a cell in row ${this.#row + 1} has a malformed reference, or one beyond XFD1048576`);
    const row = Math.floor(reference / MAX_COLUMNS);
    if (row !== this.#row) {
      if (this.#rowIsSure) this.#fail(`row ${this.#row + 1} holds a cell that says it is in row ${row + 1}`);
      this.#setRow(row, this.#row);
    }
    this.#rowIsSure = true;
    this.#setColumn(reference % MAX_COLUMNS);
  }

  #readType(start: number, end: number): number {
    if (end - start === 1) {
      const letter = this.#xml.bytes[start];
      if (letter === 0x73) return SHARED;
      if (letter === 0x6e) return NUMBER;
    }
    const name = this.#xml.text(start, end);
    return cellType(name) ?? this.#fail(`the cell is of the unknown type "${name}"`);
  }

  #takeText(): void {
    const { bytes, start, end, endsElement } = this.#xml;
    if (endsElement && this.#state === IN_VALUE && this.#type <= SHARED && this.#text === '') {
      this.#takeNumber(bytes, start, end);
      return;
    }
    this.#text += this.#xml.text(start, end, this.#xml.isCData);
    if (this.#text.length > MAX_TEXT_LENGTH) this.#fail(`the text is longer than ${MAX_TEXT_LENGTH} characters`);
  }

  /** The number, or the number of the shared string, in a range of bytes. */
  #takeNumber(bytes: Buffer, start: number, end: number): void {
    if (this.#type === NUMBER) {
      this.#number = parseDecimal(bytes, start, end);
      if (Number.isNaN(this.#number))
        this.#fail(`"${bytes.toString('utf8', start, end).slice(0, 40)}" is not a number`);
      this.#found = NUMBER_VALUE;
      return;
    }
    const { strings } = this.#source;
    const index = parseDecimal(bytes, start, end);
    if (!Number.isInteger(index) || index < 0 || index >= (strings?.length ?? 0)) {
      this.#fail(`the cell names a shared string that does not exist`);
    }
    this.#text = strings?.get(index) ?? '';
    this.#found = TEXT_VALUE;
  }

  #close(): void {
    const state = this.#state;
    if (state === IN_VALUE) this.#endValue();
    else if (state === IN_INLINE) this.#setText(unescapeCellText(this.#text));
    else if (state === IN_CELL && this.#found !== NO_VALUE) this.#emit();
    this.#state = PARENTS[state]!;
  }

  /** An empty `<v>` of a number or boolean is an empty cell: a formula without a stored result. */
  #endValue(): void {
    if (this.#found !== NO_VALUE) return;
    if (this.#type === PLAIN_TEXT) this.#setText(unescapeCellText(this.#text));
    else if (this.#text !== '' || this.#type === SHARED) {
      if (this.#type === BOOLEAN) this.#setText(this.#readBoolean());
      else {
        const bytes = Buffer.from(this.#text);
        this.#takeNumber(bytes, 0, bytes.length);
      }
    }
  }

  #readBoolean(): string {
    return booleanText(this.#text) ?? this.#fail('the value of the cell is neither true nor false');
  }

  #setText(text: string): void {
    this.#text = text;
    this.#found = TEXT_VALUE;
  }

  #emit(): void {
    if (this.#found === NUMBER_VALUE) this.#sink.number(this.#row, this.#column, this.#number);
    else this.#sink.text(this.#row, this.#column, this.#text);
  }
}
