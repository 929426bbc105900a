/** From the coarsest to the finest. */
const FIELDS = ['year', 'month', 'day', 'hour', 'minute', 'second'];

/**
 * The finest field that an interval type keeps, as a rank: the higher, the finer.
 * @param fields `day to minute`; undefined: all of them
 */
export function finestField(fields: string | undefined): number {
  const last = fields?.split(' ').at(-1);
  return last === undefined ? FIELDS.length - 1 : FIELDS.indexOf(last);
}

/** Whether seconds, and with them the precision, matter to an interval type of these fields. */
export function keepsSeconds(fields: string | undefined): boolean {
  return finestField(fields) === FIELDS.length - 1;
}
