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
export { FlushingStore } from './flushing-store';
export { RememberedReads } from './remembered-reads';
export { openStore, type OpenStore } from './sqlite-store';
export type { Store } from './store';
export { LeaseEndedError, StoreLease } from './store-lease';
