/** Normalised data of one sample, written by the worker that read it: no dataset travels between threads. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Dataset } from '../model/dataset.ts';
import { datasetSuffixes, fileSlug, freeFileName } from '../model/file-name.ts';
import { csvPieces, nativeTable } from '../model/normalized.ts';
import { writeFileAtomically } from './atomic-file.ts';
import type { WrittenFile } from './results-folder.ts';

export interface NormalizedPlace {
  /** Absolute path of the folder of all samples. */
  readonly root: string;
  /** Name of the sample's folder in it. */
  readonly folder: string;
}

export class NormalizedFolder {
  readonly #place: NormalizedPlace;
  readonly #taken = new Set<string>();

  constructor(place: NormalizedPlace) {
    this.#place = place;
  }

  /** One CSV per dataset of a file, by path relative to the root. Throws OutputError. */
  write(source: string, datasets: readonly Dataset[]): WrittenFile[] {
    if (datasets.length === 0) return [];
    const { root, folder } = this.#place;
    const base = freeFileName(fileSlug(path.posix.basename(source)), this.#taken);
    const suffixes = datasetSuffixes(datasets.map(({ kind }) => kind));
    return datasets.map((dataset, i) => {
      const name = `${base}${suffixes[i]}.csv`;
      const hash = createHash('sha256');
      writeFileAtomically(path.join(root, folder, name), hashed(csvPieces(nativeTable(dataset)), hash));
      return { path: `${folder}/${name}`, sha256: hash.digest('hex') };
    });
  }
}

/** A folder for each sample, named after it; no two are one, whatever the file system makes of their names. */
export function normalizedPlaces(root: string, samples: readonly string[]): NormalizedPlace[] {
  const taken = new Set<string>();
  return samples.map((sample) => ({ root, folder: freeFileName(fileSlug(`${sample}.csv`), taken) }));
}

function* hashed(pieces: Iterable<Uint8Array>, hash: ReturnType<typeof createHash>): Generator<Uint8Array> {
  for (const piece of pieces) {
    hash.update(piece);
    yield piece;
  }
}
