/** `*`: any run of characters, also none, also across `/`. */
export const anyRun: unique symbol = Symbol('*');
/** `?`: exactly one character. */
export const anyCharacter: unique symbol = Symbol('?');

/** A literal, compared as it is, or a wildcard. */
export type GlobUnit = string | typeof anyRun | typeof anyCharacter;

/**
 * Whether the whole text matches. Only the last `*` is ever tried again, which is enough, so the time is
 * bounded by the product of the lengths whatever a device puts into a topic.
 */
export function matchGlob(units: readonly GlobUnit[], text: string): boolean {
  let unitIndex = 0;
  let position = 0;
  let afterRun = -1;
  let runEnd = 0;
  for (;;) {
    const unit = units[unitIndex];
    if (unit === undefined && position === text.length) {
      return true;
    }
    if (unit === anyRun) {
      unitIndex += 1;
      afterRun = unitIndex;
      runEnd = position;
      if (unitIndex === units.length) {
        return true;
      }
      continue;
    }
    const width = unit === undefined ? 0 : widthOfMatch(unit, text, position);
    if (width > 0) {
      unitIndex += 1;
      position += width;
      continue;
    }
    if (afterRun < 0 || runEnd >= text.length) {
      return false;
    }
    runEnd = nextCandidate(units[afterRun], text, runEnd);
    if (runEnd < 0) {
      return false;
    }
    unitIndex = afterRun;
    position = runEnd;
  }
}

/** What the units stand for, wildcards left out. */
export function literalText(units: readonly GlobUnit[]): string {
  return units.filter((unit) => typeof unit === 'string').join('');
}

/** Length of what the unit matches at the position; 0 when it does not match. */
function widthOfMatch(
  unit: string | typeof anyCharacter | typeof anyRun,
  text: string,
  position: number,
): number {
  if (typeof unit === 'string') {
    return text.startsWith(unit, position) ? unit.length : 0;
  }
  return widthOfCharacter(text, position);
}

/** Where what follows a `*` may begin next; -1 when nowhere. */
function nextCandidate(unit: GlobUnit | undefined, text: string, runEnd: number): number {
  return typeof unit === 'string' ? text.indexOf(unit, runEnd + 1) : runEnd + widthOfCharacter(text, runEnd);
}

/** 2 for a character outside the basic plane, 0 behind the end. */
function widthOfCharacter(text: string, position: number): number {
  const codePoint = text.codePointAt(position);
  if (codePoint === undefined) {
    return 0;
  }
  return codePoint > 0xffff ? 2 : 1;
}
