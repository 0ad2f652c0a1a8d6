/** File names that every operating system takes. */

/** Bytes in UTF-8: file systems take 255, and endings and numbers are added. */
const LONGEST_NAME = 160;
/** Device names of Windows, with any extension. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

/** A name without its extension as letters and digits of any script, `.`, `_` and `-`. */
export function fileSlug(name: string): string {
  const stem = name.normalize('NFC').replace(/(?<=.)\.[^.]*$/, '');
  const slug = shortened(stem.replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '_')).replace(/^[.\s_]+|[.\s_]+$/g, '');
  if (slug === '') return 'data';
  return RESERVED.test(slug.split('.')[0] ?? '') ? `_${slug}` : slug;
}

function shortened(text: string): string {
  const encoder = new TextEncoder();
  let bytes = 0;
  let short = '';
  for (const character of text) {
    bytes += encoder.encode(character).length;
    if (bytes > LONGEST_NAME) break;
    short += character;
  }
  return short;
}

/** Of data whose names may be equal: the second and later ones get a number; case does not tell files apart. */
export function freeFileName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${wanted}-${n}`;
  taken.add(name.toLowerCase());
  return name;
}

/** What tells the datasets of one file apart: nothing, the kind, or the kind with a number. */
export function datasetSuffixes(kinds: readonly string[]): string[] {
  return kinds.map((kind, i) => {
    if (kinds.length === 1) return '';
    const same = kinds.filter((other) => other === kind).length;
    return same === 1 ? `-${kind}` : `-${kind}-${kinds.slice(0, i + 1).filter((other) => other === kind).length}`;
  });
}
