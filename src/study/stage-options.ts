/** `stages:` of a study file. */
import * as v from 'valibot';
import { check, type Findings, report, type StageOptionsSchema, unknownName } from './check.ts';
import { quoted } from './faults.ts';
import { isMap, type TopLevel } from './top-level.ts';

/**
 * The options of every stage with nothing chosen.
 * @throws Error where a schema does not accept `{}`: a defect of the stage.
 */
export function defaultStages(schemas: Readonly<Record<string, StageOptionsSchema>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, v.parse(schema, {})]));
}

/** A stage with an empty value (`cycles:`) has its defaults. */
export function readStages(top: TopLevel, schemas: Readonly<Record<string, StageOptionsSchema>>, findings: Findings) {
  const stages = defaultStages(schemas);
  const written = top.value('stages');
  if (!top.has('stages')) return stages;
  if (!isMap(written)) {
    report(
      findings,
      top.entry('stages'),
      `stages: expected a map, for example \`stages: {retention: {reference: first}}\` (found ${quoted(written)})`,
    );
    return stages;
  }
  const entries = findings.places.get(written);
  for (const [id, options] of Object.entries(written)) {
    const entry = entries?.get(id) ?? top.entry('stages');
    const schema = Object.hasOwn(schemas, id) ? schemas[id] : undefined;
    if (schema === undefined) {
      const message = unknownName('stage', id, Object.keys(schemas), 'interphase list stages');
      report(findings, entry, `stages: ${message}`, true);
    } else if (options !== null) {
      stages[id] = check(schema, options, entry, `stages.${id}`, findings);
    }
  }
  return stages;
}
