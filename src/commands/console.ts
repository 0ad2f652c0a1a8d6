/** What is said where: results of a command to stdout, progress and issues to stderr. */
import chalk from 'chalk';
import type { Severity } from '../model/issues.ts';
import type { GradedIssue } from '../model/results.ts';

export interface ConsoleOptions {
  readonly quiet: boolean;
  readonly log: 'text' | 'json';
}

const PAINT: Readonly<Record<Severity, (text: string) => string>> = {
  error: chalk.red,
  warning: chalk.yellow,
  info: chalk.cyan,
  ignore: chalk.dim,
};

export function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

export class Reporter {
  readonly #options: ConsoleOptions;
  #lineIsOpen = false;

  constructor(options: ConsoleOptions) {
    this.#options = options;
  }

  /** One line that overwrites itself, on a terminal only; in a JSON log an event. */
  progress(done: number, total: number, sample: string): void {
    if (this.#options.log === 'json') this.#event({ event: 'progress', done, total, sample });
    else if (process.stderr.isTTY && !this.#options.quiet) {
      process.stderr.write(`\r\u001b[K${done}/${total} ${sample}`);
      this.#lineIsOpen = true;
    }
  }

  /** Issues of severity info are counted in the summary and listed in issues.csv; the others are said here. */
  issues(issues: readonly GradedIssue[]): void {
    this.#closeLine();
    for (const found of issues) {
      if (this.#options.log === 'json') this.#event({ event: 'issue', ...found });
      else if (!this.#options.quiet && found.severity !== 'info') process.stderr.write(`${issueLine(found)}\n`);
    }
  }

  /** The summary of a run. */
  summary(lines: readonly string[], facts: Readonly<Record<string, unknown>>): void {
    this.#closeLine();
    if (this.#options.log === 'json') this.#event({ event: 'done', ...facts });
    if (!this.#options.quiet) for (const line of lines) printLine(line);
  }

  error(message: string): void {
    this.#closeLine();
    if (this.#options.log === 'json') this.#event({ event: 'error', message });
    else process.stderr.write(`${chalk.red('error')} ${message}\n`);
  }

  #closeLine(): void {
    if (this.#lineIsOpen) process.stderr.write('\r\u001b[K');
    this.#lineIsOpen = false;
  }

  #event(event: Readonly<Record<string, unknown>>): void {
    process.stderr.write(`${JSON.stringify(event)}\n`);
  }
}

/** `warning CODE path:place: message`, on one line whatever the names hold. */
export function issueLine({ severity, code, sample, path, place, message }: GradedIssue): string {
  const where = path === '' ? sample : place === '' ? path : `${path}:${place}`;
  const text = `${code}${where === '' ? '' : ` ${where}`}: ${message}`.replace(/\p{Cc}/gu, ' ');
  return `${PAINT[severity](severity)} ${text}`;
}
