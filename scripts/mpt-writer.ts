/** EC-Lab's text export from columns of numbers: for tests and for generators of example data. Shares no code with the parser. */

export interface MptColumn {
  /** As EC-Lab writes it: `time/s`, `Ewe/V`, `(Q-Qo)/mA.h`. */
  readonly name: string;
  readonly values: ArrayLike<number>;
  /** Default by name: flags and numbers whole, time and charge in double precision, the rest in single. */
  readonly digits?: 'integer' | 'single' | 'double';
}

export interface MptOptions {
  /** Line 4. */
  readonly technique: string;
  /** `MM/DD/YYYY hh:mm:ss.mmm`. */
  readonly started?: string;
  /** Lines between the run information and the columns, as written. */
  readonly facts?: readonly string[];
  /** `EC-Lab` or `BT-Lab`. */
  readonly program?: string;
  readonly decimalMark?: '.' | ',';
  readonly lineEnd?: string;
  /** `none`: the columns stand in the first line; `short`: magic, count and columns only. */
  readonly header?: 'full' | 'short' | 'none';
}

const INTEGER = /^(?:mode|ox\/red|error|control changes|Ns changes|counter inc\.|Ns|I Range|half cycle|z cycle)$/;
const DOUBLE =
  /^(?:time\/s|step time\/s|dq\/.*|\(Q-Qo\)\/mA\.h|<I>\/mA|cycle number|Q .*\/mA\.h|Energy .*|\|Energy\|\/W\.h)$/;

/** The whole text, in characters of windows-1252; EC-Lab writes no line end behind the last row. */
export function writeMpt(columns: readonly MptColumn[], options: MptOptions): string {
  const { lineEnd = '\r\n', decimalMark = '.' } = options;
  const rows = columns[0]?.values.length ?? 0;
  const lines = [...headerLines(options), `${columns.map(({ name }) => name).join('\t')}\t`];
  for (let row = 0; row < rows; row++) {
    const cells = columns.map((column) => cellText(column, column.values[row] ?? Number.NaN));
    lines.push(cells.join('\t').replaceAll('.', decimalMark));
  }
  return lines.join(lineEnd);
}

function headerLines({ header = 'full', technique, started, facts = [], program = 'EC-Lab' }: MptOptions): string[] {
  if (header === 'none') return [];
  const body =
    header === 'short'
      ? []
      : [
          '',
          technique,
          '',
          'Run on channel : 1 (SN 10001)',
          ...(started === undefined ? [] : [`Acquisition started on : ${started}`]),
          `${program} for windows v11.50 (software)`,
          ...facts,
          '',
        ];
  const count = String(body.length + 3).padEnd(28);
  return [`${program} ASCII FILE`, `Nb header lines : ${count}`, ...body];
}

function cellText({ name, digits }: MptColumn, value: number): string {
  const kind = digits ?? (INTEGER.test(name) ? 'integer' : DOUBLE.test(name) ? 'double' : 'single');
  if (kind === 'integer') return String(value);
  const [mantissa = '', exponent = ''] = value.toExponential(kind === 'double' ? 15 : 7).split('e');
  return `${mantissa}E${exponent.slice(0, 1)}${exponent.slice(1).padStart(3, '0')}`;
}
