import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Paints text for a terminal; with `color: false` it returns the text as it is. */
export interface Style {
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
}

/** @param color whether escape sequences may be used */
export function createStyle(color: boolean): Style {
  const paint = (format: Format) => (text: string) =>
    color ? styleText(format, text, { validateStream: false } as Parameters<typeof styleText>[2]) : text;
  return {
    good: paint('green'),
    bad: paint('red'),
    warn: paint('yellow'),
    strong: paint('bold'),
    faint: paint('gray'),
  };
}
