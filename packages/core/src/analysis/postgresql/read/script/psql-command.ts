import type { Change } from '../../../change';

/** Commands that neither run SQL, nor programs, nor change where the file is run; with those that describe. */
const HARMLESS =
  /^(?:restrict|unrestrict|set|unset|echo|qecho|warn|timing|encoding|pset|[xatfHCTpqrlz?]|html|title|prompt|if|elif|else|endif|quit|reset|g|gx|gset|gdesc|crosstabview|watch|bind|errverbose|conninfo|sf|sv|h|help|copyright|\.|d[A-Za-z]*)$/;

/** The commands that send what was typed before: to a file or a program, if they have an argument. */
const SENDING = new Set(['g', 'gx']);

/** What a line of psql commands does: `text` from its backslash to its end. */
export function readPsqlCommand(text: string): Change[] {
  const [first = ''] = text.slice(1).split(/[\s\\]/, 1);
  // An unquoted backslash inside of the line begins the next command.
  for (const part of commands(text)) {
    const name = part.name.replace(/\+$/, '');
    if (!HARMLESS.test(name)) return [unreadable(part.name, 'what it does is not in the file')];
    if (part.hasBackquote) return [unreadable(part.name, 'with the output of a program')];
    if (SENDING.has(name) && part.hasArgument)
      return [unreadable(part.name, 'which writes to a file or a program')];
  }
  return [{ kind: 'other', verb: `\\${first}` }];
}

interface Command {
  name: string;
  hasArgument: boolean;
  hasBackquote: boolean;
}

function commands(text: string): Command[] {
  const found: Command[] = [];
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    const last = found.at(-1);
    if (character === '\\' && !isQuoted) {
      const name = /^(?:[A-Za-z_]+\+?|\S)?/.exec(text.slice(at + 1, at + 40))?.[0] ?? '';
      found.push({ name, hasArgument: false, hasBackquote: false });
      at += name.length;
    } else if (last) {
      if (character === "'") isQuoted = !isQuoted;
      if (character === '`') last.hasBackquote = true;
      if (character?.trim()) last.hasArgument = true;
    }
  }
  return found;
}

function unreadable(name: string, why: string): Change {
  return { kind: 'unreadable', reason: `psql runs \\${name}: ${why}.` };
}
