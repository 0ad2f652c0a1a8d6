/** The beginning of a file as text, to recognise its format without decoding all of it. */
import type { RawFile } from '../model/source.ts';
import { decodeText } from '../model/text.ts';

const PROBE_BYTES = 1 << 16;

/** The first 64 KiB, cut at a line end so that no character is halved; undefined for anything that is not text. */
export function probeText({ head }: RawFile): string | undefined {
  const { text } = decodeText(head.subarray(0, probeEnd(head)));
  return text.includes('\0') ? undefined : text;
}

/** True where `probeText` sees the whole file. */
export function probeIsWhole({ head, size }: RawFile): boolean {
  return probeEnd(head) === size;
}

function probeEnd(bytes: Uint8Array): number {
  if (bytes.length <= PROBE_BYTES) return bytes.length;
  const lineEnd = bytes.lastIndexOf(0x0a, PROBE_BYTES - 2);
  if (lineEnd < 0) return PROBE_BYTES;
  // UTF-16 little endian: the line end's second byte belongs to it.
  return bytes[lineEnd + 1] === 0 ? lineEnd + 2 : lineEnd + 1;
}
