export {
  UnexpectedColumnError,
  bytes,
  date,
  flag,
  integer,
  json,
  number,
  oneOf,
  optionalBytes,
  optionalDate,
  optionalInteger,
  optionalText,
  text,
  type StoredShape,
} from './columns';
export { exclusiveStart, type Cursor } from './cursor';
export { StatementError, StoreError, StoreInUseError, StoreTooNewError, StoreUnusableError } from './errors';
export type { Row, SqlValue } from './sql-values';
export { openStore } from './sqlite-store';
export type { Store } from './store';
