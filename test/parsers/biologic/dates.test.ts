/** Dates whose order of day and month depends on the PC: the start, and times of rows. */
import { describe, expect, test } from 'vitest';
import { biologicText } from '../../../parsers/biologic/index.ts';
import { codes, column, sourceError } from '../support.ts';
import { gcplColumns, gcplText, mptFile, NAMES } from './gcpl.ts';

describe('start', () => {
  test.each([
    ['05/13/2024 11:19:51.602', [], '2024-05-13T11:19:51.602'],
    ['13/05/2024 11:19:51', [], '2024-05-13T11:19:51'],
    ['04.03.2024 11:19:51', [], '2024-03-04T11:19:51'],
    ['04/04/2024 11:19:51', [], '2024-04-04T11:19:51'],
    ['04/03/2024 11:19:51', ['Modify on : 04/28/2024 21:21'], '2024-04-03T11:19:51'],
    ['04/03/2024 11:19:51', ['Modify on : 28/04/2024 21:21'], '2024-03-04T11:19:51'],
    // The technique cannot start before the acquisition, and its time is counted from it.
    ['04/03/2024 23:19:51', ['Technique started on : 03/04/2024 01:00:00'], '2024-04-03T01:00:00'],
    ['04/13/2024 1:19:51 PM', [], '2024-04-13T13:19:51'],
  ])('started on %s with %j', async (started, facts, iso) => {
    const result = await biologicText.parse(mptFile(gcplText({ started, facts })));
    expect(result.datasets[0]?.started).toBe(iso);
    expect(codes(result)).toEqual([]);
  });

  test('a date that nothing decides is left open and said so', async () => {
    const result = await biologicText.parse(mptFile(gcplText({ started: '04/03/2024 11:19:51' })));
    expect(result.datasets[0]?.started).toBe('');
    expect(codes(result)).toEqual(['START_AMBIGUOUS']);
  });

  test.each(['xx/xx/xxxx xx:xx:xx', '31/31/2024 11:00:00', '02/30/2024 25:00:00'])('no date: %s', async (started) => {
    const result = await biologicText.parse(mptFile(gcplText({ started })));
    expect(result.datasets[0]?.started).toBe('');
    expect(codes(result)).toEqual([]);
  });
});

describe('time as dates', () => {
  const seconds = [...(gcplColumns(['time/s'])[0]!.values as number[])];
  const withDates = (text: (iso: string) => string, day = 13) => {
    const start = Date.UTC(2024, 4, day, 23, 50);
    const lines = gcplText({ started: text(new Date(start).toISOString()) }).split('\r\n');
    const first = lines.length - seconds.length;
    return lines.map((line, i) => {
      if (i < first) return line;
      const cells = line.split('\t');
      cells[NAMES.indexOf('time/s')] = text(new Date(start + (seconds[i - first] ?? 0) * 1000).toISOString());
      return cells.join('\t');
    });
  };
  const monthFirst = (iso: string) => `${iso.slice(5, 7)}/${iso.slice(8, 10)}/${iso.slice(0, 4)} ${iso.slice(11, 23)}`;
  const dayFirst = (iso: string) => `${iso.slice(8, 10)}/${iso.slice(5, 7)}/${iso.slice(0, 4)} ${iso.slice(11, 23)}`;

  test.each([
    ['month first', monthFirst],
    ['day first', dayFirst],
  ])('%s', async (_, text) => {
    const [dataset] = (await biologicText.parse(mptFile(withDates(text).join('\r\n')))).datasets;
    expect(column(dataset, 'time')).toEqual(seconds);
    expect(dataset?.started).toBe('2024-05-13T23:50:00');
  });

  test('over a midnight that may be one of a month or of a day', async () => {
    const error = await sourceError(biologicText, mptFile(withDates(monthFirst, 6).join('\r\n')));
    expect(error.detail).toContain('do not tell day from month');
    expect(error.remedy).toContain('elapsed');
  });
});
