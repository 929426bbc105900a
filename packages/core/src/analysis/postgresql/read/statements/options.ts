import type { DefElem, Node } from 'libpg-query';
import { bodies, body, constantText } from '../ast';

/** Whether an option is on: written without a value, or with one that is not false, off or 0. */
export function flag(option: DefElem | undefined): boolean {
  if (!option) return false;
  if (!option.arg) return true;
  const truth = body('Boolean', option.arg);
  if (truth) return truth.boolval === true;
  const number = body('Integer', option.arg);
  if (number) return (number.ival ?? 0) !== 0;
  const text = body('String', option.arg)?.sval ?? constantText(option.arg) ?? '';
  return !['false', 'off', '0'].includes(text.toLowerCase());
}

/** The last option of this name in a list. */
export function option(options: readonly Node[] | undefined, name: string): DefElem | undefined {
  return bodies('DefElem', options).findLast(({ defname }) => defname === name);
}
