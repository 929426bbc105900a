/** What is needed to print a command that can be typed as it is. */
export interface CommandTarget {
  projectName: string;
  environmentName: string;
  database: { name: string };
}

/**
 * The command to type for a follow-up, such as `faber-db migrate shop --env staging`.
 * Remedies and status reports use it.
 */
export function commandFor(target: CommandTarget, operation: string, ...more: string[]): string {
  const database = target.database.name === 'default' ? [] : ['--database', target.database.name];
  return [
    'faber-db',
    operation,
    target.projectName,
    '--env',
    target.environmentName,
    ...database,
    ...more,
  ].join(' ');
}
