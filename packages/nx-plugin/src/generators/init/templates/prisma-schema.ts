import type { PrismaMajor } from '../prisma-version';
import type { ScaffoldProvider } from '../scaffold-options';

/** What a fresh schema is made from. */
export interface PrismaSchemaOptions {
  provider: ScaffoldProvider;
  major: PrismaMajor;
  /** Variable that holds the default environment's URL (Prisma 6 names it in the schema). */
  urlVariable: string;
  /** Folder of the generated client, relative to the schema. */
  clientOutput: string;
}

/**
 * A Prisma schema with one example model. The `prisma-client` generator writes into the project, so
 * that the clients of several projects in one workspace do not overwrite each other in node_modules.
 */
export function prismaSchema({ provider, major, urlVariable, clientOutput }: PrismaSchemaOptions): string {
  const url = major === 6 ? `\n  url      = env("${urlVariable}")` : '';
  return `generator client {
  provider = "prisma-client"
  output   = "${clientOutput}"
}

datasource db {
  provider = "${provider}"${url}
}

// An example to start from: rename it, or replace it by your own models.
model User {
  id        Int      @id @default(autoincrement())
  email     String   @unique
  name      String?
  createdAt DateTime @default(now())
}
`;
}
