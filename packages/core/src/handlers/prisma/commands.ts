/** What a remedy needs to know to print a command that can be typed as it is. */
interface CommandTarget {
  environmentName: string;
  database: { name: string };
}

/** The command line of an operation for this environment, for remedies. */
export function commandFor(target: CommandTarget, operation: string, ...args: string[]): string {
  const database = target.database.name === 'default' ? [] : ['--database', target.database.name];
  return ['faber-db', operation, '--env', target.environmentName, ...database, ...args].join(' ');
}
