/** What is left in the database after a migration failed. */
export type Aftermath =
  /** Nothing; the failure is recorded as Prisma does. */
  | 'rolled-back'
  /** Nothing, and it is not recorded, because running it again may simply work. */
  | 'untouched'
  /** The steps before the failing one; the next run continues. */
  | 'partly-applied';

/** What is left, as a sentence. */
export function stateText(aftermath: Aftermath): string {
  switch (aftermath) {
    case 'rolled-back':
      return 'It was rolled back: nothing of it is in the database.';
    case 'untouched':
      return 'It was rolled back: nothing of it is in the database, and it is still pending.';
    case 'partly-applied':
      return 'The steps before the failing statement are in the database.';
  }
}
