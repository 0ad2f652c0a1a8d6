/** What the strongest period of a Coulombic efficiency is worth. */

/** A probability of chance below this makes a wave; the periodogram draws its line there too. */
const FALSE_ALARM = 0.01;

export type WaveVerdict = 'no wave above chance' | 'slow drift, at the longest period' | 'wave';

/** `atEdge`: the strongest period is about the longest one searched, and so what the trend has left over. */
export function waveVerdict(falseAlarm: number, atEdge: boolean): WaveVerdict {
  if (!(falseAlarm < FALSE_ALARM)) return 'no wave above chance';
  return atEdge ? 'slow drift, at the longest period' : 'wave';
}
