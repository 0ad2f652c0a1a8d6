import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visitPages } from '../../src/io/pages.ts';
import { memoryFile } from '../../src/model/source.ts';

test('every whole page in order, however the pieces are cut, and what is left over', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.nat(9)),
      (bytes, size, cuts) => {
        const blocks = function* () {
          const buffer = new Uint8Array(10);
          let at = 0;
          for (let i = 0; at < bytes.length; i++) {
            const length = Math.min(bytes.length - at, i < cuts.length ? cuts[i]! : 10);
            buffer.fill(0xee);
            buffer.set(bytes.subarray(at, at + length));
            yield buffer.subarray(0, length);
            at += length;
          }
        };
        const seen: number[] = [];
        const leftOver = visitPages({ ...memoryFile('f', bytes), blocks }, size, (view, at, offset) => {
          expect(offset).toBe(seen.length);
          for (let i = 0; i < size; i++) seen.push(view.getUint8(at + i));
        });
        expect(seen).toEqual([...bytes.subarray(0, bytes.length - leftOver)]);
        expect(leftOver).toBe(bytes.length % size);
      },
    ),
  );
});
