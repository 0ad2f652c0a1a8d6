/** What the user typed → the study to run and where its results go. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { FIGURES } from '../../reports/figures/index.ts';
import { parserIds, stageOptionSchemas } from '../engine/registry.ts';
import { discoverStudy } from '../study/discover.ts';
import { loadStudy } from '../study/load-study.ts';
import type { Study } from '../study/study.ts';

const STUDY_FILES = ['study.yaml', 'study.yml', 'study.json'];

export interface Located {
  readonly study: Study;
  /** Absolute. */
  readonly output: string;
}

/** A path that is not there, or a combination of paths that means nothing. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Throws UsageError unless there is such a format. */
export function requireFormat(format: string): void {
  if (parserIds().includes(format)) return;
  throw new UsageError(`--format ${format}: no such format; there are ${parserIds().join(', ')}`);
}

/** A study file, a folder that holds one, or folders and files of raw data. */
export async function findStudy(typed: readonly string[], out: string | undefined): Promise<Located> {
  const paths = typed.length === 0 ? ['.'] : typed;
  const kinds = await Promise.all(paths.map(kindOf));
  const studyFiles = await Promise.all(paths.map((item, i) => studyFileOf(item, kinds[i] === 'folder')));
  const [studyFile] = studyFiles;
  if (studyFiles.some((file) => file !== undefined) && paths.length > 1) {
    throw new UsageError('a study file, or a folder that holds one, is run alone: give one path');
  }
  if (studyFile !== undefined) {
    const study = await loadStudy(
      studyFile,
      stageOptionSchemas(),
      FIGURES.map(({ id }) => id),
    );
    return { study, output: path.resolve(out ?? path.join(path.dirname(studyFile), 'results')) };
  }
  const output = path.resolve(out ?? 'results');
  return { study: await discoverStudy(paths, output, stageOptionSchemas()), output };
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
