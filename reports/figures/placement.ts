/** Which parts of a panel are taken by curves and markers, and where text fits between them. */

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Kept free around a legend, so that its keys are not taken for measured points; best first. */
const CLEARANCES = [20, 10, 5];
/** Kept free around a label, in points. */
const AIR = 1.5;
/** So much nearer is a label to what it names than to anything that it might be taken for, in points. */
const CLEARLY = 2.5;

interface Spot {
  readonly x: number;
  readonly y: number;
}

/** From a place to the nearest edge of a box; 0 inside. */
function distance(box: Box, { x, y }: Spot): number {
  return Math.hypot(Math.max(box.x - x, 0, x - box.x - box.width), Math.max(box.y - y, 0, y - box.y - box.height));
}

function inflate({ x, y, width, height }: Box, by: number): Box {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

/** A panel as cells of one point by one point. Origin: upper left corner of the frame. */
export class Occupancy {
  readonly width: number;
  readonly height: number;
  readonly #columns: number;
  readonly #rows: number;
  readonly #taken: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#columns = Math.max(1, Math.floor(width));
    this.#rows = Math.max(1, Math.floor(height));
    this.#taken = new Uint8Array(this.#columns * this.#rows);
  }

  /** Marks what a box covers; what lies outside the panel is nobody's. */
  take(box: Box): void {
    const [left, right, top, bottom] = this.#cells(box);
    for (let row = top; row <= bottom; row++) {
      this.#taken.fill(1, row * this.#columns + left, row * this.#columns + Math.max(left, right + 1));
    }
  }

  takePoint(x: number, y: number, radius: number): void {
    this.take({ x: x - radius, y: y - radius, width: 2 * radius, height: 2 * radius });
  }

  takeLine(x1: number, y1: number, x2: number, y2: number): void {
    const steps = Math.max(1, Math.min(4000, Math.ceil(Math.hypot(x2 - x1, y2 - y1))));
    for (let i = 0; i <= steps; i++) this.takePoint(x1 + ((x2 - x1) * i) / steps, y1 + ((y2 - y1) * i) / steps, 0.5);
  }

  /** Whether a box lies inside the panel and covers nothing. */
  free(box: Box): boolean {
    if (box.x < 0 || box.y < 0 || box.x + box.width > this.width || box.y + box.height > this.height) return false;
    const [left, right, top, bottom] = this.#cells(box);
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) {
        if (this.#taken[row * this.#columns + column] === 1) return false;
      }
    }
    return true;
  }

  #cells(box: Box): [number, number, number, number] {
    return [
      Math.max(0, Math.floor(box.x)),
      Math.min(this.#columns - 1, Math.floor(box.x + box.width)),
      Math.max(0, Math.floor(box.y)),
      Math.min(this.#rows - 1, Math.floor(box.y + box.height)),
    ];
  }

  /** The part of a box that lies inside the panel. */
  #within({ x, y, width, height }: Box): Box {
    const left = Math.max(0, x);
    const top = Math.max(0, y);
    const right = Math.min(this.width, x + width);
    const bottom = Math.min(this.height, y + height);
    return { x: left, y: top, width: right - left, height: bottom - top };
  }

  /**
   * A free place for a block, as far from the curves as the steps of clearance allow: the corners first, lower ones
   * before upper ones, then along the edges.
   */
  findRoom(width: number, height: number, margin: number): Box | undefined {
    const right = this.width - margin - width;
    const bottom = this.height - margin - height;
    if (right < margin || bottom < margin) return undefined;
    const along = (end: number) => Array.from({ length: 1 + Math.floor((end - margin) / 4) }, (_, i) => margin + 4 * i);
    const places: [number, number][] = [
      [margin, bottom],
      [right, bottom],
      [right, margin],
      [margin, margin],
      ...along(right).map((x): [number, number] => [x, bottom]),
      ...along(right).map((x): [number, number] => [x, margin]),
      ...along(bottom).map((y): [number, number] => [right, y]),
      ...along(bottom).map((y): [number, number] => [margin, y]),
    ];
    for (const air of CLEARANCES) {
      const found = places.find(([x, y]) => this.free(this.#within(inflate({ x, y, width, height }, air))));
      if (found !== undefined) return { x: found[0], y: found[1], width, height };
    }
    return undefined;
  }

  /**
   * A free place for a label close to one of the points of a curve, tried in their order, and clearly nearer to it
   * than to any of the `rivals`.
   */
  findBeside(points: readonly Spot[], width: number, height: number, rivals: readonly Spot[] = []): Box | undefined {
    for (const gap of [AIR + 1, 4, 5.5, 7]) {
      for (const { x, y } of points) {
        const box = [
          { x: x + gap, y: y - height / 2 },
          { x: x + gap, y: y - height - gap },
          { x: x - gap - width, y: y - height - gap },
          { x: x + gap, y: y + gap },
          { x: x - gap - width, y: y + gap },
          { x: x - gap - width, y: y - height / 2 },
          { x: x - width / 2, y: y - height - gap },
          { x: x - width / 2, y: y + gap },
        ]
          .map((corner) => ({ ...corner, width, height }))
          .find((candidate) => {
            const nearest = distance(candidate, { x, y }) + CLEARLY;
            return this.free(inflate(candidate, AIR)) && rivals.every((rival) => distance(candidate, rival) > nearest);
          });
        if (box !== undefined) return box;
      }
    }
    return undefined;
  }
}
