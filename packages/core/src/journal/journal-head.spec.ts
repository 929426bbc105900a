import { EMPTY_HEAD, headText, parseHead } from './journal-head';

const head = { sequence: 20, hash: 'ab'.repeat(32) };

it('is read as it was written', () => {
  expect(parseHead(headText(head))).toEqual(head);
  expect(parseHead(headText(EMPTY_HEAD))).toEqual(EMPTY_HEAD);
});

it('is refused in any other form', () => {
  const text = headText(head);
  for (let length = 0; length < text.length; length++)
    expect(parseHead(text.slice(0, length))).toBeUndefined();
  expect(parseHead(`${text}\n`)).toBeUndefined();
  expect(parseHead(text.replace('20', '020'))).toBeUndefined();
  expect(parseHead(text.replace('"format":1', '"format":2'))).toBeUndefined();
});
