/** Patterns of the study → files of each sample, with the labels that paths and study give. */
import { type Issue, issue } from '../model/issues.ts';
import type { SampleFile } from '../model/sample.ts';
import { suggest } from '../model/suggest.ts';
import type { Entry, Fault } from './faults.ts';
import { useProblem } from './file-schema.ts';
import { byCodeUnit, type Listing } from './list-files.ts';
import { comparable, compilePattern, matchPattern, type Pattern } from './pattern.ts';

export interface FileRequest {
  readonly pattern: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly entry: Entry;
}

/** A sample that looks for its files. */
export interface Claimant {
  readonly id: string;
  /** Undefined where the study names no files: then they are found by the sample's name. */
  readonly requests: readonly FileRequest[] | undefined;
  readonly entry: Entry;
}

export interface MatchedFiles {
  /** By sample id, sorted by code unit of the path. */
  readonly files: ReadonlyMap<string, readonly SampleFile[]>;
  readonly faults: readonly Fault[];
  readonly issues: readonly Issue[];
}

/** A listed file and its path as patterns see it. */
interface Candidate {
  readonly path: string;
  readonly key: string;
}

interface Claim {
  readonly sample: string;
  readonly entry: Entry;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Gives every sample its files. A pattern that is the path of a file means that file, wildcard characters and all;
 * else it is matched against every file. A sample without patterns gets what lies in a folder named like it, and the
 * files whose name is its id, or begins with its id and a character that is neither letter nor digit (of several ids
 * that fit, the longest). A file that two samples claim is a fault.
 */
export function matchFiles(claimants: readonly Claimant[], listing: Listing): MatchedFiles {
  const matcher = new Matcher(listing);
  const byName = matcher.filesByName(claimants.filter((c) => c.requests === undefined).map((c) => c.id));
  for (const { id, requests, entry } of claimants) {
    for (const request of requests ?? []) matcher.request(id, request);
    if (requests !== undefined) continue;
    const found = byName.get(id) ?? [];
    for (const file of found) matcher.claim(file, { sample: id, entry, labels: {} });
    if (found.length === 0) {
      matcher.without(
        id,
        entry,
        `no folder is named "${id}", no file name begins with it, and the sample names no files`,
      );
    }
  }
  return matcher.result(claimants.map((claimant) => claimant.id));
}

class Matcher {
  private readonly listing: Listing;
  private readonly candidates: readonly Candidate[];
  private readonly byKey: ReadonlyMap<string, Candidate>;
  private readonly claims = new Map<string, Claim>();
  private readonly faults: Fault[] = [];
  private readonly issues: Issue[] = [];

  constructor(listing: Listing) {
    this.listing = listing;
    this.candidates = listing.files.map((path) => ({ path, key: path.normalize('NFC') }));
    this.byKey = new Map(this.candidates.map((candidate) => [candidate.key, candidate]));
  }

  private fault(entry: Entry, message: string): void {
    this.faults.push({ path: entry.path, place: entry.place, message });
  }

  without(sample: string, entry: Entry, message: string): void {
    this.issues.push(issue('PATTERN_WITHOUT_FILE', message, entry.path, entry.place, sample));
  }

  request(sample: string, { pattern: written, labels, entry }: FileRequest): void {
    const source = comparable(written);
    const literal = this.byKey.get(source);
    if (literal !== undefined) {
      this.claim(literal, { sample, entry, labels });
      return;
    }
    const pattern = compilePattern(source);
    if (typeof pattern === 'string') {
      this.fault(entry, `"${written}": ${pattern}`);
      return;
    }
    const captured = pattern.steps.flatMap((step) => (step.kind === 'label' ? [step.name] : []));
    const twice = captured.find((name) => Object.hasOwn(labels, name));
    if (twice !== undefined) {
      this.fault(entry, `"${written}" captures the label "${twice}", which stands beside it as well; keep one`);
      return;
    }
    const found = this.matching(pattern, written, entry);
    for (const { file, captures } of found ?? []) {
      const use = useProblem(captures.get('use') ?? 'spectrum');
      if (use !== '') this.fault(entry, `"${written}" gives "${file.path}" the use "${captures.get('use')}": ${use}`);
      else this.claim(file, { sample, entry, labels: { ...labels, ...Object.fromEntries(captures) } });
    }
    if (found?.length === 0) this.without(sample, entry, `no file matches "${written}"${this.hint(source, pattern)}`);
  }

  /** Undefined after a fault. */
  private matching(pattern: Pattern, written: string, entry: Entry) {
    const found: { file: Candidate; captures: ReadonlyMap<string, string> }[] = [];
    for (const file of this.candidates) {
      if (!file.key.startsWith(pattern.prefix)) continue;
      const captures = matchPattern(pattern, file.key);
      if (captures === 'undecided') {
        this.fault(entry, `"${written}" fits "${file.path}" in too many ways to try; use fewer wildcards and labels`);
        return undefined;
      }
      if (captures !== undefined) found.push({ file, captures });
    }
    return found;
  }

  /** Why a pattern found nothing, as far as that can be told. */
  private hint(source: string, pattern: Pattern): string {
    const folder = source.replace(/\/$/, '');
    if (this.candidates.some(({ key }) => key.startsWith(`${folder}/`)))
      return `; it is a folder: write "${folder}/**"`;
    const link = this.listing.leavingLinks.find((name) => {
      const key = name.normalize('NFC');
      return key === source || source.startsWith(`${key}/`) || matchPattern(pattern, key) instanceof Map;
    });
    if (link !== undefined) return `; "${link}" is a link that leaves the study's folder and is not followed`;
    const anyCase = compilePattern(source.toLowerCase());
    const other = this.candidates.find(({ key }) => {
      return typeof anyCase !== 'string' && matchPattern(anyCase, key.toLowerCase()) instanceof Map;
    });
    if (other !== undefined) return `; "${other.path}" differs in upper and lower case`;
    const literal = pattern.prefix.length === source.length;
    const near = literal ? suggest(source, this.byKey.keys()) : undefined;
    return near === undefined ? '' : `; did you mean "${near}"?`;
  }

  claim(file: Candidate, claim: Claim): void {
    const first = this.claims.get(file.path);
    if (first === undefined) {
      this.claims.set(file.path, claim);
      return;
    }
    if (first.sample !== claim.sample) {
      const places = first.entry.path === claim.entry.path ? ` at ${first.entry.place}` : '';
      const message = `"${file.path}" belongs to sample "${first.sample}"${places} and to "${claim.sample}"; it can belong to one`;
      this.fault(claim.entry, message);
      return;
    }
    const clash = Object.keys(claim.labels).find(
      (name) => (first.labels[name] ?? claim.labels[name]) !== claim.labels[name],
    );
    if (clash !== undefined) {
      const values = `"${first.labels[clash]}" (${first.entry.place}) and "${claim.labels[clash]}"`;
      this.fault(claim.entry, `"${file.path}" has two values of the label "${clash}": ${values}`);
      return;
    }
    this.claims.set(file.path, { ...first, labels: { ...first.labels, ...claim.labels } });
  }

  /** Files by the sample they are named after; a file may come up for several samples. */
  filesByName(ids: readonly string[]): ReadonlyMap<string, readonly Candidate[]> {
    const found = new Map<string, Candidate[]>(ids.map((id) => [id.normalize('NFC'), []]));
    if (ids.length === 0) return found;
    for (const candidate of this.candidates) {
      const segments = candidate.key.split('/');
      const owners = new Set(segments.slice(0, -1).filter((segment) => found.has(segment)));
      const named = longestId(segments.at(-1) ?? '', found);
      if (named !== undefined) owners.add(named);
      for (const owner of owners) found.get(owner)?.push(candidate);
    }
    return found;
  }

  result(ids: readonly string[]): MatchedFiles {
    const files = new Map<string, SampleFile[]>(ids.map((id) => [id, []]));
    const sorted = [...this.claims].sort(([a], [b]) => byCodeUnit(a, b));
    for (const [path, { sample, labels }] of sorted) files.get(sample)?.push({ path, labels });
    return { files, faults: this.faults, issues: this.issues };
  }
}

/** The longest id that a file name begins with, where the name ends there or goes on with neither letter nor digit. */
function longestId(name: string, ids: ReadonlyMap<string, unknown>): string | undefined {
  for (let end = name.length; end > 0; end--) {
    const next = name.slice(end);
    if (!/^[\p{L}\p{M}\p{N}]/u.test(next) && ids.has(name.slice(0, end))) return name.slice(0, end);
  }
  return undefined;
}
