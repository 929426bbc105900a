/** PostgreSQL's parser refuses a text. The message is the server's own. */
export class ParseFailure extends Error {
  override readonly name = 'ParseFailure';
}
