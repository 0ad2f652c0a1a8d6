/** The map that a study file is, and its keys. */
import type * as v from 'valibot';
import { check, type Findings, report, unknownName } from './check.ts';
import { type Entry, quoted, StudyError } from './faults.ts';
import { TOP_KEYS } from './study-schema.ts';

/** The top-level keys, each read on its own so that one fault hides no other. */
export class TopLevel {
  private readonly map: Readonly<Record<string, unknown>>;
  private readonly rootEntry: Entry;
  private readonly findings: Findings;

  constructor(map: Readonly<Record<string, unknown>>, rootEntry: Entry, findings: Findings) {
    this.map = map;
    this.rootEntry = rootEntry;
    this.findings = findings;
  }

  value(key: string): unknown {
    return this.map[key];
  }

  has(key: string): boolean {
    return Object.hasOwn(this.map, key);
  }

  entry(key: string): Entry {
    return this.findings.places.get(this.map)?.get(key) ?? this.rootEntry;
  }

  /** Undefined where the key is absent or its value wrong. */
  read<T>(schema: v.GenericSchema<unknown, T>, key: string, catalogue = ''): T | undefined {
    return this.has(key) ? check(schema, this.value(key), this.entry(key), key, this.findings, catalogue) : undefined;
  }
}

/** @throws StudyError where the file is no map; unknown keys are noted and passed over. */
export function topLevel(value: unknown, rootEntry: Entry, findings: Findings): TopLevel {
  if (!isMap(value)) {
    const message = 'expected a map that begins, for example, with `title: HRPOSS anodes` and `samples:`';
    report(findings, rootEntry, `${message} (found ${quoted(value)})`);
    throw new StudyError(findings.faults);
  }
  const top = new TopLevel(value, rootEntry, findings);
  for (const key of Object.keys(value)) {
    if (!TOP_KEYS.some((accepted) => accepted === key))
      report(findings, top.entry(key), unknownName('key', key, TOP_KEYS), true);
  }
  return top;
}

/** A map as `readYaml` gives it. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
