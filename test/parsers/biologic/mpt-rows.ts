/** A few lines that read EC-Lab's text export, so that the binary reader is judged by nothing of this program. */
import { readFileSync } from 'node:fs';

export interface TextExport {
  readonly header: readonly string[];
  readonly columns: ReadonlyMap<string, Float64Array>;
  readonly rows: number;
}

export function readTextExport(path: string): TextExport {
  const lines = readFileSync(path, 'latin1').split(/\r?\n/);
  const count = Number(/:\s*(\d+)/.exec(lines[1]!)![1]);
  const names = lines[count - 1]!.split('\t');
  const body = lines.slice(count).filter((line) => line.trim() !== '');
  const values = names.map(() => new Float64Array(body.length));
  for (const [row, line] of body.entries()) {
    const cells = line.replaceAll(',', '.').split('\t');
    for (const [k, column] of values.entries()) column[row] = Number(cells[k] ?? '');
  }
  // Two files have more names than cells: their last names stand over nothing.
  const cells = body[0]?.split('\t').filter((cell) => cell !== '').length ?? names.length;
  const kept = names.slice(0, cells).flatMap((name, k) => (name.trim() === '' ? [] : [[name, values[k]!] as const]));
  return { header: lines.slice(0, count - 1), columns: new Map(kept), rows: body.length };
}

/** `label : value` of the header; undefined where there is none. */
export function headerValue({ header }: TextExport, label: string): string | undefined {
  const line = header.find((text) => text.trimStart().startsWith(`${label} : `) || text.trim() === `${label} :`);
  return line?.slice(line.indexOf(':') + 1).trim();
}
