/** Lines for `.gitignore`: what faber-db and SQLite leave in a working copy, and files with secrets. */
export const IGNORED_FILES: readonly string[] = [
  '.env',
  '.env.local',
  '.env.*.local',
  '*.db',
  '*.db-journal',
  '*.db-shm',
  '*.db-wal',
  '*.sqlite',
  '*.sqlite-*',
  '*.sqlite3',
  '*.sqlite3-*',
  '*.faber-db-lock',
  '.faber-db/',
  // Plans are for one run, and hold what the database looked like.
  '.fractary/plugins/faber-db/plans/',
  '.fractary/plugins/faber-db/journal/**/*.jsonl.lock',
];
