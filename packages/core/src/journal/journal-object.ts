/**
 * Whether an object of a database belongs to a journal that is kept there (see `table-layout`), and so is
 * neither part of the application's schema nor a reason to call a database not empty.
 * @param name with or without its schema, or the name of one of its parts (`faber_db.journal.hash`)
 */
export function isJournalObject(name: string): boolean {
  return /^(main\.)?_faber_db_journal/.test(name) || /^faber_db($|\.)/.test(name);
}
