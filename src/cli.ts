/** The command line: what may be typed, and which exit code an error becomes. No logic. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { ConvertOptions } from './commands/convert.ts';
import { EXIT } from './commands/exit-codes.ts';
import type { RunOptions } from './commands/run.ts';
import { programVersion } from './commands/version.ts';

/** Runs the program; returns the exit code. Commands are loaded only when they are used. */
export async function main(argv: readonly string[]): Promise<number> {
  let code: number = EXIT.ok;
  let log: 'text' | 'json' = 'text';
  const program = buildProgram((result) => {
    code = result;
  });
  program.hook('preAction', (_program, command) => {
    if (command.opts()['log'] === 'json') log = 'json';
  });
  for (const [signal, exit] of [
    ['SIGINT', EXIT.interrupted],
    ['SIGTERM', EXIT.terminated],
  ] as const) {
    process.once(signal, () => process.exit(exit));
  }
  process.stdout.on('error', outputFailed);
  process.stderr.on('error', () => {});
  try {
    await program.parseAsync(argv);
    return code;
  } catch (error) {
    return await report(error, log);
  }
}

/** A reader that closes our output early, as in `interphase list columns | head`, does not change what is done. */
function outputFailed(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return;
  process.stderr.write(`the output cannot be written: ${error.message}\n`);
  process.exit(EXIT.cannotWrite);
}

function buildProgram(finish: (code: number) => void): Command {
  const program = new Command('interphase')
    .description('Turns a folder of raw battery-laboratory files into tables, figures and a report.')
    .version(programVersion())
    .exitOverride()
    .showHelpAfterError('(add --help for what may be typed)');
  addRun(program, finish);
  addInspect(program, finish);
  addConvert(program, finish);
  addList(program, finish);
  return program;
}

function addRun(program: Command, finish: (code: number) => void): void {
  program
    .command('run')
    .description('process a study file, or folders and files of raw data')
    .argument('[path...]', 'a study file, or folders/files of raw data (default: the current folder)')
    .option('--out <dir>', 'results folder (default: results/ beside the study file, else ./results)')
    .option('--jobs <n>', 'worker threads (default: the number of cores)', positiveInteger)
    .option('--only <stages>', 'make only the tables of these stages, separated by commas', commaList)
    .option('--format <id>', 'read every file as this format, whatever its content says')
    .option('--strict', 'exit with 1 on warnings too', false)
    .option('--png', 'write figures as PNG (600 dpi) beside the SVG', false)
    .option('--normalized', 'also write the data themselves, normalised, to normalized/<sample>/', false)
    .option('--quiet', 'print errors only', false)
    .addOption(new Option('--log <form>', 'form of messages on stderr').choices(['text', 'json']).default('text'))
    .addHelpText('after', RUN_EXAMPLES)
    .action(async (paths: string[], options: RunOptions) => {
      const { run } = await import('./commands/run.ts');
      finish(await run(paths, options));
    });
}

const RUN_EXAMPLES = `
Examples:
  interphase run                     the current folder, results in ./results
  interphase run cells/ --out out    every sub-folder of cells/ is a sample
  interphase run study.yaml --png    as the study file says, figures as PNG too`;

function addInspect(program: Command, finish: (code: number) => void): void {
  program
    .command('inspect')
    .description('tell what a file is, how many rows it has and what became of every column')
    .argument('<file...>', 'files to look at')
    .option('--json', 'print JSON', false)
    .option('--format <id>', 'read the files as this format, whatever their content says')
    .action(async (files: string[], options: { json: boolean; format?: string }) => {
      const { inspect } = await import('./commands/inspect.ts');
      finish(await inspect(files, options));
    });
}

function addConvert(program: Command, finish: (code: number) => void): void {
  program
    .command('convert')
    .description('write the data of files, normalised: one file per measurement, named after its input')
    .argument('<file...>', 'files to convert')
    .requiredOption('--out <dir>', 'folder to write into')
    .addOption(new Option('--to <form>', 'kind of file').choices(['csv', 'json', 'parquet']).default('csv'))
    .addOption(
      new Option('--schema <names>', 'names of the columns: our own, or the Battery Data Format (cycling data only)')
        .choices(['native', 'bdf'])
        .default('native'),
    )
    .option('--format <id>', 'read the files as this format, whatever their content says')
    .addHelpText('after', CONVERT_EXAMPLES)
    .action(async (files: string[], options: ConvertOptions) => {
      const { convert } = await import('./commands/convert.ts');
      finish(await convert(files, options));
    });
}

const CONVERT_EXAMPLES = `
Examples:
  interphase convert a.xlsx b.DTA --out data               data/a.csv, data/b.csv: time_s, potential_V, current_A, …
  interphase convert a.xlsx --out data --schema bdf        data/a.bdf.csv: Test Time / s, Voltage / V, Current / A, …
  interphase convert a.xlsx --out data --to json           data/a.json: the columns with where they come from
  interphase convert a.mpr --out data --to parquet         data/a.parquet: typed columns with units`;

function addList(program: Command, finish: (code: number) => void): void {
  program
    .command('list')
    .description('print what the program knows')
    .argument('<what>', 'formats, stages, issues, elements or columns')
    .action(async (what: string) => {
      const { LISTS, list } = await import('./commands/list.ts');
      const name = LISTS.find((candidate) => candidate === what);
      if (name === undefined) throw new InvalidArgumentError(`"${what}": choose one of ${LISTS.join(', ')}`);
      finish(list(name));
    });
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('a whole number from 1 on is wanted.');
  return value;
}

function commaList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Names of the errors that are the user's, not ours. */
const USER_ERRORS: Readonly<Record<string, number>> = {
  UsageError: EXIT.usage,
  StudyError: EXIT.usage,
  OutputError: EXIT.cannotWrite,
};

async function report(error: unknown, log: 'text' | 'json'): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : usage(error);
  const code = error instanceof Error ? USER_ERRORS[error.name] : undefined;
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const { sayError } = await import('./commands/console.ts');
  if (error instanceof Error && code !== undefined) sayError(error.message, log);
  else sayError(`interphase has a defect; please report this:\n${trace}`, log);
  return code ?? EXIT.defect;
}

/** Commander has printed its own errors already; ours thrown from an action it has not. */
function usage(error: CommanderError): number {
  if (error instanceof InvalidArgumentError) process.stderr.write(`${error.message}\n`);
  return EXIT.usage;
}
