/** How a quantity that accumulates is distributed over the levels at which it did. */

/**
 * Amount that accumulated while a level, linear between the points, lay in each interval between neighbouring `edges`
 * (ascending). An interval has its lower edge and not its upper one, the last has both. What accumulated outside all
 * edges is in none, and the intervals add up to the whole where they span it. The level may go back: this is its
 * monotone rearrangement (Chernozhukov et al., Biometrika 2009, 96, 559, doi:10.1093/biomet/asp030), which never takes
 * an estimate of a monotone curve further from it.
 *
 * `cumulative` starts from 0 before the first point; a reading of `level` stands for an interval of `resolution`
 * about it.
 */
export function amountsBetween(
  cumulative: Float64Array,
  level: Float64Array,
  edges: ArrayLike<number>,
  resolution = 0,
): Float64Array {
  const amounts = new Float64Array(Math.max(0, edges.length - 1));
  for (let i = 0; i < cumulative.length; i++) {
    const before = i === 0 ? 0 : i - 1;
    const amount = cumulative[i]! - (i === 0 ? 0 : cumulative[before]!);
    if (!(amount > 0)) continue;
    const low = Math.min(level[i]!, level[before]!) - resolution / 2;
    const high = Math.max(level[i]!, level[before]!) + resolution / 2;
    spread(amounts, edges, amount, low, high);
  }
  return amounts;
}

/** Adds an amount that is evenly distributed from `low` to `high`. */
function spread(amounts: Float64Array, edges: ArrayLike<number>, amount: number, low: number, high: number): void {
  const last = edges.length - 1;
  if (last < 1 || high < edges[0]! || low > edges[last]!) return;
  let k = Math.min(intervalOf(edges, low), last - 1);
  if (!(high > low)) {
    amounts[k]! += amount;
    return;
  }
  for (; k < last && edges[k]! < high; k++) {
    const inside = Math.min(high, edges[k + 1]!) - Math.max(low, edges[k]!);
    if (inside > 0) amounts[k]! += amount * (inside / (high - low));
  }
}

/** Index of the last edge at or below a value; 0 for a value below all of them. */
function intervalOf(edges: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = edges.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (edges[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
