/** What the strongest period of a Coulombic efficiency is worth. */

/** A probability of chance below this makes a wave; the periodogram draws its line there too. */
const FALSE_ALARM = 0.01;
/** A strongest period above this share of the longest one searched is what the trend has left over. */
const AT_LONGEST = 0.9;

export type WaveVerdict = 'no wave above chance' | 'slow drift, at the longest period' | 'wave';

export function waveVerdict(falseAlarm: number, period: number, longest: number): WaveVerdict {
  if (!(falseAlarm < FALSE_ALARM)) return 'no wave above chance';
  return period > AT_LONGEST * longest ? 'slow drift, at the longest period' : 'wave';
}
