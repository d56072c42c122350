const jsonNumber = /^-?(?:0|[1-9]\d*)(?<fraction>\.\d+)?(?<exponent>[eE][+-]?\d+)?$/;
/** The integers are -2^53 to 2^53 - 1. */
const leastInteger = Number.MIN_SAFE_INTEGER - 1;
const greatestInteger = Number.MAX_SAFE_INTEGER;

/**
 * The number that a text is to the index: "a valid, literal type JSON number", an integer from -2^53 to 2^53 - 1 or a
 * finite double (developer guide, managing-index, "Numeric values"). Any other text, such as `007`, is no number.
 */
export function recognizedNumber(text: string): number | undefined {
  const match = jsonNumber.exec(text);
  if (!match?.groups) {
    return undefined;
  }
  const value = Number(text);
  const { fraction, exponent } = match.groups;
  if (fraction === undefined && exponent === undefined) {
    if (value < leastInteger || value > greatestInteger) {
      return undefined;
    }
  }
  // Adding 0 makes the negative zero the one that everything compares equal with.
  return Number.isFinite(value) ? value + 0 : undefined;
}
