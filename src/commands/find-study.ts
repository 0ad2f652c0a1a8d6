/** What the user typed → the study to run and where its results go. */
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { FIGURES } from '../../reports/figures/index.ts';
import { stageOptionSchemas } from '../engine/registry.ts';
import { isInside } from '../study/list-files.ts';
import type { Study } from '../study/study.ts';
import { UsageError } from './usage-error.ts';

const STUDY_FILES = ['study.yaml', 'study.yml', 'study.json'];

export interface Located {
  readonly study: Study;
  /** Absolute. */
  readonly output: string;
}

/**
 * A study file, a folder that holds one, or folders and files of raw data. Throws UsageError where a path does not
 * exist or the results would replace input, StudyError for what the study file says.
 */
export async function findStudy(typed: readonly string[], out: string | undefined): Promise<Located> {
  const paths = typed.length === 0 ? ['.'] : typed;
  const kinds = await Promise.all(paths.map(kindOf));
  const studyFiles = await Promise.all(paths.map((item, i) => studyFileOf(item, kinds[i] === 'folder')));
  const [studyFile] = studyFiles;
  if (studyFiles.some((file) => file !== undefined) && paths.length > 1) {
    throw new UsageError('a study file, or a folder that holds one, is run alone: give one path');
  }
  const output = path.resolve(out ?? path.join(studyFile === undefined ? '.' : path.dirname(studyFile), 'results'));
  await refuseInputInside(output, [...paths, ...(studyFile === undefined ? [] : [studyFile])]);
  const study = await (studyFile === undefined ? discover(paths, output) : load(studyFile));
  const files = study.samples.flatMap((sample) => sample.files.map((file) => path.join(study.root, file.path)));
  await refuseInputInside(output, files);
  return { study, output };
}

/** YAML and its checks are loaded only for a study file. */
async function load(studyFile: string): Promise<Study> {
  const { loadStudy } = await import('../study/load-study.ts');
  return loadStudy(
    studyFile,
    stageOptionSchemas(),
    FIGURES.map(({ id }) => id),
  );
}

async function discover(paths: readonly string[], output: string): Promise<Study> {
  const { discoverStudy } = await import('../study/discover.ts');
  return discoverStudy(paths, output, stageOptionSchemas());
}

/** The results folder is replaced as a whole: what it holds must not be input. */
async function refuseInputInside(output: string, inputs: readonly string[]): Promise<void> {
  const folder = await realpath(output).catch(() => output);
  for (const input of inputs) {
    const real = await realpath(input).catch(() => path.resolve(input));
    if (!isInside(real, folder)) continue;
    throw new UsageError(`the results folder ${output} would replace the input ${input}: choose another with --out`);
  }
}

async function kindOf(item: string): Promise<'file' | 'folder'> {
  try {
    return (await stat(item)).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reason = code === 'ENOENT' ? 'there is no such file or folder' : `it cannot be opened (${code})`;
    throw new UsageError(`${item}: ${reason}`);
  }
}

async function studyFileOf(item: string, isFolder: boolean): Promise<string | undefined> {
  if (!isFolder) return STUDY_FILES.includes(path.basename(item)) || /\.ya?ml$/i.test(item) ? item : undefined;
  for (const name of STUDY_FILES) {
    const file = path.join(item, name);
    const isThere = await stat(file).then(
      (found) => found.isFile(),
      () => false,
    );
    if (isThere) return file;
  }
  return undefined;
}
