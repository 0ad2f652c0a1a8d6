/** study.yaml → Study: every fault of the file at once, each with its line and column. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Regrading } from '../model/issues.ts';
import type { Sample } from '../model/sample.ts';
import { decodeText } from '../model/text.ts';
import { type Findings, report, type StageOptionsSchema, unknownName } from './check.ts';
import { StudyError } from './faults.ts';
import { listFiles } from './list-files.ts';
import { matchFiles } from './match-files.ts';
import { readSamples, sampleOf, tableFile } from './sample-drafts.ts';
import { readStages } from './stage-options.ts';
import type { FigureRequest, Study } from './study.ts';
import { baselineSchema, figuresSchema, issuesSchema, timezoneSchema, titleSchema } from './study-schema.ts';
import { isMap, type TopLevel, topLevel } from './top-level.ts';
import { readYaml } from './yaml-text.ts';

const LARGEST_STUDY = 4 * 1024 * 1024;

/**
 * Reads and checks a study file (YAML or JSON) and finds the files that it names. Everything is compared in Unicode
 * NFC. `stageOptions` are the option schemas of the stages by id: a stage that the file leaves out gets the defaults
 * of its schema; plain scalars below `stages` are numbers and truth values where the schema takes them, else text.
 * @throws StudyError with all faults, each at `study.yaml:LINE:COL`.
 */
export async function loadStudy(
  studyFile: string,
  stageOptions: Readonly<Record<string, StageOptionsSchema>>,
  figureIds: readonly string[],
): Promise<Study> {
  const absolute = path.resolve(studyFile);
  const root = path.dirname(absolute);
  const name = path.basename(absolute);
  const { root: value, rootEntry, places, faults } = readYaml(await studyText(studyFile), name, 'stages');
  const findings: Findings = { places, faults: [...faults] };
  const top = topLevel(value, rootEntry, findings);
  const drafts = await readSamples(root, top, findings);
  const stages = readStages(top, stageOptions, findings);
  const known = new Set(drafts.flatMap(({ id, group }) => [id, group]));
  const figures = readFigures(top, figureIds, known, findings);
  const baseline = top.read(baselineSchema, 'baseline') ?? '';
  if (baseline !== '' && drafts.length > 0 && !known.has(baseline)) {
    report(findings, top.entry('baseline'), `baseline: ${unknownName('sample or group', baseline, [...known])}`);
  }
  const head = {
    title: top.read(titleSchema, 'title') ?? (path.basename(root) || 'study'),
    timezone: top.read(timezoneSchema, 'timezone') ?? '',
    regrading: (top.read(issuesSchema, 'issues', 'interphase list issues') ?? {}) as Regrading,
  };
  const tables = tableFile(root, top);
  const listing = await listFiles(root, [absolute, ...tables]);
  const matched = matchFiles(
    drafts.filter((draft) => draft.input !== undefined).map((draft) => draft.claimant),
    listing,
  );
  findings.faults.push(...matched.faults);
  if (findings.faults.length > 0) throw new StudyError(findings.faults);
  const samples = drafts.map((draft) => sampleOf(draft, matched.files.get(draft.id) ?? []));
  return {
    ...head,
    root,
    path: name,
    documents: [name, ...tables.map((table) => path.relative(root, table).split(path.sep).join('/'))],
    samples,
    baseline,
    stages,
    figures,
    issues: matched.issues,
    named: namesOf(samples),
  };
}

function namesOf(samples: readonly Sample[]): Set<string> {
  return new Set(samples.flatMap((sample) => sample.files.map((file) => file.path)));
}

async function studyText(studyFile: string): Promise<string> {
  const refuse = (message: string) => new StudyError([{ path: studyFile, place: '', message }]);
  const found = await stat(studyFile).catch(() => undefined);
  if (found === undefined) throw refuse('there is no such file');
  if (!found.isFile()) throw refuse('this is not a file');
  if (found.size > LARGEST_STUDY) throw refuse('the study file is larger than 4 MB; list many samples in a table');
  let bytes: Uint8Array;
  try {
    bytes = await readFile(studyFile);
  } catch (error) {
    throw refuse(
      `the file cannot be read${error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''}`,
    );
  }
  return decodeText(bytes).text.normalize('NFC');
}

function readFigures(top: TopLevel, ids: readonly string[], known: ReadonlySet<string>, findings: Findings) {
  const figures: readonly FigureRequest[] | undefined = top.read(figuresSchema(ids), 'figures');
  const written = top.value('figures');
  figures?.forEach((figure, i) => {
    const map: unknown = Array.isArray(written) ? written[i] : undefined;
    const list = isMap(map) && Array.isArray(map['samples']) ? map['samples'] : [];
    figure.samples?.forEach((sample, k) => {
      if (known.has(sample) || known.size === 0) return;
      const entry = findings.places.get(list)?.get(k) ?? top.entry('figures');
      report(findings, entry, `figures.samples: ${unknownName('sample or group', sample, [...known])}`);
    });
  });
  return figures;
}
