/** What the package promises to those who install it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly type: string;
  readonly license: string;
  readonly engines: Readonly<Record<string, string>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly overrides?: Readonly<Record<string, string>>;
}

interface Lock {
  readonly packages: Readonly<
    Record<string, Partial<Manifest> & { integrity?: string; resolved?: string; link?: boolean }>
  >;
}

const read = <T>(name: string): T => JSON.parse(readFileSync(`${ROOT}${name}`, 'utf8'));
const manifest = read<Manifest>('package.json');
const lock = read<Lock>('package-lock.json');
const wanted = { ...manifest.dependencies, ...manifest.devDependencies };

describe('dependencies', () => {
  test.each(Object.entries({ ...wanted, ...manifest.overrides }))('%s is named by its exact version', (_, version) => {
    expect(version).toMatch(/^(npm:@?[\w./-]+@)?\d+\.\d+\.\d+$/);
  });

  test.each(Object.entries(wanted))('%s is locked at that version', (name, version) => {
    expect(lock.packages[`node_modules/${name}`]?.version).toBe(version.replace(/^npm:.*@/, ''));
  });

  test('the lock says what, with digests, and not from where', () => {
    const packages = Object.entries(lock.packages).filter(([name]) => name !== '');
    expect(packages.filter(([, entry]) => entry.resolved !== undefined).map(([name]) => name)).toEqual([]);
    expect(packages.filter(([, entry]) => entry.integrity === undefined).map(([name]) => name)).toEqual([]);
    expect(JSON.stringify(lock)).not.toContain('.tgz');
  });

  test('the lock is that of the manifest', () => {
    const { dependencies, devDependencies, version, name } = lock.packages['']!;
    expect({ dependencies, devDependencies, version, name }).toEqual({
      dependencies: manifest.dependencies,
      devDependencies: manifest.devDependencies,
      version: manifest.version,
      name: manifest.name,
    });
  });

  test('what the program imports is a dependency, and every dependency is used by it', () => {
    const sources = ['src', 'parsers', 'reports'].flatMap(sourceTexts);
    const imported = sources.flatMap((text) =>
      [...text.matchAll(/ from '((?!\.|node:)[^'\n]+)';$/gm)].map(([, specifier = '']) => {
        return /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? '';
      }),
    );
    expect([...new Set(imported)].filter((name) => !Object.hasOwn(manifest.dependencies, name))).toEqual([]);
    const unused = Object.keys(manifest.dependencies).filter((name) => !sources.some((text) => text.includes(name)));
    expect(unused).toEqual([]);
  });
});

function sourceTexts(folder: string): string[] {
  return readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(`${ROOT}${folder}/${name}`, 'utf8'));
}

describe('what is shipped', () => {
  test('the program, its build and its papers, without maps; nothing of the workshop', () => {
    expect(manifest.files).toEqual(expect.arrayContaining(['bin', 'dist', '!dist/**/*.map']));
    for (const entry of manifest.files) {
      expect(entry).not.toMatch(/^(src|test|scripts|examples|node_modules|\.)/);
      const name = entry.replace(/^!/, '').split('/')[0]!;
      const isPaper = name.includes('.');
      if (!isPaper) expect(existsSync(`${ROOT}${name}`), entry).toBe(true);
    }
  });

  test('papers that lie in the repository are named', () => {
    for (const paper of ['CHANGELOG.md', 'CITATION.cff']) {
      if (existsSync(`${ROOT}${paper}`)) expect(manifest.files).toContain(paper);
    }
    const licence = ['LICENSE', 'LICENSE.md', 'LICENCE'].map((name) => `${ROOT}${name}`).find(existsSync);
    if (licence !== undefined) expect(readFileSync(licence, 'utf8')).toContain(`${manifest.license} License`);
  });

  test('the command runs from the shipped files', () => {
    expect(Object.keys(manifest.bin)).toEqual(['interphase']);
    const program = `${ROOT}${manifest.bin['interphase']}`;
    expect(readFileSync(program, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    if (process.platform !== 'win32') expect(statSync(program).mode & 0o111).toBe(0o111);
    const { status, stdout } = spawnSync(process.execPath, [program, '--version'], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${manifest.version}\n` });
  });

  test('the build holds every module of the program and no test', () => {
    const modules = ['src', 'parsers', 'reports'].flatMap((folder) =>
      readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => `${ROOT}dist/${folder}/${name.replace(/\.ts$/, '.js')}`),
    );
    expect(modules.filter((name) => !existsSync(name))).toEqual([]);
    expect(existsSync(`${ROOT}dist/test`)).toBe(false);
  });
});

test('the oldest Node that is promised is one that exists, and modules are ES modules', () => {
  expect(manifest.engines).toEqual({ node: '>=20.19' });
  expect(manifest.type).toBe('module');
});
