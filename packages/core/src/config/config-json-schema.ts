import * as z from 'zod';
import { configSchema } from './config-schema';

/**
 * The JSON Schema (draft 7, which all editors read) of a configuration file, made from
 * the schema that validates it.
 */
export function configJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(configSchema, { target: 'draft-7', io: 'input' });
}
