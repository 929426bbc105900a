import * as path from 'node:path';
import type { OperationContext } from '../context/operation-context';
import { operationTarget, type TargetOptions } from './operation-target';
import type { GenerateMigrationResult } from './results';

export interface GenerateMigrationOptions extends TargetOptions {
  /** Name of the migration without a time stamp; `auto` or nothing derives it from the change. */
  name?: string;
  /** Compute and show; write nothing. */
  preview?: boolean;
  /** Work item to record in the file's header. */
  workId?: string;
}

/**
 * Derives a migration from the difference between the migrations on disk and the schema,
 * and the way back (`down.sql`) from the reverse difference. Works on a scratch database
 * near the environment's own; the environment's data is never looked at.
 */
export async function generateMigration(
  context: OperationContext,
  options: GenerateMigrationOptions,
): Promise<GenerateMigrationResult> {
  const target = await operationTarget(context, options, 'schema');
  context.onEvent({ type: 'step', message: 'Comparing the migrations with the schema' });
  const generated = await target.handler.generate(target, {
    ...(options.name === undefined || options.name === 'auto' ? {} : { name: options.name }),
    preview: options.preview ?? false,
    ...(options.workId === undefined ? {} : { workId: options.workId }),
  });
  return {
    operation: 'generate-migration',
    project: context.config.project.name,
    database: target.database.name,
    ...generated,
    ...fromWorkspace('file'),
    ...fromWorkspace('downFile'),
  };

  /** Paths as people type them: from the root of the workspace. */
  function fromWorkspace(
    key: 'file' | 'downFile',
  ): Partial<Pick<GenerateMigrationResult, 'file' | 'downFile'>> {
    const file = generated[key];
    return file === undefined ? {} : { [key]: path.relative(context.config.workspaceRoot, file) };
  }
}
