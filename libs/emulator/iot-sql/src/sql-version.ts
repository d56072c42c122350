/** `awsIotSqlVersion` of a rule. */
export type SqlVersion = '2015-10-08' | '2016-03-23' | 'beta';

export const sqlVersions = ['2015-10-08', '2016-03-23', 'beta'] as const satisfies readonly SqlVersion[];

/** Whether a rule of this version has what came with 2016-03-23. `beta` is a later one. */
export function isSecondVersion(version: SqlVersion): boolean {
  return version !== '2015-10-08';
}
