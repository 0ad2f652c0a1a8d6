/** `run --normalized`: the data of every sample, written by the workers, part of the results. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { folderContent, interphase } from '../program.ts';
import { tempFolder } from '../temp-folder.ts';
import { ANODE, landWorkbook } from '../workbooks.ts';

const GOOD = landWorkbook(ANODE);
const TABLE = 'Zeit;Spannung;Strom;Kanal\n0;0,3;-1,5;7\n3600;0,2;-1,5;7\n7200;0,9;1,5;7\n10800;1,2;1,5;7\n';
const STUDY = `samples:
  A/1: {files: [raw/a.xlsx]}
  a_1:
    files:
      - path: raw/table.txt
        columns: {time: Zeit, potential: Spannung, current: Strom}
        units: {time: s, potential: V, current: mA}
  empty: {files: [raw/none.txt]}
figures: []
`;

function study(): string {
  return tempFolder({
    'study.yaml': STUDY,
    'raw/a.xlsx': GOOD,
    'raw/table.txt': TABLE,
    'raw/none.txt': 'nothing',
  });
}

function normalized(folder: string): Map<string, string> {
  return new Map([...folderContent(path.join(folder, 'results'))].filter(([name]) => name.startsWith('normalized/')));
}

test.concurrent('one folder per sample, one file per measurement; provenance lists them; nothing is left behind', async () => {
  const cwd = study();
  const { code, stderr } = await interphase(['run', '--normalized'], { cwd });
  expect(code).toBe(1);
  expect(stderr).toContain('none.txt');
  const files = normalized(cwd);
  expect([...files.keys()]).toEqual(['normalized/A_1/a.csv', 'normalized/a_1-2/table.csv']);
  expect(files.get('normalized/a_1-2/table.csv')).toBe(
    'time_s,potential_V,current_A,Kanal\n0,0.3,-0.0015,7\n3600,0.2,-0.0015,7\n7200,0.9,0.0015,7\n10800,1.2,0.0015,7\n',
  );
  const { outputs } = JSON.parse(readFileSync(path.join(cwd, 'results/provenance.json'), 'utf8'));
  const listed = outputs as { path: string; sha256: string }[];
  expect(listed.map((output) => output.path)).toEqual(listed.map((output) => output.path).toSorted());
  for (const [name, content] of files) {
    const sha256 = createHash('sha256').update(content, 'latin1').digest('hex');
    expect(listed).toContainEqual({ path: name, sha256 });
  }
  expect(readdirSync(cwd).toSorted()).toEqual(['raw', 'results', 'study.yaml']);
  await interphase(['convert', 'raw/a.xlsx', '--out', 'out'], { cwd });
  expect(readFileSync(path.join(cwd, 'out/a.csv'), 'latin1')).toBe(files.get('normalized/A_1/a.csv'));
});

test.concurrent('a second run without it removes them, and one with it replaces them', async () => {
  const cwd = study();
  const runs = [];
  for (const options of [['--normalized'], ['--normalized'], []]) {
    await interphase(['run', ...options], { cwd });
    runs.push(normalized(cwd));
  }
  expect(runs[0]?.size).toBe(2);
  expect(runs[1]).toEqual(runs[0]);
  expect(runs[2]?.size).toBe(0);
});

test.concurrent('nothing usable: nothing is written', async () => {
  const cwd = tempFolder({ 'a.txt': 'x' });
  expect((await interphase(['run', 'a.txt', '--normalized'], { cwd })).code).toBe(4);
  expect(readdirSync(cwd)).toEqual(['a.txt']);
});

test.concurrent('where the results cannot be written the data are not either', async () => {
  const cwd = tempFolder({ 'a.xlsx': GOOD, file: 'x' });
  const { code } = await interphase(['run', 'a.xlsx', '--normalized', '--out', 'file/results'], { cwd });
  expect(code).toBe(74);
  expect(readdirSync(cwd).toSorted()).toEqual(['a.xlsx', 'file']);
});
