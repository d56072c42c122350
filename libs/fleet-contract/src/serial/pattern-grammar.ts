/** What a pattern says, as a tree. */
export type PatternNode =
  | { readonly kind: 'characters'; readonly accepts: (character: string) => boolean }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'alternatives'; readonly options: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly part: PatternNode; readonly least: number; readonly most: number };

export class InvalidSerialPatternError extends Error {
  override readonly name = 'InvalidSerialPatternError';

  constructor(
    readonly source: string,
    readonly position: number,
    problem: string,
  ) {
    super(
      `serialPattern ${JSON.stringify(source.slice(0, 100))} is not usable at position ${position}: ${problem}`,
    );
  }
}

export const maximumPatternLength = 500;
const maximumNesting = 20;
/** A serial has at most this many characters, so counting further means nothing. */
const maximumCount = 128;

const shorthands: ReadonlyMap<string, (character: string) => boolean> = new Map([
  ['d', (character) => /[0-9]/.test(character)],
  ['w', (character) => /[A-Za-z0-9_]/.test(character)],
]);

/** @throws InvalidSerialPatternError */
export function parsePattern(source: string): PatternNode {
  if (source === '' || source.length > maximumPatternLength) {
    throw new InvalidSerialPatternError(source, 0, `write 1 to ${maximumPatternLength} characters`);
  }
  return new PatternParser(source).parse();
}

class PatternParser {
  private position = 0;
  private nesting = 0;

  constructor(private readonly source: string) {}

  parse(): PatternNode {
    if (this.peek() === '^') {
      this.position += 1;
    }
    const node = this.alternatives();
    if (this.peek() === '$') {
      this.position += 1;
    }
    if (this.position < this.source.length) {
      this.fail('the group was never opened, or "$" is not at the end');
    }
    return node;
  }

  private alternatives(): PatternNode {
    const first = this.sequence();
    const others: PatternNode[] = [];
    while (this.take('|')) {
      others.push(this.sequence());
    }
    return others.length === 0 ? first : { kind: 'alternatives', options: [first, ...others] };
  }

  private sequence(): PatternNode {
    const parts: PatternNode[] = [];
    for (let next = this.peek(); next !== undefined && !'|)$'.includes(next); next = this.peek()) {
      parts.push(this.quantified());
    }
    return { kind: 'sequence', parts };
  }

  private quantified(): PatternNode {
    const part = this.atom();
    const counts = this.quantifier();
    if (counts === undefined) {
      return part;
    }
    const next = this.peek();
    if (next !== undefined && '?*+{'.includes(next)) {
      this.fail('a quantifier follows a quantifier');
    }
    return { kind: 'repeat', part, ...counts };
  }

  private quantifier(): { least: number; most: number } | undefined {
    if (this.take('?')) {
      return { least: 0, most: 1 };
    }
    if (this.take('*')) {
      return { least: 0, most: Infinity };
    }
    if (this.take('+')) {
      return { least: 1, most: Infinity };
    }
    if (this.peek() !== '{') {
      return undefined;
    }
    const [written, leastText, comma, mostText] =
      /^\{(\d{1,3})(?:(,)(\d{0,3}))?\}/.exec(this.source.slice(this.position)) ?? [];
    if (written === undefined) {
      this.fail(`write {m}, {m,} or {m,n} with counts from 0 to ${maximumCount}, or escape "{"`);
    }
    const least = Number(leastText);
    const most = comma === undefined ? least : mostText === '' ? Infinity : Number(mostText);
    if (least > most || least > maximumCount || (most > maximumCount && most !== Infinity)) {
      this.fail(`counts go up from 0 to ${maximumCount}`);
    }
    this.position += written.length;
    return { least, most };
  }

  private atom(): PatternNode {
    const character = this.next();
    if (character === '(') {
      return this.group();
    }
    if (character === '[') {
      return this.characterClass();
    }
    if (character === '.') {
      return { kind: 'characters', accepts: () => true };
    }
    if (character === '\\') {
      return { kind: 'characters', accepts: this.escape() };
    }
    if ('?*+{'.includes(character)) {
      this.fail('there is nothing to repeat', -1);
    }
    if (']}^'.includes(character)) {
      this.fail(`write \\${character} for the character itself`, -1);
    }
    return { kind: 'characters', accepts: (candidate) => candidate === character };
  }

  private group(): PatternNode {
    this.nesting += 1;
    if (this.nesting > maximumNesting) {
      this.fail(`groups nest at most ${maximumNesting} deep`);
    }
    if (this.take('?') && !this.take(':')) {
      this.fail('only (…) and (?:…) are known: no look-around, no names');
    }
    const node = this.alternatives();
    if (!this.take(')')) {
      this.fail('the group does not end here with ")"');
    }
    this.nesting -= 1;
    return node;
  }

  private characterClass(): PatternNode {
    const negated = this.take('^');
    const accepted: ((character: string) => boolean)[] = [];
    while (!this.take(']')) {
      accepted.push(this.classMember());
    }
    if (accepted.length === 0) {
      this.fail('the class is empty');
    }
    return {
      kind: 'characters',
      accepts: (character) => accepted.some((accepts) => accepts(character)) !== negated,
    };
  }

  private classMember(): (character: string) => boolean {
    const first = this.next();
    if (first === '\\') {
      return this.escape();
    }
    const isRange = this.peek() === '-' && this.source[this.position + 1] !== ']';
    if (!isRange) {
      return (character) => character === first;
    }
    this.position += 1;
    const last = this.next();
    if (last === '\\' || last < first) {
      this.fail('a range goes from a lower to a higher character', -1);
    }
    return (character) => character >= first && character <= last;
  }

  private escape(): (character: string) => boolean {
    const character = this.next();
    const shorthand = shorthands.get(character);
    if (shorthand !== undefined) {
      return shorthand;
    }
    if (/[A-Za-z0-9]/.test(character)) {
      this.fail(`\\${character} is not known; \\d, \\w and escaped signs are`, -1);
    }
    return (candidate) => candidate === character;
  }

  private peek(): string | undefined {
    return this.source[this.position];
  }

  private take(character: string): boolean {
    if (this.peek() !== character) {
      return false;
    }
    this.position += 1;
    return true;
  }

  private next(): string {
    const character = this.peek();
    if (character === undefined) {
      this.fail('the pattern ends too early');
    }
    this.position += 1;
    return character;
  }

  private fail(problem: string, offset = 0): never {
    throw new InvalidSerialPatternError(this.source, this.position + offset, problem);
  }
}
