import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { PARSERS } from '../../parsers/index.ts';
import { readDataFile } from '../../src/engine/read.ts';
import { SourceError } from '../../src/model/source.ts';
import { tempFolder } from '../temp-folder.ts';
import { ANODE, landWorkbook, workbook } from '../workbooks.ts';

const [land] = PARSERS;
const BARE = { named: false };

async function readOne(content: string | Uint8Array, options: { named: boolean; format?: string } = BARE) {
  return readDataFile(tempFolder({ 'sub/a.xlsx': content }), 'sub/a.xlsx', options);
}

test('a good file: its datasets, its parser, and the SHA-256 of its bytes', async () => {
  const bytes = landWorkbook(ANODE);
  const read = await readOne(bytes);
  expect(read).toMatchObject({ path: 'sub/a.xlsx', parser: 'land-xlsx', issues: [] });
  expect(read.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect(read.datasets.map(({ kind, length }) => [kind, length])).toEqual([['cycling', 66]]);
});

describe('files that are not there or not files', () => {
  test.each([
    ['nothing.xlsx', 'no such file'],
    ['sub', 'it is a folder'],
  ])('%s', async (name, reason) => {
    const root = tempFolder({ 'sub/a.xlsx': '' });
    const read = await readDataFile(root, name, BARE);
    expect(read).toMatchObject({ sha256: '', parser: '', datasets: [] });
    expect(read.issues.map(({ code }) => code)).toEqual(['FILE_UNUSABLE']);
    expect(read.issues[0]?.message).toContain(reason);
    expect(read.issues[0]?.message).not.toContain(root);
  });
});

describe('broken content is an issue with the file', () => {
  const whole = landWorkbook(ANODE);
  test.each([
    ['nothing in it', new Uint8Array(0), 'FILE_UNKNOWN', 'the file is empty'],
    ['text renamed', 'time,potential\n1,2\n', 'FILE_UNKNOWN', 'begins with "time,potential"'],
    ['truncated', whole.slice(0, -100), 'FILE_UNUSABLE', 'damaged'],
    ['a foreign workbook', workbook({ Data: [['a', 'b']] }), 'FILE_UNKNOWN', 'Data ("a, b")'],
    ['random bytes', Uint8Array.from({ length: 100 }, (_, i) => (i * 7) % 32), 'FILE_UNKNOWN', 'binary file'],
  ])('%s', async (_, content, code, seen) => {
    const read = await readOne(content);
    expect(read.issues).toHaveLength(1);
    expect(read.issues[0]).toMatchObject({ code, path: 'sub/a.xlsx' });
    expect(read.issues[0]?.message).toContain(seen);
    expect(read.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(read.datasets).toEqual([]);
  });

  test('cut anywhere, a workbook never brings the program down', async () => {
    for (let k = 1; k < 24; k++) {
      const { datasets, issues } = await readOne(whole.slice(0, Math.floor((whole.length * k) / 24)));
      expect(datasets).toEqual([]);
      expect(issues).toHaveLength(1);
      expect(['FILE_UNKNOWN', 'FILE_UNUSABLE']).toContain(issues[0]?.code);
    }
  });

  test('changed anywhere, a workbook is read or reported, and never a defect of the program', async () => {
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
        const bytes = Uint8Array.from(whole);
        for (const [at, value] of changes) bytes[at] = value;
        const { datasets, issues } = await readOne(bytes);
        expect(issues.filter(({ code }) => code === 'PROGRAM_DEFECT')).toEqual([]);
        expect(datasets.length + issues.length).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    );
  });

  test('a file that a parser claims and cannot read keeps the name of the parser, and the place', async () => {
    const rows = [
      ['TestTime/Sec.', 'Current/mA', 'Voltage/V'],
      [0, 1, 1],
      [1, 'broken', 1],
    ];
    const read = await readOne(workbook({ 'Record-Tab': rows }));
    expect(read).toMatchObject({ parser: 'land-xlsx', datasets: [] });
    expect(read.issues[0]).toMatchObject({ code: 'FILE_UNUSABLE', place: 'Record-Tab!B3' });
  });

  test('a file that the study names and nobody knows is an error of its own', async () => {
    const read = await readOne('x', { named: true });
    expect(read.issues.map(({ code }) => code)).toEqual(['FILE_UNKNOWN_NAMED']);
  });

  test('--format asks the parser whatever the content is', async () => {
    const read = await readOne('x', { named: true, format: 'land-xlsx' });
    expect(read.issues.map(({ code }) => code)).toEqual(['FILE_UNUSABLE']);
  });
});

describe('parsers that misbehave', () => {
  const failing = (error: unknown) => vi.spyOn(land!, 'parse').mockRejectedValue(error);

  test('a SourceError is the file, with its remedy', async () => {
    using _ = failing(new SourceError('sub/a.xlsx', 'S!B2', 'no number', 'export again'));
    const { issues } = await readOne(landWorkbook(ANODE));
    expect(issues).toMatchObject([{ code: 'FILE_UNUSABLE', place: 'S!B2', message: 'no number (export again)' }]);
  });

  test('anything else is a defect, told without the paths of this machine', async () => {
    using _ = failing(new TypeError('x is undefined'));
    const { issues, parser } = await readOne(landWorkbook(ANODE));
    expect(parser).toBe('land-xlsx');
    expect(issues.map(({ code }) => code)).toEqual(['PROGRAM_DEFECT']);
    expect(issues[0]?.message).toContain('x is undefined');
    expect(issues[0]?.message).not.toContain(process.cwd());
    expect(issues[0]?.message).not.toContain('\n');
  });

  test('two parsers that claim one file: neither reads it', async () => {
    const twin = { ...land!, id: 'twin' };
    (PARSERS as (typeof land)[]).push(twin);
    try {
      const { issues, datasets } = await readOne(landWorkbook(ANODE));
      expect(issues).toMatchObject([{ code: 'FILE_AMBIGUOUS', message: 'claimed by land-xlsx, twin' }]);
      expect(datasets).toEqual([]);
    } finally {
      (PARSERS as (typeof land)[]).pop();
    }
  });
});

describe('what is said of an unknown file', () => {
  const seen = async (content: string | Uint8Array) => (await readOne(content)).issues[0]?.message ?? '';

  test('the first line of a text, in its encoding, in one line and not endless', async () => {
    expect(await seen('\n\n  Höhe;\t电压 \r\n1;2')).toBe('not recognised: text (utf-8) that begins with "Höhe; 电压"');
    const long = await seen(`\u001b[31m${'x'.repeat(5000)}`);
    expect(long).toContain('x'.repeat(50));
    expect(long.length).toBeLessThan(120);
    expect(long).not.toContain('\u001b');
  });

  test.each([1, 2, 3])(
    'a long text is not taken for another encoding where the look at it ends (%i)',
    async (shift) => {
      const line = `${'a'.repeat(shift)}测试时间电压容量\n`;
      expect(await seen(line.repeat(1000))).toContain(`text (utf-8) that begins with "${line.trim()}"`);
      expect(await seen('a'.repeat(shift) + '电'.repeat(5000))).toContain('text (utf-8)');
    },
  );

  test('UTF-16 is text, with or without its mark', async () => {
    const text = 'time/s;Ewe/V\r\n0,0;3,2\r\n';
    for (const mark of ['', '\ufeff']) {
      expect(await seen(Buffer.from(mark + text, 'utf16le'))).toContain(
        'text (utf-16le) that begins with "time/s;Ewe/V"',
      );
    }
  });

  test('the bytes of a binary file', async () => {
    expect(await seen(Uint8Array.of(0, 1, 2, 3, 255, 0, 0, 0, 9))).toBe(
      'not recognised: binary file that begins with bytes 00 01 02 03 ff 00 00 00',
    );
  });

  test('a binary file that holds much text is no text', async () => {
    expect(await seen(`PK\u0003\u0004\0\0${'plain text '.repeat(50)}`)).toContain(
      'binary file that begins with bytes 50 4b 03',
    );
  });

  test('the sheets of a workbook, at most five', async () => {
    const sheets = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((k) => [`S${k}`, k === 2 ? [] : [['x', k]]]));
    const message = await seen(workbook(sheets));
    expect(message).toContain('xlsx workbook with sheets S1 ("x, 1"), S2 (empty), S3');
    expect(message).toMatch(/and 2 more$/);
  });
});
