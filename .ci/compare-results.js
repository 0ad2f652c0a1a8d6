// node compare-results.js EXPECTED ACTUAL: the same files with the same text, numbers equal within one unit of the last
// printed digit. Bytes are promised per major version of Node.js only: others round some functions differently.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const NUMBER = /-?\d+(?:\.\d+)?(?:e[-+]?\d+)?/g;
const RELATIVE = 1e-7;

function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'provenance.json')
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

function unitOf(text) {
  const [mantissa, exponent = '0'] = text.split('e');
  const decimals = mantissa.includes('.') ? mantissa.length - mantissa.indexOf('.') - 1 : 0;
  return 10 ** (Number(exponent) - decimals);
}

function isNear(a, b) {
  const unit = Math.max(unitOf(a), unitOf(b));
  return Math.abs(Number(a) - Number(b)) <= 1.001 * unit + RELATIVE * Math.abs(Number(a));
}

function difference(expected, actual) {
  if (expected.replace(NUMBER, '#') !== actual.replace(NUMBER, '#')) return 'other words';
  const [ours, theirs] = [expected.match(NUMBER) ?? [], actual.match(NUMBER) ?? []];
  const at = ours.findIndex((number, i) => !isNear(number, theirs[i]));
  return at < 0 ? '' : `${ours[at]} and ${theirs[at]}`;
}

const [expected, actual] = process.argv.slice(2);
const [wanted, found] = [filesOf(expected), filesOf(actual)];
const problems = wanted.length > 0 && wanted.join() === found.join() ? [] : ['not the same files'];
for (const file of wanted.filter((name) => found.includes(name))) {
  const text = (folder) => readFileSync(path.join(folder, file), 'utf8');
  const differs = difference(text(expected), text(actual));
  if (differs !== '') problems.push(`${file}: ${differs}`);
}
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exit(problems.length === 0 ? 0 : 1);
