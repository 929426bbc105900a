import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { selectDatabase, selectEnvironment } from '../config/select';
import { runGit } from '../context/git';
import type { OperationContext } from '../context/operation-context';
import { FaberDbError } from '../errors/faber-db-error';
import { approvalFileName, approvalsFolder, writeApproval } from '../policy/approvals/approval-files';
import { signedText, type ApprovalStatement } from '../policy/approvals/approval-statement';
import { signWithSsh, verifySshSignature } from '../policy/approvals/ssh-signature';
import { digestOption } from './approving/given-approval';
import { DEFAULT_ENVIRONMENT, type TargetOptions } from './operation-target';
import { readPlan } from './planning/plan-files';
import type { ApproveResult } from './results';

export interface ApproveOptions extends TargetOptions {
  /** Path of the `plan.json` to approve. */
  plan?: string;
  /** Digest of an operation that has no plan file (seed, resolve); instead of `plan`. */
  digest?: string;
  /** With `digest`: the operation. */
  operation?: string;
  /** SSH key to sign with. Default: git's `user.signingkey`, else the first of the usual files in `~/.ssh`. */
  key?: string;
  /** File to write, relative to the workspace. Default: one in the workspace's folder of approvals. */
  output?: string;
}

const USUAL_KEYS = ['id_ed25519', 'id_ecdsa', 'id_rsa', 'id_ed25519_sk', 'id_ecdsa_sk'];

/**
 * Signs the approval of a plan with the approver's SSH key. Needs no database: it says "exactly this may
 * run there until then", and `migrate` checks it.
 * @throws FaberDbError OPTION_INVALID, PLAN_INVALID, PLAN_EXPIRED, BLOCKED_BY_POLICY, APPROVAL_INVALID, TOOL_MISSING
 */
export async function approve(context: OperationContext, options: ApproveOptions): Promise<ApproveResult> {
  const { workspaceRoot } = context.config;
  const statement = await statementFor(context, options);
  const key = await signingKey(context, options.key);
  const terminal = { env: context.env, signal: context.signal };
  const signature = await signWithSsh(signedText(statement), key, terminal);
  const signer = await assertCounts(context, statement, signature);
  const approval = { statement, signature };
  const file =
    options.output === undefined
      ? join(approvalsFolder(workspaceRoot, statement.project), approvalFileName(approval))
      : resolve(workspaceRoot, options.output);
  await writeApproval(file, approval);
  const { project, database, environment, digest, expiresAt } = statement;
  return {
    operation: 'approve',
    project,
    database,
    environment,
    digest,
    file: relative(workspaceRoot, file),
    signer,
    expiresAt,
  };
}

async function statementFor(context: OperationContext, options: ApproveOptions): Promise<ApprovalStatement> {
  const { config, clock } = context;
  const now = clock.now();
  const expires = new Date(now.getTime() + config.safety.approvals.expiresMinutes * 60_000);
  const common = { format: 1 as const, id: randomUUID(), createdAt: now.toISOString() };
  if (options.plan === undefined) {
    const digest = digestOption({ ...(options.digest === undefined ? {} : { approve: options.digest }) });
    if (digest === undefined || options.operation === undefined) {
      throw new FaberDbError(
        'OPTION_INVALID',
        'Say what to approve: a plan, or the digest of an operation.',
        {
          remedy: [
            'faber-db approve <project> --env <environment> --plan <plan.json>',
            'faber-db approve <project> --env <environment> --digest <digest> --operation seed',
          ],
        },
      );
    }
    const database = selectDatabase(config, options.database);
    const environment = selectEnvironment(database, options.environment ?? DEFAULT_ENVIRONMENT);
    return {
      ...common,
      operation: options.operation,
      project: config.project.name,
      database: database.name,
      environment: environment.name,
      digest,
      expiresAt: expires.toISOString(),
    };
  }
  const plan = await readPlan(resolve(config.workspaceRoot, options.plan));
  assertForHere(context, options, plan);
  if (Date.parse(plan.expiresAt) < now.getTime()) {
    throw new FaberDbError('PLAN_EXPIRED', `The plan expired at ${plan.expiresAt}.`, {
      remedy: [`Make a new one: faber-db plan ${plan.project} --env ${plan.environment}`],
    });
  }
  if (plan.decision.outcome === 'block') {
    throw new FaberDbError('BLOCKED_BY_POLICY', 'The policy forbids this plan; no approval changes that.', {
      remedy: plan.decision.reasons.filter(({ effect }) => effect === 'block').map(({ because }) => because),
    });
  }
  return {
    ...common,
    operation: 'migrate',
    project: plan.project,
    database: plan.database,
    environment: plan.environment,
    digest: plan.digest,
    expiresAt: new Date(Math.min(expires.getTime(), Date.parse(plan.expiresAt))).toISOString(),
  };
}

/** A plan of somewhere else is approved by mistake, if it is. */
function assertForHere(
  context: OperationContext,
  options: ApproveOptions,
  plan: { project: string; database: string; environment: string },
): void {
  const wrong =
    plan.project !== context.config.project.name
      ? `project "${plan.project}"`
      : options.environment !== undefined && plan.environment !== options.environment
        ? `environment "${plan.environment}"`
        : options.database !== undefined && plan.database !== options.database
          ? `database "${plan.database}"`
          : undefined;
  if (wrong === undefined) return;
  throw new FaberDbError('OPTION_INVALID', `The plan is for the ${wrong}.`, {
    remedy: ['Name the plan that you mean, or leave the other options out.'],
  });
}

async function signingKey(context: OperationContext, key: string | undefined): Promise<string> {
  const { workspaceRoot } = context.config;
  const home = context.env['HOME'] ?? homedir();
  const named = key ?? (await gitSigningKey(context));
  if (named !== undefined) return resolve(workspaceRoot, named.replace(/^~(?=\/)/, home));
  const usual = USUAL_KEYS.map((name) => join(home, '.ssh', name)).find((file) => existsSync(file));
  if (usual !== undefined) return usual;
  throw new FaberDbError('OPTION_INVALID', 'There is no SSH key to sign with.', {
    remedy: ['Name one: --key ~/.ssh/id_ed25519', 'Or make one: ssh-keygen -t ed25519'],
  });
}

/** Git's key counts if git signs with SSH; a literal key (`key::…`) is no file. */
async function gitSigningKey(context: OperationContext): Promise<string | undefined> {
  const setting = (name: string) =>
    runGit(['config', name], { cwd: context.config.workspaceRoot, env: context.env });
  if ((await setting('gpg.format')) !== 'ssh') return undefined;
  const key = await setting('user.signingkey');
  return key === undefined || key === '' || /^(key::|ssh-)/.test(key) ? undefined : key;
}

/**
 * Who signed, by the list of signers where there is one: an approval that will not count is not written.
 * @throws FaberDbError APPROVAL_INVALID
 */
async function assertCounts(
  context: OperationContext,
  statement: ApprovalStatement,
  signature: string,
): Promise<string> {
  const { allowedSigners } = context.config.safety.approvals;
  if (allowedSigners === undefined) {
    throw new FaberDbError(
      'APPROVAL_INVALID',
      'Signed approvals count only where safety.approvals.allowed_signers names a list of signers.',
      {
        remedy: [
          'Set safety.approvals.allowed_signers in the configuration of the workspace.',
          `Without it, approve with the digest: --approve ${statement.digest}`,
        ],
      },
    );
  }
  const signer = await verifySshSignature(
    signedText(statement),
    signature,
    allowedSigners,
    context.clock.now(),
    {
      env: context.env,
      signal: context.signal,
    },
  );
  if (!('refused' in signer)) return signer.principals[0] ?? '';
  throw new FaberDbError('APPROVAL_INVALID', `This approval would not count: ${signer.refused}.`, {
    location: { file: allowedSigners },
    remedy: ['Sign with a key of that list (--key), or have yours added to it.'],
  });
}
