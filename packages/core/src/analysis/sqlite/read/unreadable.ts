/** Thrown by the reader where a statement cannot be followed; never leaves `readChanges`. */
export class Unreadable extends Error {}
