/** One thing that happened in a cloud. */
export interface CloudLogEntry {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  /** What it is about, by name; `err` is an error, `room` the part of the cloud. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export type CloudLogListener = (entry: CloudLogEntry) => void;

type LogFunction = (fields: object, message: string) => void;

/** Where the parts of a cloud say what happens. A pino logger is one. */
export interface CloudLog {
  readonly debug: LogFunction;
  readonly info: LogFunction;
  readonly warn: LogFunction;
  readonly error: LogFunction;
  /** A log that says these fields with everything. */
  child(fields: object): CloudLog;
}

/** @param listener absent, the log is silent */
export function cloudLog(listener: CloudLogListener = () => undefined, always: object = {}): CloudLog {
  const at =
    (level: CloudLogEntry['level']): LogFunction =>
    (fields, message) =>
      listener({ level, message, fields: { ...always, ...fields } });
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => cloudLog(listener, { ...always, ...fields }),
  };
}

/** A log for parts of a cloud that may be ended in the middle of their work: what fails by that is no fault. */
export function untilEnded(log: CloudLog, hasEnded: () => boolean): CloudLog {
  const unlessEnded =
    (level: 'warn' | 'error'): LogFunction =>
    (fields, message) =>
      log[hasEnded() ? 'debug' : level](fields, message);
  return {
    debug: (fields, message) => log.debug(fields, message),
    info: (fields, message) => log.info(fields, message),
    warn: unlessEnded('warn'),
    error: unlessEnded('error'),
    child: (fields) => untilEnded(log.child(fields), hasEnded),
  };
}
