/** Leaves out markers that would merge with their neighbours. */

import type { Turn } from './panel.ts';

export interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * Indices of the points to draw: all where neighbours stand `spacing` apart, else every k-th so that they do. Series
 * that take turns begin one after the other, and leave room for each other. First, last, lowest and highest stay,
 * unless they merge with one another, and so does every point that stands further than `spacing` from the line
 * through the drawn ones beside it. `points` in order of x.
 */
export function thin(points: readonly Place[], spacing: number, turn: Turn = { index: 0, of: 1 }): number[] {
  const count = points.length;
  const first = points[0];
  const last = points[count - 1];
  if (first === undefined || last === undefined) return [];
  const step = Math.ceil((spacing * (count - 1)) / Math.max(last.x - first.x, 1e-9) - 1e-6);
  if (count < 3 || step <= 1) return points.map((_, i) => i);
  const fixed = [0, count - 1];
  for (const i of [outermost(points, 1), outermost(points, -1)])
    if (apart(points, i, fixed, spacing / 2)) fixed.push(i);
  const kept = new Set(fixed);
  for (let i = turn.index * step; i < count; i += turn.of * step) if (apart(points, i, fixed, spacing / 2)) kept.add(i);
  const even = [...kept].sort((a, b) => a - b);
  for (let k = 1; k < even.length; k++) addOutliers(points, even[k - 1] ?? 0, even[k] ?? 0, spacing, kept);
  return [...kept].sort((a, b) => a - b);
}

function apart(points: readonly Place[], index: number, others: readonly number[], distance: number): boolean {
  const place = points[index];
  return others.every((i) => {
    const other = points[i];
    return place === undefined || other === undefined || Math.hypot(place.x - other.x, place.y - other.y) >= distance;
  });
}

function outermost(points: readonly Place[], sign: 1 | -1): number {
  let best = 0;
  points.forEach((point, i) => {
    if (sign * point.y > sign * (points[best]?.y ?? 0)) best = i;
  });
  return best;
}

function addOutliers(points: readonly Place[], from: number, to: number, spacing: number, kept: Set<number>): void {
  const a = points[from];
  const b = points[to];
  if (a === undefined || b === undefined) return;
  for (let i = from + 1; i < to; i++) {
    const p = points[i];
    if (p === undefined) continue;
    const share = b.x === a.x ? 0 : (p.x - a.x) / (b.x - a.x);
    const alone = Math.abs(p.y - (a.y + share * (b.y - a.y))) > spacing;
    if (alone && Math.hypot(p.x - a.x, p.y - a.y) > spacing && Math.hypot(p.x - b.x, p.y - b.y) > spacing) kept.add(i);
  }
}
