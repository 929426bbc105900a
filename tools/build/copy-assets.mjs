// Run in a package's folder after `tsc -b`: makes `dist` the complete image of `src`.
//
// Copies what the compiler leaves out (schemas of executors and generators, hand-written
// `.d.ts`, template files) and removes what an earlier build wrote for a source that is
// gone since, because `dist` is published as it is.
import fs from 'node:fs';
import path from 'node:path';

const source = 'src';
const target = 'dist';
const template = /(^|[\\/])generators[\\/][^\\/]+[\\/]files[\\/]/;

const expected = new Set();
for (const file of listFiles(source)) {
  const [, stem, kind] = (!template.test(file) && /^(.*?)(?<!\.d)\.([cm]?)tsx?$/.exec(file)) || [];
  if (stem?.endsWith('.spec')) continue;
  if (stem) {
    expected.add(`${stem}.${kind}js`).add(`${stem}.d.${kind}ts`);
    continue;
  }
  expected.add(file);
  fs.mkdirSync(path.dirname(path.join(target, file)), { recursive: true });
  fs.copyFileSync(path.join(source, file), path.join(target, file));
}

for (const file of listFiles(target)) {
  const isFromSource = template.test(file) || /\.[cm]?(js|ts)$/.test(file);
  if (isFromSource && !expected.has(file)) fs.rmSync(path.join(target, file));
}

/** Paths of all files below `folder`, relative to it. */
function listFiles(folder) {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}
