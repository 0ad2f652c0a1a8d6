/** Circuit strings: elements in series joined by `-`, branches in parallel in `p(…,…)`, nested at will. */
import { ELEMENT_TYPES, type ElementParameter, type ElementType, elementType } from './elements.ts';

export interface ElementNode {
  readonly kind: 'element';
  /** As written: `CPE1`. */
  readonly name: string;
  readonly type: ElementType;
  /** Its parameters are [first, end) of the circuit's. */
  readonly first: number;
  readonly end: number;
}

export interface GroupNode {
  readonly kind: 'series' | 'parallel';
  readonly children: readonly CircuitNode[];
  readonly first: number;
  readonly end: number;
}

export type CircuitNode = ElementNode | GroupNode;

export interface CircuitParameter extends ElementParameter {
  /** `R1`, `CPE1_Q`: the element's name, with the parameter's where it has several. */
  readonly label: string;
}

export interface Circuit {
  /** Canonical string: no blanks. */
  readonly text: string;
  readonly root: CircuitNode;
  readonly parameters: readonly CircuitParameter[];
}

/** A circuit string that cannot be read. `position` counts characters from 1. */
export class CircuitError extends Error {
  override readonly name = 'CircuitError';
  readonly position: number;

  constructor(text: string, position: number, detail: string) {
    super(`circuit "${text}", character ${position}: ${detail}`);
    this.position = position;
  }
}

const ACCEPTED = ELEMENT_TYPES.map((type) => type.symbol).join(', ');

/** Elements of which two in series or in parallel are one of the same kind. */
const MERGING = ['R', 'C', 'L', 'W'];

/** Reads a circuit string such as `R0-p(R1,CPE1)-p(R2-W1,CPE2)`. Throws CircuitError. */
export function parseCircuit(text: string): Circuit {
  const reader = new CircuitReader(text);
  const root = reader.series();
  reader.finish();
  return { text: formatNode(root), root, parameters: reader.parameters };
}

class CircuitReader {
  readonly parameters: CircuitParameter[] = [];
  readonly #text: string;
  readonly #names = new Set<string>();
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  series(): CircuitNode {
    const first = this.parameters.length;
    const children = [this.#item()];
    while (this.#take('-')) children.push(this.#item());
    const [only] = children;
    if (children.length === 1 && only !== undefined) return only;
    const flat = children.flatMap(flatSeries);
    this.#refuseTwins(flat, 'series');
    return { kind: 'series', children: flat, first, end: this.parameters.length };
  }

  finish(): void {
    this.#skipBlanks();
    if (this.#at < this.#text.length) this.#fail(`expected "-" or the end, found "${this.#text[this.#at]}"`);
  }

  #item(): CircuitNode {
    this.#skipBlanks();
    const start = this.#at;
    const [name = '', symbol = ''] = /^([A-Za-z]+)[0-9]*/.exec(this.#text.slice(start)) ?? [];
    if (name === '') this.#fail(`expected an element (${ACCEPTED}) or "p("`);
    this.#at += name.length;
    if (name === 'p' && this.#take('(')) return this.#parallel(start);
    const type = elementType(symbol);
    if (type === undefined) this.#fail(`unknown element "${name}"; accepted are ${ACCEPTED} and "p(…,…)"`, start);
    if (this.#names.has(name)) this.#fail(`a second element named "${name}"; give each its own number`, start);
    this.#names.add(name);
    const first = this.parameters.length;
    for (const parameter of type.parameters) {
      this.parameters.push({ ...parameter, label: parameter.name === '' ? name : `${name}_${parameter.name}` });
    }
    return { kind: 'element', name, type, first, end: this.parameters.length };
  }

  #parallel(start: number): CircuitNode {
    const first = this.parameters.length;
    const children = [this.series()];
    while (this.#take(',')) children.push(this.series());
    if (!this.#take(')')) this.#fail('expected "-", "," or ")" inside "p("');
    if (children.length < 2) this.#fail('"p(" needs two branches at least, separated by ","', start);
    this.#refuseTwins(children, 'parallel');
    return { kind: 'parallel', children, first, end: this.parameters.length };
  }

  /** Two resistors side by side act as one: no spectrum can tell how much belongs to which. */
  #refuseTwins(children: readonly CircuitNode[], place: 'series' | 'parallel'): void {
    const seen = new Map<string, string>();
    for (const child of children) {
      if (child.kind !== 'element' || !MERGING.includes(child.type.symbol)) continue;
      const twin = seen.get(child.type.symbol);
      if (twin !== undefined) {
        const at = this.#text.search(new RegExp(`\\b${child.name}\\b`));
        this.#fail(`${twin} and ${child.name} in ${place} act as one element; keep one of them`, at);
      }
      seen.set(child.type.symbol, child.name);
    }
  }

  #take(character: string): boolean {
    this.#skipBlanks();
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #skipBlanks(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }

  #fail(detail: string, at = this.#at): never {
    throw new CircuitError(this.#text, at + 1, detail);
  }
}

function flatSeries(node: CircuitNode): readonly CircuitNode[] {
  return node.kind === 'series' ? node.children : [node];
}

function formatNode(node: CircuitNode): string {
  if (node.kind === 'element') return node.name;
  if (node.kind === 'series') return node.children.map(formatNode).join('-');
  return `p(${node.children.map(formatNode).join(',')})`;
}

/** Branches of a node: its children in series, or the node itself. */
export function seriesChildren(node: CircuitNode): readonly CircuitNode[] {
  return flatSeries(node);
}

/** The structure without the names: two nodes of one signature may swap their parameters. */
export function signature(node: CircuitNode): string {
  if (node.kind === 'element') return node.type.symbol;
  return `${node.kind}(${node.children.map(signature).join(',')})`;
}
