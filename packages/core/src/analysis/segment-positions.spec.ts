import { positionsIn } from './segment-positions';

test.each([
  ['the beginning', 'ab', 0, { line: 1, column: 1 }],
  ['the first line', 'ab', 1, { line: 1, column: 2 }],
  ['the line break itself', 'a\nb', 1, { line: 1, column: 2 }],
  ['behind a line break', 'a\nb', 2, { line: 2, column: 1 }],
  ['CRLF', 'a\r\nbc', 4, { line: 2, column: 2 }],
  ['empty lines', '\n\n\nx', 3, { line: 4, column: 1 }],
  ['the end', 'a\n', 2, { line: 2, column: 1 }],
  ['characters of two code units', '😀x', 2, { line: 1, column: 3 }],
])('%s', (_, text, offset, position) => {
  expect(positionsIn(text)(offset)).toEqual(position);
});
