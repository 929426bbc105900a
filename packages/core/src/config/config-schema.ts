import * as z from 'zod';
import {
  DEFAULT_RISKS,
  DESTRUCTIVE_OPERATIONS,
  RISKS,
  RULE_IDS,
  type DestructiveOperation,
  type RuleId,
} from './rule-risks';

// Every key here works. Keys of later releases are added by the work that makes them
// work, so that a key is never accepted and ignored.

const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
  .meta({ description: 'Letters, digits, ".", "_" and "-".' });

const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/);

const connectionVariables = {
  connection_string_env: variableName.optional().meta({
    title: 'Connection variable',
    description:
      'Name of the environment variable that holds the connection URL. The URL itself never stands in this file. Give each environment a variable of its own.',
    examples: ['DATABASE_URL', 'PRODUCTION_DATABASE_URL'],
  }),
  direct_connection_string_env: variableName.optional().meta({
    title: 'Direct connection variable',
    description:
      'Name of the environment variable that holds a URL which bypasses a connection pooler (PgBouncer). Everything that changes the schema or takes the migration lock uses it.',
    examples: ['DIRECT_DATABASE_URL'],
  }),
};

const connectionRules = {
  tls: z
    .enum(['off', 'require', 'verify-ca', 'verify-full'])
    .optional()
    .meta({
      title: 'Transport encryption',
      description:
        'The least protection a connection must have, in the terms of libpq: "require" encrypts without verifying, "verify-ca" checks the certificate chain, "verify-full" the host name too. "off" leaves it to the URL. A URL can ask for more, never for less. Default: "require" for hosted databases, else what the URL says.',
      examples: ['verify-full'],
    }),
  shared_database: z
    .boolean()
    .optional()
    .meta({
      title: 'Shares its database',
      description:
        'Allows two environments (or databases) of the project to point at the same database. Both must say true. Default: false.',
      examples: [true],
    }),
};

const environment = z
  .strictObject({
    ...connectionVariables,
    ...connectionRules,
    require_approval: z
      .boolean()
      .optional()
      .meta({
        title: 'Ask before changing',
        description:
          'true: the operations of safety.require_approval_for ask here although the environment is not protected. Protected environments always ask.',
        examples: [true],
      }),
    promote_from: name.optional().meta({
      title: 'Comes after',
      description:
        'Environment in which the same migrations must be applied, with the same content, before they may run here.',
      examples: ['staging'],
    }),
  })
  .meta({
    title: 'Environment',
    description: 'A named target such as dev, staging or production.',
    examples: [{ connection_string_env: 'DATABASE_URL' }],
  });

const databaseEnvironment = z.strictObject({ ...connectionVariables, ...connectionRules }).meta({
  title: 'Environment of this database',
  description:
    'What differs in this environment for this database; the rest comes from the environment of the same name at the top.',
  examples: [{ connection_string_env: 'ANALYTICS_DATABASE_URL' }],
});

const seconds = z.number().positive().max(2_000_000);

const timeLimits = {
  timeout_seconds: seconds.optional().meta({
    title: 'Time limit of a run',
    description: 'Seconds a whole migration run may take, waiting for other runs included. Default: 300.',
    examples: [300],
  }),
  lock_timeout_seconds: seconds.optional().meta({
    title: 'Time limit for table locks',
    description: 'Seconds a migration may wait for table locks, over all retries. Default: 60.',
    examples: [60],
  }),
  statement_timeout_seconds: seconds.optional().meta({
    title: 'Time limit of a statement',
    description: 'Seconds one statement may run. Default: no limit.',
    examples: [120],
  }),
  max_blocking_seconds: z
    .number()
    .positive()
    .max(86_400)
    .optional()
    .meta({
      title: 'Longest wait of others',
      description:
        'Seconds that other sessions may wait for a running statement of a migration. Beyond that it is cancelled, which undoes it, and tried again later (PostgreSQL). Default: no limit; the longest wait is reported all the same.',
      examples: [0.2],
    }),
};

const migrations = z
  .strictObject({
    directory: z
      .string()
      .min(1)
      .optional()
      .meta({
        title: 'Migrations folder',
        description: 'Folder of the migrations, relative to the project. Default: "prisma/migrations".',
        examples: ['prisma/migrations'],
      }),
    schema: z
      .string()
      .min(1)
      .optional()
      .meta({
        title: 'Schema',
        description:
          "The migration tool's schema, a file or a folder, relative to the project. Default: where the tool itself looks for it.",
        examples: ['prisma/schema.prisma'],
      }),
    ...timeLimits,
  })
  .meta({
    title: 'Migrations',
    description: 'Where the migrations are and how long they may take.',
    examples: [{ directory: 'prisma/migrations', lock_timeout_seconds: 30 }],
  });

const databaseKeys = {
  provider: z.enum(['postgresql', 'mysql', 'sqlite']).meta({
    title: 'Database engine',
    description: 'The database engine. "mysql" stands for MariaDB too.',
    examples: ['postgresql'],
  }),
  hosting: z
    .enum(['local', 'aws-aurora', 'aws-rds', 'gcp-sql', 'azure-sql'])
    .optional()
    .meta({
      title: 'Hosting',
      description:
        'Where the server runs. Anything but "local" makes TLS required by default. Default: "local".',
      examples: ['aws-rds'],
    }),
  migration_tool: z
    .enum(['prisma'])
    .optional()
    .meta({
      title: 'Migration tool',
      description: 'The tool whose migrations are applied. Default: "prisma".',
      examples: ['prisma'],
    }),
  engine: z
    .enum(['direct', 'cli'])
    .optional()
    .meta({
      title: 'How migrations are applied',
      description:
        '"direct" applies them over the driver, with the records Prisma would have written; "cli" runs `prisma migrate deploy`. Default: "direct".',
      examples: ['direct'],
    }),
};

const database = z.strictObject(databaseKeys).meta({
  title: 'Database',
  description: 'The one database of the project.',
  examples: [{ provider: 'postgresql' }],
});

const namedDatabase = z
  .strictObject({
    ...databaseKeys,
    environments: z
      .record(name, databaseEnvironment)
      .optional()
      .meta({
        title: 'Environments of this database',
        description:
          'The environments in which this database exists, with their connections. Without this key: all environments of the file.',
        examples: [{ dev: { connection_string_env: 'ANALYTICS_DATABASE_URL' } }],
      }),
    migrations: migrations.optional(),
  })
  .meta({
    title: 'One of several databases',
    description: 'One database of a project that has several.',
    examples: [
      { provider: 'postgresql', environments: { dev: { connection_string_env: 'ANALYTICS_DATABASE_URL' } } },
    ],
  });

const destructiveOperation = z
  .strictObject({
    allowed: z
      .boolean()
      .optional()
      .meta({
        title: 'Allowed',
        description:
          'false: never runs, in no environment. true: what would be blocked for its critical risk needs the enhanced approval instead.',
        examples: [false],
      }),
    approval: z
      .enum(['standard', 'enhanced'])
      .optional()
      .meta({
        title: 'Approval',
        description: 'The least approval it needs in environments that ask. Default: what its risk asks for.',
        examples: ['enhanced'],
      }),
    require_backup: z
      .boolean()
      .optional()
      .meta({
        title: 'Backup required',
        description: 'Runs only with a backup. Default: false.',
        examples: [true],
      }),
    row_threshold: z
      .number()
      .int()
      .min(0)
      .optional()
      .meta({
        title: 'Row threshold',
        description:
          'Counts as low risk while the table has fewer rows than this, by the estimate of the server. Default: 0, it always counts.',
        examples: [1000],
      }),
    block_reason: z
      .string()
      .min(1)
      .optional()
      .meta({
        title: 'Reason',
        description: 'What people are told when it is not allowed.',
        examples: ['Archive the table first: see the runbook.'],
      }),
  })
  .meta({
    title: 'Destructive operation',
    description: 'What holds for one kind of destructive operation.',
    examples: [{ allowed: false, block_reason: 'Archive the table first.' }],
  });

const ruleRisk = (rule: RuleId) =>
  z
    .enum(['off', ...RISKS])
    .optional()
    .meta({
      title: rule,
      description: `Risk of the findings of ${rule}, or "off". Default: "${DEFAULT_RISKS[rule]}".`,
      examples: ['high'],
    });

const approvals = z
  .strictObject({
    required: z
      .number()
      .int()
      .min(1)
      .max(20)
      .optional()
      .meta({
        title: 'How many',
        description: 'How many people must approve, each with a signature of their own. Default: 1.',
        examples: [2],
      }),
    allowed_signers: z
      .string()
      .min(1)
      .optional()
      .meta({
        title: 'Allowed signers',
        description:
          'File with the public keys of those who may approve, in the format of ssh-keygen(1) (ALLOWED SIGNERS), relative to the folder of the workspace. With it, protected environments accept only approvals signed by `db-approve`.',
        examples: ['.fractary/plugins/faber-db/allowed_signers'],
      }),
    forbid_self_approval: z
      .boolean()
      .optional()
      .meta({
        title: 'No self-approval',
        description:
          'Authors of the pending migrations (as git knows them) cannot approve them. Default: true.',
        examples: [true],
      }),
    expires_minutes: z
      .number()
      .positive()
      .max(525_600)
      .optional()
      .meta({
        title: 'Valid for',
        description: 'Minutes for which a plan and its approvals are valid. Default: 1440 (one day).',
        examples: [120],
      }),
  })
  .meta({
    title: 'Approvals',
    description: 'How changes to protected environments are approved.',
    examples: [{ required: 2, allowed_signers: '.fractary/plugins/faber-db/allowed_signers' }],
  });

const safety = z
  .strictObject({
    protected_environments: z
      .array(name)
      .optional()
      .meta({
        title: 'Protected environments',
        description:
          'Environments in which changes ask for approval and in which a database is never reset. Default: ["production"].',
        examples: [['production', 'production-eu-west']],
      }),
    require_approval_for: z
      .array(z.enum(['migrate', 'seed', 'reset']))
      .optional()
      .meta({
        title: 'Operations that ask',
        description:
          'Operations that ask for approval in protected environments and where require_approval is true. Default: ["migrate", "seed"].',
        examples: [['migrate', 'seed', 'reset']],
      }),
    health_check_before_deploy: z
      .boolean()
      .optional()
      .meta({
        title: 'Health check before',
        description:
          'Checks connection, migration history, drift of the tables concerned and free disk before migrations run. Default: true in protected environments, else false.',
        examples: [true],
      }),
    health_check_after_deploy: z
      .boolean()
      .optional()
      .meta({
        title: 'Health check after',
        description:
          'The same checks after the migrations ran. Default: true in protected environments, else false.',
        examples: [true],
      }),
    backup_enforcement: z
      .record(name, z.enum(['required', 'recommended', 'optional']))
      .optional()
      .meta({
        title: 'Backups',
        description:
          'Whether migrations in an environment need a backup: "required" refuses without one, "recommended" warns. Default: "recommended" in protected environments, else "optional".',
        examples: [{ production: 'required' }],
      }),
    destructive_operations: z
      .strictObject(
        Object.fromEntries(
          Object.keys(DESTRUCTIVE_OPERATIONS).map((operation) => [
            operation,
            destructiveOperation.optional(),
          ]),
        ) as Record<DestructiveOperation, z.ZodOptional<typeof destructiveOperation>>,
      )
      .optional()
      .meta({
        title: 'Destructive operations',
        description: 'Special rules for kinds of destructive operations.',
        examples: [{ drop_table: { allowed: false }, delete_without_where: { require_backup: true } }],
      }),
    rules: z
      .strictObject(
        Object.fromEntries(RULE_IDS.map((rule) => [rule, ruleRisk(rule)])) as Record<
          RuleId,
          ReturnType<typeof ruleRisk>
        >,
      )
      .optional()
      .meta({
        title: 'Lint rules',
        description: 'The risk of each lint rule, or "off". See the guide for the rules and their defaults.',
        examples: [{ 'drop-column': 'critical', 'mix-ddl-dml': 'off' }],
      }),
    approval_timeouts: z
      .strictObject({
        standard: seconds.optional().meta({
          title: 'Standard',
          description: 'Seconds a standard question waits. Default: 300.',
          examples: [300],
        }),
        enhanced: seconds.optional().meta({
          title: 'Enhanced',
          description: 'Seconds an enhanced question waits. Default: 600.',
          examples: [600],
        }),
      })
      .optional()
      .meta({
        title: 'Time for an answer',
        description: 'How long a question at the terminal waits; no answer counts as no.',
        examples: [{ standard: 300, enhanced: 600 }],
      }),
    approvals: approvals.optional(),
  })
  .meta({
    title: 'Safety',
    description: 'Rules that protect data. A project can tighten those of the workspace, never loosen them.',
    examples: [{ protected_environments: ['production'] }],
  });

const journal = z
  .strictObject({
    directory: z
      .string()
      .min(1)
      .optional()
      .meta({
        title: 'Folder',
        description:
          'Folder of the journals, relative to the workspace. Default: ".fractary/plugins/faber-db/journal".',
        examples: ['.fractary/plugins/faber-db/journal'],
      }),
    database_table: z
      .boolean()
      .optional()
      .meta({
        title: 'In the database',
        description:
          'Keeps the journal in a table of the target database (PostgreSQL: faber_db.journal) instead of the folder, so that several machines share it. Default: false.',
        examples: [true],
      }),
  })
  .meta({
    title: 'Journal',
    description: 'Where the record of all operations is kept.',
    examples: [{ database_table: true }],
  });

/**
 * The shape of `.fractary/plugins/faber-db/config.json`, strict at every level. What one
 * shape cannot say (one of `database` and `databases`, the policy between files) is
 * checked by `check-config` and `resolve-policy`.
 */
export const configSchema = z
  .strictObject({
    $schema: z
      .string()
      .optional()
      .meta({
        title: 'JSON Schema',
        description: 'The JSON Schema of this file, for editors.',
        examples: ['../../../node_modules/faber-db/dist/config.schema.json'],
      }),
    schema_version: z
      .literal('1.0')
      .optional()
      .meta({
        title: 'Version of the format',
        description: 'Version of the format of this file.',
        examples: ['1.0'],
      }),
    database: database.optional(),
    databases: z
      .record(name, namedDatabase)
      .optional()
      .meta({
        title: 'Databases',
        description: 'Several databases of one project, by name. Instead of "database".',
        examples: [{ main: { provider: 'postgresql' }, cache: { provider: 'sqlite' } }],
      }),
    environments: z
      .record(name, environment)
      .optional()
      .meta({
        title: 'Environments',
        description: 'The environments, in the order in which changes go through them.',
        examples: [
          {
            dev: { connection_string_env: 'DATABASE_URL' },
            production: { connection_string_env: 'PRODUCTION_DATABASE_URL', tls: 'verify-full' },
          },
        ],
      }),
    migrations: migrations.optional(),
    safety: safety.optional(),
    journal: journal.optional(),
  })
  .meta({
    title: 'faber-db configuration',
    description:
      'Configuration of faber-db. In the root of a workspace: the policy of all projects. In the root of a project: its databases.',
    examples: [
      {
        schema_version: '1.0',
        database: { provider: 'postgresql' },
        environments: { dev: { connection_string_env: 'DATABASE_URL' } },
      },
    ],
    // Read by the JSON service of VS Code and its relatives.
    allowComments: true,
    allowTrailingCommas: true,
    not: { required: ['database', 'databases'] },
  });

/** A configuration file's content after validation; no defaults are filled in. */
export type ConfigContent = z.infer<typeof configSchema>;
export type EnvironmentContent = NonNullable<ConfigContent['environments']>[string];
export type NamedDatabaseContent = NonNullable<ConfigContent['databases']>[string];
export type DatabaseContent = NonNullable<ConfigContent['database']>;
export type MigrationsContent = NonNullable<ConfigContent['migrations']>;
