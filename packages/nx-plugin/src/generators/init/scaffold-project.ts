import { posix } from 'node:path';
import { CONFIG_PATH, FaberDbError } from '@faber-db/core';
import { detectPrisma, type DetectedPrisma } from './detect-prisma';
import { protectedByWorkspace, readExistingConfig, type ExistingConfig } from './existing-config';
import { editJson, isObject, parseJsonObject } from './edit-json';
import { environmentVariables, type ScaffoldedEnvironment } from './environment-variables';
import { ATTRIBUTES } from './git-attributes';
import { IGNORED_FILES } from './git-ignore';
import { addGitLines } from './git-lines';
import { nextSteps } from './next-steps';
import { PRISMA_VERSIONS, type PrismaMajor } from './prisma-version';
import type { ProjectFiles } from './project-files';
import {
  DEFAULT_ENVIRONMENTS,
  PROVIDERS,
  type ScaffoldOptions,
  type ScaffoldProvider,
} from './scaffold-options';
import { envExample, envExampleLines } from './templates/env-example';
import { exampleUrl, type ExampleUrlOptions } from './templates/example-urls';
import { SAFETY_DEFAULTS } from './templates/policy-config';
import { prismaConfig } from './templates/prisma-config';
import { prismaSchema } from './templates/prisma-schema';
import { projectConfigKeys, schemaReference, type ProjectConfigKeys } from './templates/project-config';

/** What scaffolding did. Paths are relative to the workspace root. */
export interface ScaffoldResult {
  /** Files created or changed. */
  written: string[];
  /** Files that were already there and were left as they are. */
  kept: string[];
  /** What to do now: sentences and commands to type, in order. */
  nextSteps: string[];
  /** npm packages that no package.json asks for yet, by name, with their version ranges. The caller adds them. */
  packages: { dependencies: Record<string, string>; devDependencies: Record<string, string> };
}

/** Everything that is decided before the first file is written. */
interface Plan {
  root: string;
  options: ScaffoldOptions;
  found: DetectedPrisma;
  provider: ScaffoldProvider;
  major: PrismaMajor;
  environments: ScaffoldedEnvironment[];
  urlVariable: string;
  /** Relative to the workspace root. */
  schema: string;
  migrations: string;
  urls: ExampleUrlOptions;
}

/**
 * Sets up the databases of one project: the faber-db configuration, a Prisma schema and configuration where there
 * are none, and `.env.example`. What a project already has is detected and kept; a second run changes nothing.
 * All checks come before the first write.
 * @throws FaberDbError OPTION_INVALID (bad environments, or a provider that contradicts the schema),
 * UNSUPPORTED (an engine or a Prisma version that this release does not work with), CONFIG_SYNTAX (existing config.json)
 */
export function scaffoldProject(files: ProjectFiles, options: ScaffoldOptions): ScaffoldResult {
  const root = posix.normalize(options.projectRoot || '.');
  const configFile = posix.join(root, CONFIG_PATH);
  const config = readExistingConfig(files, configFile);
  if (config.isMultiple && !options.force) {
    return {
      written: [],
      kept: [configFile],
      nextSteps: [`${configFile} has several databases; add another one there.`],
      packages: { dependencies: {}, devDependencies: {} },
    };
  }
  const plan = makePlan(files, { ...options, projectRoot: root }, config);
  const report = { written: new Set<string>(), kept: new Set<string>() };
  const record = (path: string, content: string | undefined): void => {
    if (content === undefined || content === files.read(path)) {
      report.kept.add(path);
      return;
    }
    files.write(path, content);
    report.written.add(path);
  };

  record(configFile, configText(files, configFile, plan));

  const schema = schemaText(files, plan);
  record(plan.found.datasourceFile ?? plan.schema, schema);
  const client = posix.join('/', posix.dirname(plan.schema), clientOutput(files, plan), '/');
  const ignored = [...IGNORED_FILES, ...(schema === undefined ? [] : [client])];
  record('.gitignore', addGitLines(files.read('.gitignore'), ignored));
  record('.gitattributes', addGitLines(files.read('.gitattributes'), ATTRIBUTES));
  if (plan.found.configFile !== undefined) {
    record(plan.found.configFile, isReplaceableConfig(plan) ? prismaConfigText(plan) : undefined);
  } else if (plan.major === 7) {
    record(posix.join(plan.root, 'prisma.config.ts'), prismaConfigText(plan));
  }

  const envExampleFile = posix.join(plan.root, '.env.example');
  record(envExampleFile, envExampleText(files.read(envExampleFile), plan));
  if (plan.provider === 'sqlite') {
    const envFile = posix.join(plan.root, '.env');
    record(envFile, sqliteEnvText(files.read(envFile), plan));
  }

  const packages = missingPackages(plan);
  return {
    written: [...report.written],
    kept: [...report.kept].filter((path) => !report.written.has(path)),
    nextSteps: nextSteps({
      ...plan,
      projectName: options.projectName,
      commands: options.commands ?? 'nx',
      hasMigrations: plan.found.hasMigrations,
      packages,
    }),
    packages,
  };
}

function makePlan(files: ProjectFiles, options: ScaffoldOptions, config: ExistingConfig): Plan {
  const root = options.projectRoot;
  const found = detectPrisma(files, root);
  const major = prismaMajor(found);
  const provider = chooseProvider(files, options, found, options.force ? undefined : config.provider);
  const environments =
    (options.force ? undefined : config.environments) ??
    environmentVariables(
      options.projectName,
      options.environments ?? DEFAULT_ENVIRONMENTS,
      found.urlVariable,
    );
  const urlVariable = environments.find(({ isDefault }) => isDefault)?.variable ?? '';
  const schema = found.schema ?? posix.join(root, 'prisma/schema.prisma');
  const schemaFolder = schema.endsWith('.prisma') ? posix.dirname(schema) : schema;
  return {
    root,
    options,
    found,
    provider,
    major,
    environments,
    urlVariable,
    schema,
    migrations: found.migrations ?? posix.join(schemaFolder, 'migrations'),
    urls: {
      projectName: options.projectName,
      provider,
      hosting: options.hosting ?? 'local',
      sqliteFolder: './',
    },
  };
}

/** A set-up without versions is told by its datasource: only Prisma 6 takes a `url` there. */
function prismaMajor(found: DetectedPrisma): PrismaMajor {
  const major = found.packages.major ?? (found.datasource?.hasUrl ? 6 : 7);
  if (major === 6 || major === 7) return major;
  throw new FaberDbError(
    'UNSUPPORTED',
    `faber-db works with Prisma 6.19 and 7; the project has Prisma ${major}.`,
    {
      remedy: [`Install another version: npm install --save-dev prisma@${PRISMA_VERSIONS[7]}`],
    },
  );
}

/** What is written down decides, the schema before the configuration; the option must agree with it. */
function chooseProvider(
  files: ProjectFiles,
  options: ScaffoldOptions,
  found: DetectedPrisma,
  configured: string | undefined,
): ScaffoldProvider {
  const ofSchema = found.datasource?.provider === 'postgres' ? 'postgresql' : found.datasource?.provider;
  const replaceable =
    options.force === true && options.provider !== undefined && isScaffoldedSchema(files, found);
  const written = replaceable ? undefined : (ofSchema ?? configured);
  if (written === undefined) return supported(options.provider ?? 'postgresql', undefined);
  const file =
    ofSchema === undefined ? posix.join(options.projectRoot, CONFIG_PATH) : (found.datasourceFile ?? '');
  const path = ofSchema === undefined ? 'database.provider' : 'datasource.provider';
  if (options.provider !== undefined && options.provider !== written) {
    throw new FaberDbError('OPTION_INVALID', `${file} is for ${written}, not for ${options.provider}.`, {
      location: { file, path },
      remedy: [`Leave --provider out, or change the provider in ${file} first.`],
    });
  }
  return supported(written, { file, path });
}

function supported(provider: string, location: { file: string; path: string } | undefined): ScaffoldProvider {
  const known = PROVIDERS.find((name) => name === provider);
  if (known !== undefined) return known;
  throw new FaberDbError('UNSUPPORTED', `This release of faber-db does not support ${provider} yet.`, {
    ...(location === undefined ? {} : { location }),
    remedy: [`Supported are ${PROVIDERS.join(' and ')}.`],
  });
}

/** The configuration, completed: keys that are there stay, unless forced; comments and all other keys always stay. */
function configText(files: ProjectFiles, file: string, plan: Plan): string {
  const existing = files.read(file);
  const relative = (path: string): string => posix.relative(plan.root, path);
  const usual = ['prisma/schema.prisma', 'schema.prisma', 'prisma/schema'];
  const { safety, ...own } = projectConfigKeys({
    provider: plan.provider,
    hosting: plan.urls.hosting,
    migrationTool: plan.options.migrationTool ?? 'prisma',
    environments: plan.environments,
    directUrlVariable: plan.found.datasource?.directUrlVariable,
    protectedByWorkspace: protectedByWorkspace(files),
    migrations: relative(plan.migrations),
    schema:
      plan.found.configFile !== undefined || usual.includes(relative(plan.schema))
        ? undefined
        : relative(plan.schema),
  });
  const head = { $schema: schemaReference(plan.root), schema_version: '1.0' };
  if (existing === undefined) {
    // In the root this file is the policy too.
    const rules = plan.root === '.' ? { safety: { ...SAFETY_DEFAULTS, ...safety } } : { safety };
    return `${JSON.stringify({ ...head, ...own, ...rules }, undefined, 2)}\n`;
  }

  const present = parseJsonObject(existing, file);
  if ('database' in present && !plan.options.force) return existing;
  let text = 'databases' in present ? editJson(existing, ['databases'], undefined) : existing;
  for (const [key, value] of Object.entries({ ...head, ...own })) {
    text =
      plan.options.force && key in own
        ? editJson(text, [key], value)
        : withMissing(text, [key], present[key], value);
  }
  return safety === undefined ? text : withProtected(text, present['safety'], safety);
}

/** Sets what is not there yet, at every level. */
function withMissing(text: string, path: string[], present: unknown, value: unknown): string {
  if (present === undefined) return editJson(text, path, value);
  if (!isObject(present) || !isObject(value)) return text;
  return Object.entries(value).reduce(
    (changed, [key, child]) => withMissing(changed, [...path, key], present[key], child),
    text,
  );
}

/** Adds to the protected environments that are there: a file may become stricter by scaffolding, never laxer. */
function withProtected(
  text: string,
  existing: unknown,
  added: NonNullable<ProjectConfigKeys['safety']>,
): string {
  const present = isObject(existing) ? existing['protected_environments'] : undefined;
  const names = new Set([
    ...(Array.isArray(present) ? (present as unknown[]) : []),
    ...added.protected_environments,
  ]);
  return editJson(text, ['safety', 'protected_environments'], [...names]);
}

/** A fresh schema; undefined where one exists that holds anything but the untouched example. */
function schemaText(files: ProjectFiles, plan: Plan): string | undefined {
  if (plan.found.schema !== undefined && !(plan.options.force && isScaffoldedSchema(files, plan.found)))
    return undefined;
  return prismaSchema({
    provider: plan.provider,
    major: plan.major,
    urlVariable: plan.urlVariable,
    clientOutput: clientOutput(files, plan),
  });
}

/** Relative to the schema: inside `src`, where the project's compiler sees it, if there is one. */
function clientOutput(files: ProjectFiles, plan: Plan): string {
  const folder = files.exists(posix.join(plan.root, 'src')) ? 'src/generated/prisma' : 'generated/prisma';
  return posix.relative(posix.dirname(plan.schema), posix.join(plan.root, folder));
}

/** True if the schema is word for word what an earlier run wrote, whatever the provider, and has no migrations yet. */
function isScaffoldedSchema(files: ProjectFiles, found: DetectedPrisma): boolean {
  const text = found.schema === undefined ? undefined : files.read(found.schema);
  const output = text === undefined ? undefined : /^ {2}output {3}= "([^"]+)"$/m.exec(text)?.[1];
  if (text === undefined || output === undefined || found.hasMigrations) return false;
  return PROVIDERS.some((provider) =>
    ([6, 7] as const).some(
      (major) =>
        text ===
        prismaSchema({
          provider,
          major,
          urlVariable: found.datasource?.urlVariable ?? '',
          clientOutput: output,
        }),
    ),
  );
}

/** Forced, the configuration that scaffolding writes is written anew, around the schema and migrations that it named. */
function isReplaceableConfig({ options, found, major, root }: Plan): boolean {
  return options.force === true && major === 7 && found.configFile === posix.join(root, 'prisma.config.ts');
}

function prismaConfigText(plan: Plan): string {
  return prismaConfig({
    schema: posix.relative(plan.root, plan.schema),
    migrations: posix.relative(plan.root, plan.migrations),
    urlVariable: plan.urlVariable,
  });
}

/** An existing file is only added to: the variables that it does not mention. */
function envExampleText(existing: string | undefined, plan: Plan): string {
  if (existing === undefined) return envExample(plan.environments, plan.urls);
  const missing = plan.environments.filter(({ variable }) => !mentions(existing, variable));
  return appended(existing, missing.map((environment) => envExampleLines(environment, plan.urls)).join(''));
}

/** A SQLite file is no secret, so the default environment works right away; the others stay for their owners to set. */
function sqliteEnvText(existing: string | undefined, plan: Plan): string {
  const environment = plan.environments.find(({ isDefault }) => isDefault);
  if (environment === undefined || mentions(existing ?? '', environment.variable)) return existing ?? '';
  return appended(existing ?? '', `${environment.variable}="${exampleUrl(environment, plan.urls)}"\n`);
}

function mentions(text: string, variable: string): boolean {
  return new RegExp(`^[#\\s]*(?:export\\s+)?${variable}\\s*=`, 'm').test(text);
}

function appended(text: string, lines: string): string {
  return lines === '' || text === '' || text.endsWith('\n') ? text + lines : `${text}\n${lines}`;
}

function missingPackages({ found, major }: Plan): ScaffoldResult['packages'] {
  const range = found.packages.range ?? PRISMA_VERSIONS[major];
  const pick = (name: 'prisma' | '@prisma/client'): Record<string, string> =>
    found.packages.missing.includes(name) ? { [name]: range } : {};
  return { dependencies: pick('@prisma/client'), devDependencies: pick('prisma') };
}
