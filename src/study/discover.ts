/** Folders and files without a study file → Study: samples are named after folders and files, nothing else is assumed. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Sample } from '../model/sample.ts';
import type { StageOptionsSchema } from './check.ts';
import { type Fault, StudyError } from './faults.ts';
import { byCodeUnit, isInside, isNeverInput, listFiles } from './list-files.ts';
import { defaultStages } from './stage-options.ts';
import type { Study } from './study.ts';

interface Given {
  /** As the user wrote it. */
  readonly written: string;
  readonly absolute: string;
  readonly isFolder: boolean;
}

/** One file of a sample, or one that is a sample of its own (`standsAlone`). */
interface Found {
  /** Relative to the study's root, `/` as separator. */
  readonly path: string;
  readonly given: Given;
  /** First sub-folder, or the file's own name. */
  readonly name: string;
  readonly standsAlone: boolean;
}

/**
 * Samples of bare folders and files. Of each folder: files in its sub-folders belong to the sample that is named like the
 * first sub-folder, a file directly in it is a sample of its own; of each file: a sample of its own. Such a sample has
 * the file's name without the last extension, or the whole name where two samples would be called the same. Where two
 * folders have a sub-folder of one name, the sample is called `folder/sub-folder`. Never input: `outputFolder`, results,
 * and what `listFiles` leaves out. Stages have the defaults of their schemas.
 * @throws StudyError where a path does not exist, or lies inside another.
 */
export async function discoverStudy(
  paths: readonly string[],
  outputFolder: string,
  stageOptions: Readonly<Record<string, StageOptionsSchema>> = {},
): Promise<Study> {
  const given = await lookUp(paths.length === 0 ? ['.'] : paths);
  const root = commonFolder(given.map((one) => (one.isFolder ? one.absolute : path.dirname(one.absolute))));
  const found = (await Promise.all(given.map((one) => filesOf(one, root, outputFolder)))).flat();
  const files = new Map<string, string[]>();
  for (const [file, id] of sampleNames(found, root)) {
    const paths = files.get(id);
    if (paths === undefined) files.set(id, [file.path]);
    else paths.push(file.path);
  }
  const samples = [...files]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([id, names]): Sample => {
      const sorted = names.sort(byCodeUnit).map((name) => ({ path: name, labels: {} }));
      return { id, group: id, exclude: [], layers: [], files: sorted };
    });
  return {
    title: path.basename(root).normalize('NFC') || 'study',
    root,
    path: '',
    documents: [],
    timezone: '',
    samples,
    baseline: '',
    regrading: {},
    stages: defaultStages(stageOptions),
    figures: undefined,
    issues: [],
    named: new Set(),
  };
}

async function lookUp(paths: readonly string[]): Promise<Given[]> {
  const faults: Fault[] = [];
  const given: Given[] = [];
  for (const written of paths) {
    const absolute = path.resolve(written);
    const found = await stat(absolute).catch(() => undefined);
    if (found === undefined || !(found.isFile() || found.isDirectory())) {
      faults.push({ path: written, place: '', message: 'there is no such file or folder' });
    } else if (!given.some((one) => one.absolute === absolute)) {
      given.push({ written, absolute, isFolder: found.isDirectory() });
    }
  }
  for (const outer of given.filter((one) => one.isFolder)) {
    for (const inner of given.filter((one) => one !== outer && isInside(one.absolute, outer.absolute))) {
      const message = `this lies inside ${outer.written}, which is given as well; give one of the two`;
      faults.push({ path: inner.written, place: '', message });
    }
  }
  if (faults.length > 0) throw new StudyError(faults);
  return given;
}

/** The deepest folder that holds all folders; on different drives there is none. */
function commonFolder(folders: readonly string[]): string {
  let common = folders[0] ?? path.resolve('.');
  for (const folder of folders) {
    while (!isInside(folder, common)) {
      const parent = path.dirname(common);
      if (parent === common) {
        throw new StudyError([{ path: folder, place: '', message: `this has no folder in common with ${folders[0]}` }]);
      }
      common = parent;
    }
  }
  return common;
}

function relativePath(from: string, to: string): string {
  return path.relative(from, to).split(path.sep).join('/');
}

async function filesOf(given: Given, root: string, outputFolder: string): Promise<Found[]> {
  const inRoot = relativePath(root, given.absolute);
  if (!given.isFolder) {
    const name = path.basename(given.absolute);
    return isNeverInput(name) ? [] : [{ path: inRoot, given, name, standsAlone: true }];
  }
  if (given.absolute === path.resolve(outputFolder)) return [];
  const { files } = await listFiles(given.absolute, [outputFolder]);
  return files.map((file) => {
    const [first = file, ...deeper] = file.split('/');
    return { path: inRoot === '' ? file : `${inRoot}/${file}`, given, name: first, standsAlone: deeper.length === 0 };
  });
}

function withoutExtension(name: string): string {
  const point = name.lastIndexOf('.');
  return point > 0 ? name.slice(0, point) : name;
}

/** The names a sample may have, the plainest first: what makes two different samples differ decides. */
function namings(found: Found, root: string): string[] {
  const { name, standsAlone, given } = found;
  const folder = relativePath(root, given.isFolder ? given.absolute : path.dirname(given.absolute));
  const inFolder = folder === '' ? name : `${folder}/${name}`;
  const names = standsAlone ? [withoutExtension(name), name, inFolder] : [name, inFolder];
  return names.map((one) => one.normalize('NFC'));
}

/** Files with the id of their sample. Ids are lengthened until no two samples share one. */
function sampleNames(found: readonly Found[], root: string): [Found, string][] {
  const samples = new Map<string, { readonly names: string[]; level: number; readonly files: Found[] }>();
  for (const file of found) {
    const identity = file.standsAlone ? `file ${file.path}` : `folder ${file.given.absolute} ${file.name}`;
    const sample = samples.get(identity) ?? { names: namings(file, root), level: 0, files: [] };
    sample.files.push(file);
    samples.set(identity, sample);
  }
  const all = [...samples.values()];
  const nameOf = (sample: (typeof all)[number]) => sample.names[sample.level] ?? '';
  for (let again = true; again; ) {
    again = false;
    for (const same of sharing(all, nameOf)) {
      for (const sample of same.filter((one) => one.level < one.names.length - 1)) {
        sample.level++;
        again = true;
      }
    }
  }
  const [twins] = sharing(all, nameOf);
  if (twins !== undefined) {
    const message = `"${twins.map(nameOf)[0]}" is there twice, in two Unicode forms of the same name; rename one`;
    throw new StudyError([{ path: twins[0]?.files[0]?.path ?? '', place: '', message }]);
  }
  return all.flatMap((sample) => sample.files.map((file): [Found, string] => [file, nameOf(sample)]));
}

/** Groups of more than one with the same name. */
function sharing<T>(all: readonly T[], nameOf: (one: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(nameOf(one));
    if (group === undefined) groups.set(nameOf(one), [one]);
    else group.push(one);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}
