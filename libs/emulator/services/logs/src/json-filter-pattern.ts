import { AwsError } from '@fleet/aws-wire';
import { anyRun, matchGlob, type GlobUnit } from '@fleet/policy-matching';
import * as z from 'zod';

/** Whether an event is one of those that are looked for. */
type Condition = (event: unknown) => boolean;

const token =
  /\s*(?:(&&|\|\||[()]|!=|>=|<=|=|>|<)|("(?:[^"\\]|\\.)*")|(\$(?:\.[\w:@-]+|\[\d+\])+)|([^\s()=!<>&|"%]+))/y;

interface Token {
  readonly kind: 'sign' | 'text' | 'selector' | 'word';
  readonly text: string;
}

const numbers: Readonly<Record<string, (value: number, given: number) => boolean>> = {
  '=': (value, given) => value === given,
  '!=': (value, given) => value !== given,
  '>': (value, given) => value > given,
  '>=': (value, given) => value >= given,
  '<': (value, given) => value < given,
  '<=': (value, given) => value <= given,
};

const states: Readonly<Record<string, unknown>> = { NULL: null, TRUE: true, FALSE: false };

/**
 * Compiles a pattern for events that are JSON, `{ $.decision = "refused" && $.attempts > 2 }`, as the user guide of
 * CloudWatch Logs documents it ("Matching terms in JSON log events"), regular expressions left out. An event that is
 * not JSON does not match. Guessed: a comparison with a member that is not there does not match, `!=` neither.
 * @throws AwsError InvalidParameterException
 */
export function compileJsonPattern(pattern: string): (message: string) => boolean {
  const condition = new PatternReader(pattern).read();
  return (message) => {
    const event = parsed(message);
    return event !== undefined && condition(event);
  };
}

const jsonObject = z.record(z.string(), z.unknown());

function parsed(message: string): unknown {
  if (!message.trimStart().startsWith('{')) {
    return undefined;
  }
  try {
    return JSON.parse(message);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

/** Reads from left to right; `&&` binds closer than `||`. */
class PatternReader {
  private readonly tokens: readonly Token[];
  private position = 0;

  constructor(private readonly pattern: string) {
    const [, inside] = /^\{(.*)\}$/s.exec(pattern) ?? [];
    this.tokens = this.tokensOf(inside ?? this.fail());
  }

  read(): Condition {
    const condition = this.alternatives();
    return this.position === this.tokens.length ? condition : this.fail();
  }

  private alternatives(): Condition {
    const any = [this.together()];
    while (this.takes('||')) {
      any.push(this.together());
    }
    return (event) => any.some((each) => each(event));
  }

  private together(): Condition {
    const all = [this.single()];
    while (this.takes('&&')) {
      all.push(this.single());
    }
    return (event) => all.every((each) => each(event));
  }

  private single(): Condition {
    if (this.takes('(')) {
      const inner = this.alternatives();
      return this.takes(')') ? inner : this.fail();
    }
    const { kind, text } = this.next();
    const select = kind === 'selector' ? selectorOf(text) : this.fail();
    const { kind: next, text: operator } = this.next();
    if (next === 'sign') {
      return this.comparison(select, operator);
    }
    const { text: state } = this.next();
    if (operator === 'NOT' && state === 'EXISTS') {
      return (event) => select(event) === undefined;
    }
    const wanted = operator === 'IS' && Object.hasOwn(states, state) ? states[state] : this.fail();
    return (event) => select(event) === wanted;
  }

  private comparison(select: (event: unknown) => unknown, operator: string): Condition {
    const compare = numbers[operator] ?? this.fail();
    const { kind, text } = this.next();
    if (kind === 'word' && isNumber(text)) {
      return (event) => {
        const value = select(event);
        return typeof value === 'number' && compare(value, Number(text));
      };
    }
    if (!['text', 'word'].includes(kind) || !['=', '!='].includes(operator)) {
      return this.fail();
    }
    const units = globOf(kind === 'text' ? unquoted(text) : text);
    return (event) => {
      const value = select(event);
      return typeof value === 'string' && matchGlob(units, value) === (operator === '=');
    };
  }

  private takes(sign: string): boolean {
    const found = this.tokens[this.position];
    const isThere = found?.kind === 'sign' && found.text === sign;
    this.position += isThere ? 1 : 0;
    return isThere;
  }

  private next(): Token {
    const found = this.tokens[this.position] ?? this.fail();
    this.position += 1;
    return found;
  }

  private tokensOf(inside: string): readonly Token[] {
    const text = inside.trimEnd();
    const tokens: Token[] = [];
    for (token.lastIndex = 0; token.lastIndex < text.length;) {
      const [, sign, quoted, selector, word] = token.exec(text) ?? this.fail();
      const kinds = { sign, text: quoted, selector, word };
      for (const kind of ['sign', 'text', 'selector', 'word'] as const) {
        const found = kinds[kind];
        tokens.push(...(found === undefined ? [] : [{ kind, text: found }]));
      }
    }
    return tokens;
  }

  private fail(): never {
    throw new AwsError(
      'InvalidParameterException',
      `Invalid filter pattern, or one that local-cloud does not know, such as a regular expression: ${this.pattern.slice(0, 80)}`,
    );
  }
}

/** `$.device.tags[0]`: nothing where one of the steps is not there. */
function selectorOf(selector: string): (event: unknown) => unknown {
  const steps = [...selector.matchAll(/\.([\w:@-]+)|\[(\d+)\]/g)];
  return (event) => {
    let value = event;
    for (const [, name, index] of steps) {
      value = name === undefined ? elementOf(value, Number(index)) : memberOf(value, name);
    }
    return value;
  };
}

function elementOf(value: unknown, index: number): unknown {
  return Array.isArray(value) ? value[index] : undefined;
}

function memberOf(value: unknown, name: string): unknown {
  const { data } = jsonObject.safeParse(value);
  return data !== undefined && Object.hasOwn(data, name) ? data[name] : undefined;
}

function isNumber(text: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text);
}

function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/g, '$1');
}

/** `*` stands for any run of characters. */
function globOf(text: string): readonly GlobUnit[] {
  return text.split('*').flatMap((part, index): GlobUnit[] => {
    const literal = part === '' ? [] : [part];
    return index === 0 ? literal : [anyRun, ...literal];
  });
}
