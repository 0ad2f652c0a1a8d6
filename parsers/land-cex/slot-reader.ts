/** Slots of 16 bytes → raw records and the steps that they belong to; nothing is scaled here. */
import { NumberColumn } from '../../src/model/column-builder.ts';
import { offsetPlace, SourceError } from '../../src/model/source.ts';
import { HEADER_BYTES, type RecordLayout } from './header.ts';

export const SLOT_BYTES = 16;

const BLOCK_START = 0xffffaaaa;
const BLOCK_END = 0xffffbbbb;
const CONTROL = 0xffffcccc;
/** Of a control slot that opens a step, in some files. */
const STEP_CONTROL = 0xffffcccd;
const FIRST_MARKER = 0xffff0000;

const NEW_STEP = 0x22;
const CYCLE_MARKER = 0x44;
/** Control slots that change nothing about the records: events, references of retention, and others. */
const IGNORED_KINDS: readonly number[] = [0x23, 0x33, 0x88, 0x91, 0x92, 0xb1, 0xb2];

const REMEDY = 'export the test from LANDdt as a workbook';

export interface RawStep {
  readonly offset: number;
  readonly code: number;
  readonly processStep: number;
  /** Number of the cycle marker before it, as written; NaN before the first. */
  readonly cycleMarker: number;
  /** Index of its first record. */
  readonly first: number;
}

export class SlotReader {
  readonly #path: string;
  readonly #layout: RecordLayout;
  readonly ticks = new NumberColumn();
  readonly voltageCounts = new NumberColumn();
  readonly currentCounts = new NumberColumn();
  /** Since the start of the step: counts, or Ah. */
  readonly capacity = new NumberColumn();
  /** Since the start of the step. */
  readonly energy = new NumberColumn();
  readonly offsets = new NumberColumn();
  readonly steps: RawStep[] = [];
  #cycleMarker = Number.NaN;
  /** Offset, identity and content bytes left of the block that is being passed over. */
  #block: { offset: number; identity: number; left: number } | undefined;

  constructor(path: string, layout: RecordLayout) {
    this.#path = path;
    this.#layout = layout;
  }

  /** Throws SourceError for a slot that no description covers. */
  readonly visit = (view: DataView, at: number, offset: number): void => {
    if (offset < HEADER_BYTES) return;
    const marker = view.getUint32(at, true);
    const identity = view.getUint32(at + 4, true);
    if (this.#block !== undefined) this.#passBlock(marker, identity, offset);
    else if (marker === BLOCK_START) this.#openBlock(identity, offset);
    else if (marker === CONTROL || marker === STEP_CONTROL) this.#control(view, at, offset, marker);
    else if (marker >= FIRST_MARKER) throw this.#unknown(`a slot that begins with 0x${marker.toString(16)}`, offset);
    else this.#record(view, at, offset, marker);
  };

  /** Throws SourceError where the file ends within a block. */
  finish(size: number): void {
    if (this.#block === undefined) return;
    const detail = `the file ends within the block that begins @${this.#block.offset}`;
    throw new SourceError(this.#path, offsetPlace(size), detail, 'copy the file again');
  }

  #openBlock(identity: number, offset: number): void {
    const length = identity >>> 16;
    if (length % SLOT_BYTES !== 0) throw this.#unknown(`a block of ${length} bytes, which are no whole slots`, offset);
    this.#block = { offset, identity, left: length };
  }

  #passBlock(marker: number, identity: number, offset: number): void {
    const block = this.#block;
    if (block === undefined) return;
    if (block.left > 0) {
      block.left -= SLOT_BYTES;
      return;
    }
    if (marker !== BLOCK_END || identity !== block.identity) {
      throw this.#unknown(`no end of the block that begins @${block.offset}`, offset);
    }
    this.#block = undefined;
  }

  #control(view: DataView, at: number, offset: number, marker: number): void {
    const kind = view.getUint16(at + 4, true);
    if (kind === NEW_STEP) {
      this.steps.push({
        offset,
        code: view.getUint8(at + 8),
        processStep: view.getUint16(at + 6, true) & 0x7fff,
        cycleMarker: this.#cycleMarker,
        first: this.ticks.length,
      });
    } else if (marker === STEP_CONTROL || (kind !== CYCLE_MARKER && !IGNORED_KINDS.includes(kind))) {
      throw this.#unknown(`a control slot of kind 0x${kind.toString(16)}`, offset);
    }
    if (kind === CYCLE_MARKER) this.#cycleMarker = view.getUint16(at + 14, true);
  }

  #record(view: DataView, at: number, offset: number, ticks: number): void {
    if (this.steps.length === 0) throw this.#unknown('a record before the first step', offset);
    const capacity = this.#layout === 'counter' ? view.getUint32(at + 8, true) : view.getFloat32(at + 8, true);
    const energy = view.getFloat32(at + 12, true);
    if (!(Number.isFinite(capacity) && Number.isFinite(energy) && capacity >= 0)) {
      throw this.#unknown(`a record of capacity ${capacity} and energy ${energy}`, offset);
    }
    this.ticks.push(ticks);
    this.voltageCounts.push(view.getInt16(at + 4, true));
    this.currentCounts.push(view.getInt16(at + 6, true));
    this.capacity.push(capacity);
    this.energy.push(energy);
    this.offsets.push(offset);
  }

  #unknown(detail: string, offset: number): SourceError {
    return new SourceError(this.#path, offsetPlace(offset), `${detail}: not part of the layout as described`, REMEDY);
  }
}
