/** What the policy languages of AWS have in common: wildcards, the operators of conditions, and how a document is read. */
export { readDocumentPart } from './document-part';
export { anyCharacter, anyRun, literalText, matchGlob } from './glob';
export type { GlobUnit } from './glob';
export { isOperatorName, operators } from './operators';
export type { Operator } from './operators';
