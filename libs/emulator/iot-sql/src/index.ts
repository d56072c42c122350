export { evaluate } from './evaluate';
export type { RuleInput, RuleOutput } from './evaluate';
export { parseStatement } from './parse-statement';
export { SqlParseException } from './sql-parse-error';
export type { Statement } from './statement';
