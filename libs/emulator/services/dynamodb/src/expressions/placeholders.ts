import { ValidationException } from '../errors';
import type { AttributeValue } from '../values/attribute-value';
import { parseValue } from '../values/parse-value';
import { ExpressionSyntaxError } from './lexer';

/** `ExpressionAttributeNames` and `ExpressionAttributeValues` of one request, and which of them were used. */
export class Placeholders {
  private readonly names: Map<string, string>;
  private readonly values: Map<string, AttributeValue>;
  private readonly unusedNames: Set<string>;
  private readonly unusedValues: Set<string>;

  /** @throws ValidationException for malformed keys or values */
  constructor(
    names: Readonly<Record<string, string>> | undefined,
    values: Readonly<Record<string, unknown>> | undefined,
  ) {
    this.names = new Map(Object.entries(names ?? {}));
    this.values = new Map(
      Object.entries(values ?? {}).map(([key, value]) => [checkedKey('Values', ':', key), parseValue(value)]),
    );
    for (const key of this.names.keys()) {
      checkedKey('Names', '#', key);
    }
    this.unusedNames = new Set(this.names.keys());
    this.unusedValues = new Set(this.values.keys());
  }

  name(key: string): string {
    const name = this.names.get(key);
    if (name === undefined) {
      throw new ExpressionSyntaxError(
        `An expression attribute name used in the document path is not defined; attribute name: ${key}`,
      );
    }
    this.unusedNames.delete(key);
    return name;
  }

  value(key: string): AttributeValue {
    const value = this.values.get(key);
    if (value === undefined) {
      throw new ExpressionSyntaxError(
        `An expression attribute value used in expression is not defined; attribute value: ${key}`,
      );
    }
    this.unusedValues.delete(key);
    return value;
  }

  /** To be called when all expressions of the request are parsed. @throws ValidationException */
  refuseUnused(): void {
    for (const [what, unused] of [
      ['ExpressionAttributeNames', this.unusedNames],
      ['ExpressionAttributeValues', this.unusedValues],
    ] as const) {
      if (unused.size > 0) {
        throw new ValidationException(
          `Value provided in ${what} unused in expressions: keys: {${[...unused].join(', ')}}`,
        );
      }
    }
  }
}

function checkedKey(kind: 'Names' | 'Values', mark: string, key: string): string {
  if (key.startsWith(mark) && /^.[a-zA-Z0-9_]+$/.test(key)) {
    return key;
  }
  throw new ValidationException(
    `ExpressionAttribute${kind} contains invalid key: Syntax error; key: ${JSON.stringify(key.slice(0, 64))}`,
  );
}
