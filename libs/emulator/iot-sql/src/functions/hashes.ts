import { createHash } from 'node:crypto';
import { textOf } from '../conversions';
import { md2 } from './md2';
import { sqlFunction } from './sql-function';
import type { FunctionContext, SqlFunction } from './sql-function';

const charactersOfAStep = 6;

function hashing(
  name: string,
  digest: (text: string, spend: FunctionContext['spend']) => string,
): SqlFunction {
  return sqlFunction(`${name}(String)`, ([value], { spend }) => {
    const text = textOf(value);
    return text === undefined ? undefined : digest(text, spend);
  });
}

/** The only one that OpenSSL does not do. */
function slowly(text: string, spend: FunctionContext['spend']): string {
  spend(text.length / charactersOfAStep);
  return Buffer.from(md2(Buffer.from(text))).toString('hex');
}

const digestBy =
  (algorithm: string) =>
  (text: string): string =>
    createHash(algorithm).update(text).digest('hex');

export const hashFunctions: readonly SqlFunction[] = [
  hashing('md2', slowly),
  ...['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'].map((name) => hashing(name, digestBy(name))),
];
