import type { ProviderName } from '../../environments/connection';
import { readScript } from '../read-script';
import { createSchemaModel } from './create-schema-model';
import type { SchemaModel, SchemaModelOptions } from './schema-model';

/**
 * The schema that scripts make when they run one after another on an empty database, as the state
 * before a run.
 * @param scripts texts in the order in which they run: a schema file, or the earlier migrations
 * @param options what to say about the model; it is complete unless they say otherwise
 */
export async function modelFromScripts(
  provider: ProviderName,
  scripts: readonly string[],
  options: Omit<SchemaModelOptions, 'provider'> = {},
): Promise<SchemaModel> {
  const model = createSchemaModel({ isComplete: true, ...options, provider });
  const { serverVersion } = options;
  for (const text of scripts) {
    const script = await readScript(provider, text, serverVersion === undefined ? {} : { serverVersion });
    for (const { changes } of script.statements) for (const change of changes) model.apply(change);
  }
  model.beginRun();
  return model;
}
