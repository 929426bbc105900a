import fs from 'node:fs';
import path from 'node:path';
import { succeed } from '../support/command';
import { plainEnvironment } from '../support/environment';
import { packageFolders } from '../support/registry';

interface PackedPackage {
  name: string;
  size: number;
  files: { path: string; mode: number }[];
}

describe.each(packageFolders.map((folder) => [path.basename(folder), folder]))(
  'the package %s',
  (_, folder) => {
    let packed: PackedPackage;
    let files: string[];
    const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));

    beforeAll(async () => {
      const { stdout } = await succeed('npm', ['pack', '--dry-run', '--json'], {
        cwd: folder,
        env: plainEnvironment(),
      });
      packed = JSON.parse(stdout)[0];
      files = packed.files.map((file) => file.path);
    });

    it('has what a user needs and nothing else', () => {
      const needless = files.filter(
        (file) =>
          !/^(package\.json|README\.md|LICENSE|executors\.json|generators\.json|bin\/[\w.-]+|dist\/.+)$/.test(
            file,
          ) ||
          /\.(spec|test)\.|tsbuildinfo|\/integration\/|\/__/.test(file) ||
          (/\.[cm]?tsx?$/.test(file) && !file.endsWith('.d.ts') && !file.includes('/files/')),
      );
      expect(needless).toEqual([]);
      expect(files).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE']));
      expect(packed.size).toBeLessThan(1_000_000);
    });

    it('has every file that its manifest points to', () => {
      for (const file of filesNamedIn(manifest)) expect(files).toContain(path.posix.normalize(file));
    });

    it('has the implementation and the schema of every executor and generator', () => {
      for (const list of [manifest.executors, manifest.generators].filter(Boolean)) {
        const content = JSON.parse(fs.readFileSync(path.join(folder, list), 'utf8'));
        const entries = Object.values<Entry>(content.executors ?? content.generators);
        expect(entries.length).toBeGreaterThan(0);
        for (const entry of entries) {
          const [module] = (entry.implementation ?? entry.factory ?? '').split('#');
          expect(files).toContain(path.posix.normalize(`${module!.replace(/\.js$/, '')}.js`));
          expect(files).toContain(path.posix.normalize(entry.schema));
        }
      }
    });

    it('marks its programs as executable', () => {
      for (const program of Object.values<string>(manifest.bin ?? {})) {
        const file = packed.files.find((other) => other.path === path.posix.normalize(program));
        expect(file!.mode & 0o111).toBe(0o111);
        expect(fs.readFileSync(path.join(folder, program), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
      }
    });

    it('depends on the other packages in exactly its own version', () => {
      for (const [name, range] of Object.entries<string>(manifest.dependencies ?? {})) {
        if (name === 'faber-db' || name.startsWith('@faber-db/'))
          expect([name, range]).toEqual([name, manifest.version]);
      }
    });
  },
);

interface Entry {
  implementation?: string;
  factory?: string;
  schema: string;
}

/** The paths in `main`, `types`, `bin` and `exports`. */
function filesNamedIn(manifest: Record<string, unknown>): string[] {
  const collect = (value: unknown): string[] =>
    typeof value === 'string' ? [value] : Object.values((value as object | undefined) ?? {}).flatMap(collect);
  return ['main', 'types', 'bin', 'exports', 'executors', 'generators'].flatMap((key) =>
    collect(manifest[key]),
  );
}
