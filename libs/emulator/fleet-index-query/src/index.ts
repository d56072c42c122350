export { fold } from './fold';
export type { IndexedDocument, IndexedValue } from './indexed-document';
export { attributeValue, booleanValue, numberValue, textValue } from './indexed-document';
export { InvalidQueryException } from './invalid-query-exception';
export { matches } from './matches';
export { recognizedNumber } from './recognized-number';
export { parseQuery } from './parse-query';
export type { Bound, Literal, Pattern, PatternPart, Query, Term, ValueTest } from './query';
