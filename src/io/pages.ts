/** Binary files made of pages of one size, whatever the pieces they are read in. */
import type { RawFile } from '../model/source.ts';

/** Receives the page that starts at byte `at` of the view and at byte `offset` of the file. */
export type PageVisitor = (view: DataView, at: number, offset: number) => void;

/** Visits every whole page in order; the view is valid during the call. Returns the bytes after the last whole page. */
export function visitPages(file: RawFile, size: number, visit: PageVisitor): number {
  const pending = new Uint8Array(size);
  const pendingView = new DataView(pending.buffer);
  let pendingLength = 0;
  let offset = 0;
  for (const block of file.blocks()) {
    let at = 0;
    if (pendingLength > 0) {
      at = Math.min(size - pendingLength, block.length);
      pending.set(block.subarray(0, at), pendingLength);
      pendingLength += at;
      if (pendingLength < size) continue;
      visit(pendingView, 0, offset);
      offset += size;
    }
    const view = new DataView(block.buffer, block.byteOffset, block.length);
    for (; at + size <= block.length; at += size) {
      visit(view, at, offset);
      offset += size;
    }
    pending.set(block.subarray(at));
    pendingLength = block.length - at;
  }
  return pendingLength;
}
