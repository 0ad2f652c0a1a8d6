import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROVENANCE_FILE, TOOL_NAME } from '../../reports/provenance.ts';
import { type Marker, OutputError, writeResultsFolder } from '../../src/engine/results-folder.ts';
import { folderContent } from '../program.ts';
import { tempFolder } from '../temp-folder.ts';

const MARKER: Marker = {
  file: PROVENANCE_FILE,
  tool: TOOL_NAME,
  content: (outputs) => JSON.stringify({ tool: TOOL_NAME, outputs }),
};
const FAILING: Marker = {
  ...MARKER,
  content: () => {
    throw new Error('disk full');
  },
};

function files(names: Readonly<Record<string, string>>): Map<string, string> {
  return new Map(Object.entries(names));
}

test('writes everything, the marker last, with the digests of what it wrote', async () => {
  const folder = path.join(tempFolder({}), 'deep/er/results');
  await writeResultsFolder(folder, files({ 'b.csv': 'b', 'a/c.csv': 'c' }), MARKER);
  expect([...folderContent(folder).keys()]).toEqual(['a/c.csv', 'b.csv', 'provenance.json']);
  const { outputs } = JSON.parse(readFileSync(path.join(folder, 'provenance.json'), 'utf8'));
  expect(outputs).toEqual([
    { path: 'a/c.csv', sha256: '2e7d2c03a9507ae265ecf5b5356885a53393a2029d241394997265a1a25aefc6' },
    { path: 'b.csv', sha256: '3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d' },
  ]);
});

test('others may read the folder as far as the user’s mask lets them', async () => {
  const root = tempFolder({});
  await writeResultsFolder(path.join(root, 'results'), files({ 'a.csv': '' }), MARKER);
  mkdirSync(path.join(root, 'plain'));
  expect(statSync(path.join(root, 'results')).mode).toBe(statSync(path.join(root, 'plain')).mode);
});

test('the old folder is replaced as a whole, and nothing else stays beside the new one', async () => {
  const root = tempFolder({});
  const folder = path.join(root, 'results');
  await writeResultsFolder(folder, files({ 'old.csv': 'old', 'both.csv': '1' }), MARKER);
  await writeResultsFolder(folder, files({ 'new.csv': 'new', 'both.csv': '2' }), MARKER);
  expect([...folderContent(folder).keys()]).toEqual(['both.csv', 'new.csv', 'provenance.json']);
  expect(readFileSync(path.join(folder, 'both.csv'), 'utf8')).toBe('2');
  expect(readdirSync(root)).toEqual(['results']);
});

test('what fails leaves the old results whole and nothing temporary', async () => {
  const root = tempFolder({});
  const folder = path.join(root, 'results');
  await writeResultsFolder(folder, files({ 'old.csv': 'old' }), MARKER);
  const before = folderContent(folder);
  await expect(writeResultsFolder(folder, files({ 'new.csv': 'new' }), FAILING)).rejects.toThrow(/disk full/);
  await expect(writeResultsFolder(folder, files({ a: '', 'a/b.csv': '' }), MARKER)).rejects.toThrow(OutputError);
  expect(folderContent(folder)).toEqual(before);
  expect(readdirSync(root)).toEqual(['results']);
});

describe('folders that are not ours stay as they are', () => {
  test.each<[string, Record<string, string>, string]>([
    ['any files', { 'thesis.docx': 'x' }, 'thesis.docx'],
    ['a file deep down', { 'a/b/c.txt': 'x' }, 'a/b/c.txt'],
    ['a marker of another program', { 'provenance.json': '{"tool":"other","outputs":[]}' }, 'provenance.json'],
    ['a marker that is no JSON', { 'provenance.json': 'tool: interphase' }, 'provenance.json'],
    ['a marker that is null', { 'provenance.json': 'null' }, 'provenance.json'],
    ['a marker without outputs', { 'provenance.json': '{"tool":"interphase"}' }, 'provenance.json'],
    ['a marker with odd outputs', { 'provenance.json': '{"tool":"interphase","outputs":[null]}' }, 'provenance.json'],
  ])('%s', async (_, content, named) => {
    const root = tempFolder(
      Object.fromEntries(Object.entries(content).map(([name, text]) => [`results/${name}`, text])),
    );
    const folder = path.join(root, 'results');
    const before = folderContent(folder);
    const write = writeResultsFolder(folder, files({ 'a.csv': '' }), MARKER);
    await expect(write).rejects.toThrow(OutputError);
    await expect(write).rejects.toThrow(`holds ${named}, which interphase did not write`);
    expect(folderContent(folder)).toEqual(before);
    expect(readdirSync(root)).toEqual(['results']);
  });

  test('a file that the user put into our results is not thrown away', async () => {
    const folder = path.join(tempFolder({}), 'results');
    await writeResultsFolder(folder, files({ 'a.csv': '' }), MARKER);
    writeFileSync(path.join(folder, 'notes.txt'), 'three weeks of notes');
    await expect(writeResultsFolder(folder, files({ 'a.csv': '' }), MARKER)).rejects.toThrow('holds notes.txt');
    expect(readFileSync(path.join(folder, 'notes.txt'), 'utf8')).toBe('three weeks of notes');
  });

  test('what systems leave behind does not count', async () => {
    const folder = path.join(tempFolder({}), 'results');
    await writeResultsFolder(folder, files({ 'a.csv': '' }), MARKER);
    for (const name of ['.DS_Store', 'Thumbs.db', 'desktop.ini', '~$summary.csv']) {
      writeFileSync(path.join(folder, name), '');
    }
    await writeResultsFolder(folder, files({ 'b.csv': '' }), MARKER);
    expect([...folderContent(folder).keys()]).toEqual(['b.csv', 'provenance.json']);
  });
});

test('an empty folder is taken', async () => {
  const folder = tempFolder({});
  await writeResultsFolder(folder, files({ 'a.csv': 'a' }), MARKER);
  expect([...folderContent(folder).keys()]).toEqual(['a.csv', 'provenance.json']);
});

test('behind a link, the folder it leads to is replaced and the link stays', async () => {
  const root = tempFolder({});
  mkdirSync(path.join(root, 'disk/results'), { recursive: true });
  symlinkSync(path.join(root, 'disk/results'), path.join(root, 'results'), 'dir');
  await writeResultsFolder(path.join(root, 'results'), files({ 'a.csv': 'a' }), MARKER);
  expect(lstatSync(path.join(root, 'results')).isSymbolicLink()).toBe(true);
  expect(existsSync(path.join(root, 'disk/results/a.csv'))).toBe(true);
  expect(readdirSync(path.join(root, 'disk'))).toEqual(['results']);
});

test.each(['file', 'file/results', 'file/a/b'])('a place that cannot be written: %s', async (place) => {
  const root = tempFolder({ file: 'content' });
  const write = writeResultsFolder(path.join(root, place), files({ 'a.csv': '' }), MARKER);
  await expect(write).rejects.toThrow(OutputError);
  expect(readFileSync(path.join(root, 'file'), 'utf8')).toBe('content');
  expect(readdirSync(root)).toEqual(['file']);
});
