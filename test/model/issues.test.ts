import { describe, expect, test } from 'vitest';
import { SEVERITIES } from '../../src/model/issue-kinds/issue-kind.ts';
import { ISSUE_KINDS, issue, severityOf } from '../../src/model/issues.ts';

describe.each(Object.entries(ISSUE_KINDS))('%s', (code, kind) => {
  test('is a code, has a severity, and says in sentences what it is and what to do', () => {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect(SEVERITIES).toContain(kind.severity);
    for (const sentence of [kind.explanation, kind.remedy]) expect(sentence).toMatch(/^[A-Z].*\.$/s);
  });
});

test('the study file may regrade a code; others keep their severity', () => {
  const regrading = { FILE_UNKNOWN: 'error', MASS_MISSING: 'ignore' } as const;
  expect(severityOf('FILE_UNKNOWN', regrading)).toBe('error');
  expect(severityOf('MASS_MISSING', regrading)).toBe('ignore');
  expect(severityOf('FILE_UNUSABLE', regrading)).toBe('error');
});

test('what an issue does not concern is empty', () => {
  expect(issue('FILE_UNKNOWN', 'm')).toEqual({ code: 'FILE_UNKNOWN', message: 'm', path: '', place: '', sample: '' });
});
