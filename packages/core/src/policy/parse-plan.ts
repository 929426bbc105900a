import * as z from 'zod';
import { FaberDbError } from '../errors/faber-db-error';
import { canonicalJson, sha256 } from '../journal/canonical-json';
import { basisOf, type Plan } from './plan';
import { planDigest } from './seal-plan';

/** What the program relies on; the rest is covered by the checksum of the whole. */
const planShape = z.looseObject({
  format: z.literal(1),
  project: z.string(),
  database: z.string(),
  environment: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  migrations: z.array(z.looseObject({ name: z.string(), checksum: z.string(), sql: z.string() })),
  state: z.object({
    identity: z.string(),
    history: z.array(z.object({ name: z.string(), checksum: z.string(), state: z.string() })),
    schema: z.string(),
  }),
  configuration: z.string(),
  decision: z.looseObject({
    outcome: z.enum(['allow', 'approve', 'block']),
    approval: z.enum(['standard', 'enhanced']).optional(),
    backup: z.enum(['required', 'recommended', 'optional']),
  }),
  authors: z.array(z.string()).nullable(),
  digest: z.string(),
  integrity: z.string(),
});

/**
 * Reads the text of a `plan.json`.
 * @param file for messages
 * @throws FaberDbError PLAN_INVALID if it is none, or was changed after it was written
 */
export function parsePlan(text: string, file: string): Plan {
  const plan = readShape(text, file);
  const { integrity, ...content } = plan;
  const { digest, ...unsealed } = content;
  const isUntouched =
    sha256(canonicalJson(content)) === integrity &&
    planDigest(basisOf(unsealed)) === digest &&
    plan.migrations.every(({ sql, checksum }) => sha256(sql) === checksum);
  if (!isUntouched) {
    throw new FaberDbError('PLAN_INVALID', `${file} was changed after it was written. Nothing was done.`, {
      location: { file },
      remedy: ['Make a new plan: faber-db plan <project> --env <environment>'],
    });
  }
  return plan;
}

function readShape(text: string, file: string): Plan {
  try {
    return planShape.parse(JSON.parse(text)) as unknown as Plan;
  } catch (error) {
    throw new FaberDbError('PLAN_INVALID', `${file} is no plan of faber-db.`, {
      location: { file },
      cause: error,
      remedy: ['Make one: faber-db plan <project> --env <environment>'],
    });
  }
}
