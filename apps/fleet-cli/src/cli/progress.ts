/** No word of what is done within this time, and no second word sooner. */
const everyMillis = 2_000;

/**
 * Tells how far long work has come, every two seconds.
 * @returns to be called with each step
 */
export function progressOf(
  say: (words: string) => void,
  words: () => string,
  now: () => number = Date.now,
): () => void {
  let last = now();
  return () => {
    if (now() - last < everyMillis) {
      return;
    }
    last = now();
    say(words());
  };
}
