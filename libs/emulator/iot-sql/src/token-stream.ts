import type { Token } from './lexer';
import { tokensOf } from './lexer';
import { SqlParseException } from './sql-parse-error';

/** The tokens of a statement, read from front to back. Keywords match in any case. */
export class TokenStream {
  private readonly tokens: readonly Token[];
  private next = 0;

  constructor(private readonly sql: string) {
    this.tokens = tokensOf(sql);
  }

  peek(): Token {
    const token = this.tokens[this.next];
    if (!token) {
      throw new SqlParseException('The statement has no end.');
    }
    return token;
  }

  take(): Token {
    const token = this.peek();
    if (token.kind !== 'end') {
      this.next++;
    }
    return token;
  }

  /** Takes the next token if it is this keyword or symbol. */
  accept(text: string): boolean {
    const { kind, text: found } = this.peek();
    const fits = (kind === 'word' || kind === 'symbol') && found.toUpperCase() === text;
    if (fits) {
      this.take();
    }
    return fits;
  }

  expect(text: string): void {
    if (!this.accept(text)) {
      throw this.unexpected(text);
    }
  }

  expectEnd(): void {
    if (this.peek().kind !== 'end') {
      throw this.unexpected('the end of the statement');
    }
  }

  /** The source text from a token that was taken up to where the stream stands now. */
  textSince(token: Token): string {
    return this.sql.slice(token.at, this.peek().at).trim();
  }

  unexpected(wanted: string): SqlParseException {
    const { kind, text, at } = this.peek();
    const found = kind === 'end' ? 'the end of the statement' : `${text} at position ${at}`;
    return new SqlParseException(`Expected ${wanted}, found ${found}.`);
  }
}
