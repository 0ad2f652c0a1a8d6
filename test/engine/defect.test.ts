import { expect, test } from 'vitest';
import { defectMessage } from '../../src/engine/defect.ts';

function withStack(stack: string): Error {
  return Object.assign(new Error('x'), { stack });
}

test.each([
  [
    'modules of the program',
    'TypeError: x is undefined\n    at f (file:///home/li%20wei/interphase/dist/src/engine/read.js:1:2)\n    at async file:///home/li/bin/a.js:3:4',
    'TypeError: x is undefined | at f (src/engine/read.js:1:2) | at a.js:3:4',
  ],
  [
    'packages, with a blank in the path',
    'RangeError: no\n    at Object.g (/home/li wei/interphase/node_modules/xlsx/xlsx.js:5:6)\n    at new Promise (<anonymous>)',
    'RangeError: no | at Object.g (node_modules/xlsx/xlsx.js:5:6) | at new Promise (<anonymous>)',
  ],
  [
    'Windows',
    'Error: no\n    at h (C:\\Users\\li wei\\dist\\src\\a.js:1:2)\n    at node:internal/fs:7:8',
    'Error: no | at h (src\\a.js:1:2) | at fs:7:8',
  ],
  [
    'a path in the message',
    "Error: EMFILE: too many open files, open '/home/li wei/secret/a.xlsx'\n    at x (/opt/tool.js:1:1)",
    "Error: EMFILE: too many open files, open 'a.xlsx' | at x (tool.js:1:1)",
  ],
])('%s', (_, stack, message) => {
  expect(defectMessage(withStack(stack))).toBe(message);
});

test('four lines at most, and anything that can be thrown', () => {
  expect(
    defectMessage(withStack(Array.from({ length: 9 }, (_, i) => `line ${i}`).join('\n'))).split(' | '),
  ).toHaveLength(4);
  expect(defectMessage('just text')).toBe('just text');
  expect(defectMessage(undefined)).toBe('undefined');
});
