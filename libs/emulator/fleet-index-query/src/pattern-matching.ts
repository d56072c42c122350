import { fold } from './fold';
import type { Pattern, PatternPart } from './query';

/** The characters of a pattern one by one: a wildcard, or the text of one character. */
type Step = Exclude<PatternPart, { kind: 'text' }>['kind'] | { readonly character: string };

/**
 * Whether the whole text has the form of the pattern. Goes back to the last `*` only, so that the time is at most the
 * product of both lengths, whatever the pattern.
 */
export function hasForm(text: string, pattern: Pattern): boolean {
  const characters = Array.from(fold(text));
  const steps = stepsOf(pattern);
  let at = 0;
  let step = 0;
  let lastStar: { readonly step: number; at: number } | undefined;
  while (at < characters.length) {
    const current = steps[step];
    if (current === 'any-characters') {
      lastStar = { step, at };
      step += 1;
    } else if (current !== undefined && admits(current, characters[at])) {
      step += 1;
      at += 1;
    } else if (lastStar) {
      lastStar.at += 1;
      at = lastStar.at;
      step = lastStar.step + 1;
    } else {
      return false;
    }
  }
  return steps.slice(step).every((rest) => rest === 'any-characters');
}

function stepsOf(pattern: Pattern): Step[] {
  return pattern.flatMap((part): Step[] =>
    part.kind === 'text' ? Array.from(fold(part.text), (character) => ({ character })) : [part.kind],
  );
}

function admits(step: Exclude<Step, 'any-characters'>, character: string | undefined): boolean {
  return step === 'one-character' || step.character === character;
}
