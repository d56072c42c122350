import { InvalidQueryException } from './invalid-query-exception';
import type { PatternPart } from './query';

/** Java's `Character.isWhitespace`, by which AWS IoT separates words. */
const whiteSpace = new Set(
  '\t\n\v\f\r\x1c\x1d\x1e\x1f \u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u2028\u2029\u205f\u3000',
);
const endOfWord = new Set('()[]{}:<>="');
/** What the guide lists as not supported, and the operators of Lucene that the guide does not have. */
const notSupported = new Set("`@#%/';,~^&|!");

/** A run of characters without white space: its wildcards are those that were not escaped. */
export interface Word {
  readonly at: number;
  readonly parts: readonly PatternPart[];
  /** As it stands in the query: what keywords are known by. */
  readonly source: string;
}

/** A query's characters, read from front to back. */
export class QueryReader {
  private at = 0;

  constructor(private readonly query: string) {}

  get position(): number {
    return this.at;
  }

  /** Goes back to a position that was read before. */
  returnTo(position: number): void {
    this.at = position;
  }

  /** The next character that is no white space; '' at the end. Nothing is taken but the white space. */
  peek(): string {
    while (whiteSpace.has(this.query.charAt(this.at))) {
      this.at += 1;
    }
    return this.query.charAt(this.at);
  }

  /** Takes this text, where it comes next. */
  accept(text: string): boolean {
    this.peek();
    if (!this.query.startsWith(text, this.at)) {
      return false;
    }
    this.at += text.length;
    return true;
  }

  /** Takes the next word, where it is this one. Escaped or quoted it would be no keyword. */
  acceptKeyword(keyword: 'AND' | 'OR' | 'NOT' | 'TO'): boolean {
    if (!this.accept(keyword)) {
      return false;
    }
    const next = this.query.charAt(this.at);
    if (next === '' || whiteSpace.has(next) || (endOfWord.has(next) && next !== ':')) {
      return true;
    }
    this.at -= keyword.length;
    return false;
  }

  /** @throws InvalidQueryException where no word begins */
  word(): Word {
    this.peek();
    const at = this.at;
    const parts: PatternPart[] = [];
    for (;;) {
      const character = this.query.charAt(this.at);
      if (character === '' || whiteSpace.has(character) || endOfWord.has(character)) {
        break;
      }
      if (character === '*') {
        parts.push({ kind: 'any-characters' });
      } else if (character === '?') {
        parts.push({ kind: 'one-character' });
      } else {
        append(parts, character === '\\' ? this.escaped() : this.supported(character));
      }
      this.at += 1;
    }
    if (parts.length === 0) {
      throw this.unexpected('a term');
    }
    return { at, parts, source: this.query.slice(at, this.at) };
  }

  /** The text between quotes, where it comes next: wildcards and operators are ordinary in it. */
  phrase(): string | undefined {
    const begin = this.at;
    if (!this.accept('"')) {
      return undefined;
    }
    let text = '';
    for (;;) {
      const character = this.query.charAt(this.at);
      if (character === '') {
        throw new InvalidQueryException(`The phrase at position ${begin} has no end.`);
      }
      if (character !== '"') {
        text += character === '\\' ? this.escaped() : character;
      }
      this.at += 1;
      if (character === '"') {
        return text;
      }
    }
  }

  unexpected(wanted: string): InvalidQueryException {
    const found = this.peek();
    const what = found === '' ? 'the end of the query' : `"${found}" at position ${this.at}`;
    return new InvalidQueryException(`Expected ${wanted}, found ${what}.`);
  }

  /** The character behind a backslash, which is taken. */
  private escaped(): string {
    this.at += 1;
    const character = this.query.charAt(this.at);
    if (character !== '') {
      return character;
    }
    throw new InvalidQueryException('The query ends with a backslash: it escapes nothing.');
  }

  private supported(character: string): string {
    if (!notSupported.has(character)) {
      return character;
    }
    throw new InvalidQueryException(
      `The character "${character}" at position ${this.at} is not supported; a value with it is put in quotes.`,
    );
  }
}

function append(parts: PatternPart[], text: string): void {
  const last = parts.at(-1);
  if (last?.kind === 'text') {
    parts[parts.length - 1] = { kind: 'text', text: last.text + text };
  } else {
    parts.push({ kind: 'text', text });
  }
}
