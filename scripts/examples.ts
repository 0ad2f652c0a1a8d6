// Regenerates the raw data of every example: examples/*/generate.ts fills the folder raw/ beside it.
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

interface Generator {
  /** Path below `raw/`, with `/`, → content. */
  generate(): Promise<ReadonlyMap<string, Uint8Array>>;
}

const examples = fileURLToPath(new URL('../examples/', import.meta.url));

for (const name of (await readdir(examples)).sort()) {
  const script = join(examples, name, 'generate.ts');
  if (existsSync(script)) await regenerate(name, script);
}

async function regenerate(name: string, script: string): Promise<void> {
  const generator: Generator = await import(pathToFileURL(script).href);
  const files = await generator.generate();
  const raw = join(examples, name, 'raw');
  // a file that is no longer written must not stay behind
  await rm(raw, { recursive: true, force: true });
  let bytes = 0;
  for (const [path, content] of files) {
    const target = join(raw, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
    bytes += content.length;
  }
  console.log(`${name}: ${files.size} files, ${(bytes / 1e6).toFixed(2)} MB`);
}
