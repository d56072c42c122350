/** A reason, of whichever library, as a sentence that another one can follow. */
export function asSentence(reason: string): string {
  const ended = /[.!?]$/.test(reason) ? reason : `${reason}.`;
  return ended.charAt(0).toUpperCase() + ended.slice(1);
}
