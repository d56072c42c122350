/** The regular expression of the developer guide's page iot-sql-data-types. */
const decimalText = /^-?\d+(?:\.\d+)?(?:E-?\d+)?$/i;

/**
 * The Decimal that a value is converted to, by the table "To decimal". Null stays Null there, which no function takes:
 * it is Undefined here, as in the functions' own tables. So is a number of JSON that JavaScript has not, such as 1e999.
 */
export function decimalOf(value: unknown): number | undefined {
  if (typeof value !== 'number' && (typeof value !== 'string' || !decimalText.test(value))) {
    return undefined;
  }
  const decimal = Number(value);
  return Number.isFinite(decimal) ? decimal : undefined;
}

/**
 * The Int that an argument is converted to: rounded down. The guide's tables of functions say so; its table "To int"
 * says "to the nearest" of Decimals, and its example `substring("012345", 2.745)` contradicts that.
 */
export function intOf(value: unknown): number | undefined {
  const decimal = decimalOf(value);
  return decimal === undefined ? undefined : Math.floor(decimal);
}

/** A boolean, or a string that reads as one; anything else is Undefined. */
export function truthOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') {
    return value;
  }
  if (typeof value !== 'string') {
    return undefined;
  }
  const text = value.toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** The String that a value is converted to, by the table "To string": Null and Undefined have none. */
export function textOf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return Number.isFinite(value) ? numberText(value) : undefined;
    case 'boolean':
      return String(value);
    case 'object':
      return value === null || value instanceof Uint8Array ? undefined : JSON.stringify(value);
    default:
      return undefined;
  }
}

/** An Int in all its digits, a Decimal as Java's BigDecimal writes it: `1E-7`. */
function numberText(value: number): string {
  const text = String(value + 0);
  const [digits = text, power] = text.split('e+');
  if (power === undefined) {
    return text.replace('e', 'E');
  }
  const [whole = digits, fraction = ''] = digits.split('.');
  return whole + fraction.padEnd(Number(power), '0');
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}

/** A result of floating-point arithmetic: what is not a number is Undefined, and there is one zero. */
export function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value + 0 : undefined;
}
