/** The nearest right word for a wrong one. */

/** Longer words are not names that somebody mistyped. */
const LONGEST_WORD = 80;

/** Case, `-`, `_` and blanks are the commonest slips and cost nothing. */
function folded(word: string): string {
  return word.toLowerCase().replace(/[-_ ]/g, '_');
}

/** Fewest insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(replaced, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? a.length;
}

/** Letters too many or too few where one word is a part of the other; undefined where it is not. */
function containment(word: string, other: string): number | undefined {
  if (Math.min(word.length, other.length) < 3) return undefined;
  return word.includes(other) || other.includes(word) ? Math.abs(word.length - other.length) : undefined;
}

/**
 * The accepted word that is most probably meant: within a third of its letters (at least one, never all), else one that holds
 * the word or is held by it. Undefined where none is near. Of two equally near words the first given wins.
 */
export function suggest(word: string, accepted: Iterable<string>): string | undefined {
  const wanted = folded(word);
  if (wanted === '' || wanted.length > LONGEST_WORD) return undefined;
  let near: { word: string; distance: number } | undefined;
  let part: { word: string; distance: number } | undefined;
  for (const candidate of accepted) {
    const other = folded(candidate);
    const limit = Math.max(1, Math.floor(Math.max(wanted.length, other.length) / 3));
    if (Math.abs(wanted.length - other.length) <= limit) {
      const distance = editDistance(wanted, other);
      if (distance <= limit && distance < wanted.length && distance < (near?.distance ?? Number.POSITIVE_INFINITY)) {
        near = { word: candidate, distance };
      }
    }
    const surplus = containment(wanted, other);
    if (surplus !== undefined && surplus < (part?.distance ?? Number.POSITIVE_INFINITY)) {
      part = { word: candidate, distance: surplus };
    }
  }
  return near?.word ?? part?.word;
}

/** ` did you mean "…"?` with the leading blank, or nothing. */
export function didYouMean(word: string, accepted: Iterable<string>): string {
  const nearest = suggest(word, accepted);
  return nearest === undefined ? '' : ` did you mean "${nearest}"?`;
}
