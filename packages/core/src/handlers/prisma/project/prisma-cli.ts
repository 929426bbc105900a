import { FaberDbError } from '../../../errors/faber-db-error';
import type { Connection } from '../../../environments/connection';
import { redactor } from '../../../environments/redact';
import type { HandlerTarget } from '../../handler';
import { runProcess, type ProcessResult } from '../../../context/run-process';
import { readPrismaConfig } from './prisma-config-file';
import { findPrisma, type PrismaInstallation } from './prisma-installation';
import { readPrismaSchema, type PrismaSchema } from './prisma-schema';
import { toolConnection } from './tool-connection';

type CliTarget = Pick<HandlerTarget, 'projectRoot' | 'database' | 'connectionVariable' | 'context'>;

/** The user's own Prisma CLI, set up for one database. */
export class PrismaCli {
  private constructor(
    private readonly target: CliTarget,
    readonly installation: PrismaInstallation,
    readonly schema: PrismaSchema,
  ) {}

  /** @throws FaberDbError TOOL_MISSING, UNSUPPORTED, SCHEMA_NOT_FOUND */
  static find(target: CliTarget): PrismaCli {
    const installation = findPrisma(target.projectRoot, target.context.env);
    return new PrismaCli(
      target,
      installation,
      readPrismaSchema(target.projectRoot, target.database.migrations.schema),
    );
  }

  /** The variables that the project's schema and configuration read the connection URL from. */
  urlVariables(): string[] {
    const config = readPrismaConfig(this.target.projectRoot);
    return [
      ...new Set([
        this.target.connectionVariable,
        ...(this.schema.datasource?.urlVariables ?? []),
        ...(config?.urlVariables ?? []),
      ]),
    ];
  }

  /**
   * Runs the CLI in the project's root, with the connection in its environment.
   * @param options.extraVariables further names for the connection URL
   * @param options.usesEngine false for commands that start no engine; default true
   * @param options.showOutput tell every line as an event
   * @throws FaberDbError CANCELLED, TOOL_FAILED (time is up, cannot be started); exit codes are results
   */
  async run(
    args: readonly string[],
    connection: Connection,
    options: { showOutput?: boolean; usesEngine?: boolean; extraVariables?: readonly string[] } = {},
  ): Promise<ProcessResult> {
    const { context, database, projectRoot } = this.target;
    const { url, env } = toolConnection(connection, {
      passwordInUrl: this.installation.hasNativeEngine || options.usesEngine === false,
    });
    const variables = [...this.urlVariables(), ...(options.extraVariables ?? [])];
    const hide = redactor(connection);
    const result = await runProcess(process.execPath, [this.installation.cli, ...args], {
      cwd: projectRoot,
      env: {
        ...context.env,
        ...(await this.#engineVariables()),
        ...env,
        ...Object.fromEntries(variables.map((name) => [name, url])),
        // Nothing that waits for a key press, colours its output or asks the network for news.
        CI: context.env['CI'] ?? 'true',
        NO_COLOR: '1',
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
        CHECKPOINT_DISABLE: context.env['CHECKPOINT_DISABLE'] ?? '1',
      },
      timeoutMs: database.migrations.timeoutSeconds * 1000,
      signal: context.signal,
      ...(options.showOutput
        ? {
            onLine: (line: string) =>
              context.onEvent({ type: 'tool-output', tool: 'prisma', line: hide(line) }),
          }
        : {}),
    });
    return { ...result, stdout: hide(result.stdout), stderr: hide(result.stderr) };
  }

  async #engineVariables(): Promise<Record<string, string>> {
    if (this.installation.hasNativeEngine) return {};
    // Loaded only when Prisma's CLI runs at all.
    const { prismaEnvironment } = await import('@faber-db/prisma-schema-engine');
    return prismaEnvironment({ prismaVersion: this.installation.version });
  }
}

/** Prisma's code (`P3018`) and text in the output of a failed command. */
export function prismaFailure(result: ProcessResult): { code: string | undefined; text: string } {
  const lines = `${result.stderr}\n${result.stdout}`
    .split(/\r?\n/)
    .filter(
      (line) =>
        !/^(Loaded Prisma config|Prisma schema loaded|Prisma config detected|Environment variables loaded|warn )/.test(
          line,
        ),
    );
  const text = lines.join('\n').trim();
  return { code: /\bP\d{4}\b/.exec(text)?.[0], text };
}

/** TOOL_FAILED with what Prisma said. @param command such as `prisma db seed` */
export function prismaFailed(command: string, result: ProcessResult): FaberDbError {
  const { code, text } = prismaFailure(result);
  return new FaberDbError('TOOL_FAILED', `${command} failed (exit code ${result.exitCode}).\n${text}`, {
    ...(code === undefined ? {} : { causeCode: code }),
    remedy: [
      code === undefined
        ? 'Correct what Prisma complains about and run the command again.'
        : `Prisma explains ${code} here: https://www.prisma.io/docs/orm/reference/error-reference#${code.toLowerCase()}`,
    ],
  });
}
