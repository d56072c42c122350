import type { StateDigest } from './state-digest';
import { MemberOrder } from './member-order';

const idForm = /^0{8}[0-9a-f]{56}$/;
const momentForm = /^\d{4}-\d\d-\d\dT/;
const dateForm = /^\d{8}$/;
const dayMillis = 86_400_000;
/** The day that is today in everything that is written. */
const today = Date.UTC(2030, 0, 15) / dayMillis;

/** Which way a number among the tokens is to be read. */
const kinds = { literal: 0, id: 1, moment: 2, date: 3 } as const;
type Kind = (typeof kinds)[keyof typeof kinds];

/** A text as it is written: for a day, the day and what follows it. */
interface Token {
  readonly kind: Kind;
  /** Its place among the literals; the day. */
  readonly value: number;
  readonly rest: number;
}

/**
 * Writes JSON with sorted members, in which certificates and days are renamed. What is written is a row of numbers at first:
 * most states were seen before, and nobody needs their text.
 */
export class CanonicalWriter {
  private readonly known = new Map<string, Token>();
  private readonly literals: string[] = [];
  private readonly places = new Map<string, number>();
  private readonly order = new MemberOrder();
  /** Kind, value and rest of each, one after the other. */
  private tokens = new Int32Array(3 * 4_096);
  private length = 0;
  private readonly ids = new Map<string, number>();
  private readonly days: number[] = [];
  private renamed = new Map<number, number>();

  constructor(
    private readonly mostDays: number,
    /** Texts that are no days, whatever they look like. */
    private readonly timeless: ReadonlySet<string>,
  ) {}

  /** Reads a value, in which the day of this moment is today. */
  read(value: object, now: string): void {
    this.length = 0;
    this.ids.clear();
    this.days.length = 0;
    this.write(value);
    this.rename(dayOf(now));
  }

  /** Of all that was read, with everything renamed. */
  digest(into: StateDigest): void {
    into.begin();
    for (let at = 0; at < this.length; at += 3) {
      const kind = this.tokens[at] ?? 0;
      const value = this.tokens[at + 1] ?? 0;
      into.add(kind);
      into.add(kind < kinds.moment ? value : (this.renamed.get(value) ?? 0));
      into.add(this.tokens[at + 2] ?? 0);
    }
    into.end();
  }

  /** JSON with sorted members, in which what was renamed has a sign before it. */
  text(): string {
    let text = '';
    for (let at = 0; at < this.length; at += 3) {
      const value = this.tokens[at + 1] ?? 0;
      const day = this.renamed.get(value) ?? 0;
      switch (this.tokens[at]) {
        case kinds.id:
          text += `"#${value}"`;
          break;
        case kinds.moment:
          text += `"@${day}${this.literalAt(at + 2)}"`;
          break;
        case kinds.date:
          text += `"%${day}"`;
          break;
        default:
          text += this.literalAt(at + 1);
      }
    }
    return text;
  }

  /** @param at where the tokens have its place */
  private literalAt(at: number): string {
    const literal = this.literals[this.tokens[at] ?? -1];
    if (literal === undefined) {
      throw new RangeError('No literal has this place');
    }
    return literal;
  }

  private write(value: unknown): void {
    if (typeof value === 'string') {
      this.writeText(value);
    } else if (Array.isArray(value)) {
      this.writeLiteral('[');
      for (let index = 0; index < value.length; index += 1) {
        if (index > 0) {
          this.writeLiteral(',');
        }
        this.write(value[index]);
      }
      this.writeLiteral(']');
    } else if (typeof value === 'object' && value !== null) {
      this.writeMembers(value);
    } else {
      this.writeLiteral(JSON.stringify(value));
    }
  }

  private writeMembers(value: object): void {
    this.writeLiteral('{');
    let isFirst = true;
    for (const { name, asFirst, asLater } of this.order.of(value)) {
      const each: unknown = Reflect.get(value, name);
      if (each !== undefined) {
        this.writeLiteral(isFirst ? asFirst : asLater);
        this.write(each);
        isFirst = false;
      }
    }
    this.writeLiteral('}');
  }

  private writeText(value: string): void {
    if (value.length === 64 && idForm.test(value)) {
      const id = this.ids.get(value) ?? this.ids.size + 1;
      this.ids.set(value, id);
      this.push(kinds.id, id, 0);
      return;
    }
    const token = this.known.get(value) ?? this.learn(value);
    if (token.kind >= kinds.moment && !this.days.includes(token.value)) {
      this.days.push(token.value);
    }
    this.push(token.kind, token.value, token.rest);
  }

  private learn(value: string): Token {
    const token = this.tokenOf(value);
    this.known.set(value, token);
    return token;
  }

  private tokenOf(value: string): Token {
    if (this.timeless.has(value)) {
      return { kind: kinds.literal, value: this.placeOf(JSON.stringify(value)), rest: 0 };
    }
    if (value.length === 24 && momentForm.test(value)) {
      return { kind: kinds.moment, value: dayOf(value), rest: this.placeOf(value.slice(10)) };
    }
    if (value.length === 8 && dateForm.test(value)) {
      const date = `${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6)}`;
      return { kind: kinds.date, value: dayOf(date), rest: 0 };
    }
    return { kind: kinds.literal, value: this.placeOf(JSON.stringify(value)), rest: 0 };
  }

  private writeLiteral(text: string): void {
    this.push(kinds.literal, this.placeOf(text), 0);
  }

  private placeOf(text: string): number {
    let place = this.places.get(text);
    if (place === undefined) {
      place = this.literals.push(text) - 1;
      this.places.set(text, place);
    }
    return place;
  }

  private push(kind: Kind, value: number, rest: number): void {
    const at = this.length;
    if (at + 3 > this.tokens.length) {
      const longer = new Int32Array(2 * this.tokens.length);
      longer.set(this.tokens);
      this.tokens = longer;
    }
    this.tokens[at] = kind;
    this.tokens[at + 1] = value;
    this.tokens[at + 2] = rest;
    this.length = at + 3;
  }

  /** Days in their order, today where it is in all that is written, and no two further apart than matters. */
  private rename(now: number): void {
    if (!this.days.includes(now)) {
      this.days.push(now);
    }
    this.days.sort((one, other) => one - other);
    this.renamed.clear();
    let [place, placeOfNow, before] = [0, 0, this.days[0] ?? now];
    for (const day of this.days) {
      place += Math.min(day - before, this.mostDays);
      before = day;
      this.renamed.set(day, place);
      placeOfNow = day === now ? place : placeOfNow;
    }
    for (const [day, each] of this.renamed) {
      this.renamed.set(day, each - placeOfNow + today);
    }
  }
}

function dayOf(moment: string): number {
  return Math.floor(Date.parse(moment) / dayMillis);
}
