import { posix } from 'node:path';
import { parse } from 'jsonc-parser';
import type { ProjectFiles } from './project-files';

/** The lines of Prisma that faber-db works with. */
export type PrismaMajor = 6 | 7;

/** The versions that a fresh set-up gets, by line of Prisma. */
export const PRISMA_VERSIONS: Readonly<Record<PrismaMajor, string>> = { 6: '^6.19.0', 7: '^7.10.0' };

/** What the package.json files say about Prisma. */
export interface PrismaPackages {
  /** Version range of `prisma`, else of `@prisma/client`; undefined if neither is there. */
  range: string | undefined;
  /** Major version, undefined where it cannot be told (not there, or a range such as `latest` that is not installed). */
  major: number | undefined;
  /** Which of the two packages no package.json asks for. */
  missing: ('prisma' | '@prisma/client')[];
  /** `schema` of the `prisma` block in the project's package.json, relative to the workspace root. */
  schema: string | undefined;
}

interface PackageJson {
  version?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  prisma?: { schema?: string };
}

/**
 * Reads the project's package.json and the workspace's.
 * @param root project root, relative to the workspace root
 */
export function readPrismaPackages(files: ProjectFiles, root: string): PrismaPackages {
  const own = readPackageJson(files, posix.join(root, 'package.json'));
  const all = [own, readPackageJson(files, 'package.json')];
  const rangeOf = (name: string): string | undefined =>
    all
      .map((json) => json.dependencies?.[name] ?? json.devDependencies?.[name])
      .find((range) => range !== undefined);
  const ranges = { prisma: rangeOf('prisma'), '@prisma/client': rangeOf('@prisma/client') };
  const range = ranges.prisma ?? ranges['@prisma/client'];
  const installed = ['prisma', '@prisma/client']
    .flatMap((name) => [posix.join(root, 'node_modules', name), posix.join('node_modules', name)])
    .map((folder) => readPackageJson(files, posix.join(folder, 'package.json')).version)
    .find((version) => version !== undefined);
  return {
    range,
    major:
      range === undefined
        ? undefined
        : (majorOf(range) ?? (installed === undefined ? undefined : majorOf(installed))),
    missing: (['prisma', '@prisma/client'] as const).filter((name) => ranges[name] === undefined),
    schema: own.prisma?.schema === undefined ? undefined : posix.join(root, own.prisma.schema),
  };
}

/** `^6.19.0` → 6, `npm:prisma@~7.1` → 7, `latest` → undefined. */
function majorOf(range: string): number | undefined {
  const digits = /(?:^|[\s^~>=v@])(\d+)(?=\.|$|\s|-)/.exec(range)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** An unreadable package.json counts as empty: the package manager is the one to complain about it. */
function readPackageJson(files: ProjectFiles, path: string): PackageJson {
  const text = files.read(path);
  const value: unknown = text === undefined ? undefined : parse(text);
  return typeof value === 'object' && value !== null ? (value as PackageJson) : {};
}
