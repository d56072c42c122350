import { createHash } from 'node:crypto';
import { textOf } from '../conversions';
import { md2 } from './md2';
import { sqlFunction } from './sql-function';
import type { SqlFunction } from './sql-function';

function hashing(name: string, digest: (text: string) => string): SqlFunction {
  return sqlFunction(`${name}(String)`, ([value]) => {
    const text = textOf(value);
    return text === undefined ? undefined : digest(text);
  });
}

const digestBy =
  (algorithm: string) =>
  (text: string): string =>
    createHash(algorithm).update(text).digest('hex');

export const hashFunctions: readonly SqlFunction[] = [
  hashing('md2', (text) => Buffer.from(md2(Buffer.from(text))).toString('hex')),
  ...['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'].map((name) => hashing(name, digestBy(name))),
];
