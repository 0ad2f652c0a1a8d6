/** Something seen that the user should know, with where it was seen first. */

export interface Sighting {
  count: number;
  place: string;
  sample: string;
}

export function newSighting(): Sighting {
  return { count: 0, place: '', sample: '' };
}

export function note(sighting: Sighting, place: string, value: string): void {
  if (sighting.count === 0) {
    sighting.place = place;
    sighting.sample = value.trim().slice(0, 40);
  }
  sighting.count += 1;
}
