import { ValidationException } from '../errors';
import type { AttributeValue } from '../values/attribute-value';
import { ExpressionSyntaxError, maximumExpressionBytes, tokenise } from './lexer';
import type { Token } from './lexer';
import type { Placeholders } from './placeholders';
import { isReservedWord } from './reserved-words';
import type { DocumentPath } from './syntax-tree';

export type ExpressionKind =
  | 'ConditionExpression'
  | 'FilterExpression'
  | 'KeyConditionExpression'
  | 'ProjectionExpression'
  | 'UpdateExpression';

const maximumNesting = 100;
const maximumPathDepth = 32;

/** What the parsers of all kinds of expressions share: the tokens, and paths and values made of them. */
export class TokenReader {
  private position = 0;
  private nesting = 0;

  private constructor(
    private readonly tokens: readonly Token[],
    private readonly expression: string,
    private readonly placeholders: Placeholders,
  ) {}

  /**
   * Parses a whole expression.
   *
   * @throws ValidationException that names the kind of expression and the place
   */
  static parse<T>(
    kind: ExpressionKind,
    expression: string,
    placeholders: Placeholders,
    rule: (reader: TokenReader) => T,
  ): T {
    try {
      if (expression.trim() === '') {
        throw new ExpressionSyntaxError('The expression can not be empty;');
      }
      if (Buffer.byteLength(expression) > maximumExpressionBytes) {
        throw new ExpressionSyntaxError(
          `Expression size has exceeded the maximum allowed size; expression size: ${Buffer.byteLength(expression)}`,
        );
      }
      const reader = new TokenReader(tokenise(expression), expression, placeholders);
      const result = rule(reader);
      if (reader.peek().kind !== 'end') {
        reader.fail();
      }
      return result;
    } catch (error) {
      if (!(error instanceof ExpressionSyntaxError)) {
        throw error;
      }
      throw new ValidationException(`Invalid ${kind}: ${error.message}`);
    }
  }

  peek(ahead = 0): Token {
    const token = this.tokens[this.position + ahead] ?? this.tokens.at(-1);
    return token ?? { kind: 'end', text: '<EOF>', at: 0 };
  }

  next(): Token {
    const token = this.peek();
    this.position += 1;
    return token;
  }

  fail(token = this.peek()): never {
    const near = this.expression.slice(Math.max(0, token.at - 8), token.at + token.text.length + 8).trim();
    throw new ExpressionSyntaxError(`Syntax error; token: "${token.text}", near: "${near}"`);
  }

  /** Takes the symbol if it comes next. */
  symbol(text: string): boolean {
    const token = this.peek();
    if (token.kind !== 'symbol' || token.text !== text) {
      return false;
    }
    this.position += 1;
    return true;
  }

  expectSymbol(text: string): void {
    if (!this.symbol(text)) {
      this.fail();
    }
  }

  isKeyword(word: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'word' && token.text.toUpperCase() === word;
  }

  keyword(word: string): boolean {
    if (!this.isKeyword(word)) {
      return false;
    }
    this.position += 1;
    return true;
  }

  /** A name with an opening bracket behind it. Function names are case-sensitive. */
  functionName(): string | undefined {
    const token = this.peek();
    const bracket = this.peek(1);
    return token.kind === 'word' && bracket.kind === 'symbol' && bracket.text === '('
      ? token.text
      : undefined;
  }

  /** Reads something nested, but not without end. */
  nested<T>(rule: () => T): T {
    this.nesting += 1;
    if (this.nesting > maximumNesting) {
      throw new ExpressionSyntaxError(`The expression is nested more than ${maximumNesting} levels deep`);
    }
    const result = rule();
    this.nesting -= 1;
    return result;
  }

  /** One or more of something, with commas between them. */
  list<T>(rule: () => T): T[] {
    const entries = [rule()];
    while (this.symbol(',')) {
      entries.push(rule());
    }
    return entries;
  }

  value(): AttributeValue {
    const token = this.next();
    return token.kind === 'value' ? this.placeholders.value(token.text) : this.fail(token);
  }

  path(): DocumentPath {
    const path: [string, ...(string | number)[]] = [this.pathName()];
    for (;;) {
      if (this.symbol('.')) {
        path.push(this.pathName());
      } else if (this.symbol('[')) {
        path.push(this.pathIndex());
      } else {
        break;
      }
    }
    if (path.length > maximumPathDepth) {
      throw new ExpressionSyntaxError(
        `The document path has too many nesting elements; nesting levels: ${path.length}`,
      );
    }
    return path;
  }

  private pathName(): string {
    const token = this.next();
    if (token.kind === 'name') {
      return this.placeholders.name(token.text);
    }
    if (token.kind !== 'word') {
      return this.fail(token);
    }
    if (isReservedWord(token.text)) {
      throw new ExpressionSyntaxError(
        `Attribute name is a reserved keyword; reserved keyword: ${token.text}`,
      );
    }
    return token.text;
  }

  private pathIndex(): number {
    const token = this.next();
    if (token.kind !== 'number') {
      return this.fail(token);
    }
    const index = Number(token.text);
    if (index > 0x7fffffff) {
      throw new ExpressionSyntaxError(`List index is not within the allowable range; index: [${token.text}]`);
    }
    this.expectSymbol(']');
    return index;
  }
}
