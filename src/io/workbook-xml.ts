/** The small parts of an .xlsx workbook: which sheets it has, under which names, in which parts. */
import { SourceError } from '../model/source.ts';
import { MAX_SHEETS } from './limits.ts';
import type { Sheet } from './workbook.ts';
import { MORE, OPEN, XML_REMEDY, XmlScanner } from './xml-scanner.ts';
import type { ZipArchive } from './zip-archive.ts';

export interface WorksheetPart extends Sheet {
  /** Name of the part in the archive. */
  readonly entry: string;
}

export interface WorkbookParts {
  readonly sheets: readonly WorksheetPart[];
  readonly date1904: boolean;
  /** Name of the part that holds the shared strings; undefined where the workbook has none. */
  readonly strings: string | undefined;
}

interface Relationship {
  /** Last word of the type's name, which the transitional and the strict namespace share. */
  readonly type: string;
  readonly target: string;
}

const ROOT_RELATIONS = '_rels/.rels';
const USUAL_WORKBOOK = 'xl/workbook.xml';

/** Calls `visit` at each start tag, with the tag's local name. */
async function visitElements(
  archive: ZipArchive,
  path: string,
  entry: string,
  visit: (name: string, xml: XmlScanner) => void,
): Promise<void> {
  const xml = new XmlScanner(path, () => entry);
  xml.push(await archive.bytes(entry));
  for (let token = xml.next(); token !== MORE; token = xml.next()) {
    if (token === OPEN) visit(xml.name(), xml);
  }
  xml.finish();
}

function decodePercent(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}

/** A relationship's target as the name of a part; `folder` is that of the part the relationship belongs to. */
function resolveTarget(folder: string, target: string): string {
  const plain = decodePercent(target).replaceAll('\\', '/');
  const steps: string[] = [];
  for (const step of (plain.startsWith('/') ? plain : `${folder}/${plain}`).split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return steps.join('/');
}

async function readRelationships(archive: ZipArchive, path: string, entry: string, folder: string) {
  const relationships = new Map<string, Relationship>();
  await visitElements(archive, path, entry, (name, xml) => {
    const id = xml.attribute('Id');
    const target = xml.attribute('Target');
    if (name !== 'Relationship' || id === undefined || target === undefined) return;
    if (xml.attribute('TargetMode') === 'External') return;
    if (relationships.has(id)) throw new SourceError(path, entry, `the relationship ${id} is given twice`, XML_REMEDY);
    const type = (xml.attribute('Type') ?? '').split('/').at(-1) ?? '';
    relationships.set(id, { type, target: resolveTarget(folder, target) });
  });
  return relationships;
}

function targetOfType(relationships: ReadonlyMap<string, Relationship>, type: string): string | undefined {
  for (const relationship of relationships.values()) if (relationship.type === type) return relationship.target;
  return undefined;
}

async function findWorkbook(archive: ZipArchive, path: string): Promise<string> {
  const relationships = archive.has(ROOT_RELATIONS)
    ? await readRelationships(archive, path, ROOT_RELATIONS, '')
    : new Map<string, Relationship>();
  const entry = targetOfType(relationships, 'officeDocument') ?? USUAL_WORKBOOK;
  if (entry.toLowerCase().endsWith('.bin')) {
    throw new SourceError(path, entry, 'this is a binary workbook (.xlsb), which is not read', 'save it as .xlsx');
  }
  return entry;
}

/** Reads the workbook part and its relationships. Throws SourceError where a sheet that is listed is not there. */
export async function readWorkbookParts(archive: ZipArchive, path: string): Promise<WorkbookParts> {
  const workbook = await findWorkbook(archive, path);
  const slash = workbook.lastIndexOf('/') + 1;
  const folder = workbook.slice(0, slash);
  const relationships = await readRelationships(archive, path, `${folder}_rels/${workbook.slice(slash)}.rels`, folder);
  const sheets = new Map<string, WorksheetPart>();
  let date1904 = false;
  await visitElements(archive, path, workbook, (element, xml: XmlScanner) => {
    if (xml.depth === 1 && element !== 'workbook') xml.fail('the part is not a workbook');
    if (xml.depth === 2 && element === 'workbookPr') date1904 = isTrue(xml.attribute('date1904'));
    if (xml.depth !== 3 || element !== 'sheet') return;
    const name = xml.attribute('name');
    const relationship = relationships.get(xml.attribute('id', true) ?? '');
    if (name === undefined || relationship === undefined) xml.fail(`the sheet "${name ?? ''}" names no part`);
    if (relationship.type !== 'worksheet') return;
    if (sheets.has(name)) xml.fail(`two sheets are named "${name}"`);
    if (sheets.size >= MAX_SHEETS) xml.fail(`the workbook has more than ${MAX_SHEETS} sheets`);
    if (!archive.has(relationship.target)) xml.fail(`the part ${relationship.target} of sheet "${name}" is missing`);
    sheets.set(name, { name, hidden: xml.attribute('state')?.endsWith('idden') ?? false, entry: relationship.target });
  });
  return { sheets: [...sheets.values()], date1904, strings: targetOfType(relationships, 'sharedStrings') };
}

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true' || value === 'on';
}
