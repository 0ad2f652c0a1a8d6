/** What is said where: results of a command to stdout, progress and issues to stderr. */
import { Chalk, type ChalkInstance, chalkStderr, default as chalkStdout } from 'chalk';
import type { Severity } from '../model/issue-kinds/issue-kind.ts';
import type { GradedIssue } from '../model/results.ts';
import { oneLine } from '../model/text.ts';

export interface ConsoleOptions {
  readonly quiet: boolean;
  readonly log: 'text' | 'json';
}

const COLOURS = { error: 'red', warning: 'yellow', info: 'cyan', ignore: 'dim' } as const satisfies Record<
  Severity,
  string
>;

/** Colours only where the stream is a terminal that has them, and `NO_COLOR` is not set. */
function colours(ofStream: ChalkInstance): ChalkInstance {
  return (process.env['NO_COLOR'] ?? '') === '' ? ofStream : new Chalk({ level: 0 });
}

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
    if (this.#options.quiet) return;
    if (this.#options.log === 'json') this.#event({ event: 'progress', done, total, sample });
    else if (process.stderr.isTTY) {
      process.stderr.write(`\r\u001b[K${done}/${total} ${oneLine(sample)}`);
      this.#lineIsOpen = true;
    }
  }

  /** Errors always; warnings unless quiet; notes in a JSON log only: the summary counts them, issues.csv lists them. */
  issues(issues: readonly GradedIssue[]): void {
    this.#closeLine();
    for (const found of issues) {
      if (this.#options.quiet && found.severity !== 'error') continue;
      if (this.#options.log === 'json') this.#event({ event: 'issue', ...found });
      else if (found.severity !== 'info') process.stderr.write(`${issueLine(found, chalkStderr)}\n`);
    }
  }

  /** The summary of a run. */
  summary(lines: readonly string[], facts: Readonly<Record<string, unknown>>): void {
    this.#closeLine();
    if (this.#options.quiet) return;
    if (this.#options.log === 'json') this.#event({ event: 'done', ...facts });
    for (const line of lines) printLine(line);
  }

  error(message: string): void {
    this.#closeLine();
    sayError(message, this.#options.log);
  }

  #closeLine(): void {
    if (this.#lineIsOpen) process.stderr.write('\r\u001b[K');
    this.#lineIsOpen = false;
  }

  #event(event: Readonly<Record<string, unknown>>): void {
    process.stderr.write(`${JSON.stringify(event)}\n`);
  }
}

/** What ended the command, in the form of the log. */
export function sayError(message: string, log: 'text' | 'json'): void {
  const text = log === 'json' ? JSON.stringify({ event: 'error', message }) : message;
  process.stderr.write(`${text}\n`);
}

/** `warning CODE path:place: message`, on one line whatever the names hold, for the stream that `stream` stands for. */
export function issueLine({ severity, code, sample, path, place, message }: GradedIssue, stream = chalkStdout): string {
  const where = path === '' ? sample : place === '' ? path : `${path}:${place}`;
  const paint = colours(stream)[COLOURS[severity]];
  return `${paint(severity)} ${oneLine(`${code}${where === '' ? '' : ` ${where}`}: ${message}`)}`;
}
