/** What the policy languages of AWS have in common: wildcards, and the operators of conditions. */
export { anyCharacter, anyRun, literalText, matchGlob } from './glob';
export type { GlobUnit } from './glob';
export { isOperatorName, operators } from './operators';
export type { Operator } from './operators';
