import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { isNativeError } from 'node:util/types';
import { UsageError } from '@fleet/fleet-operations';
import { publicHalf, type FactoryKey } from './factory-key';

const largestKeyFile = 64 * 1024;

const signInThread = promisify(sign);

/**
 * A private key in a PEM file.
 * @throws UsageError, which says nothing of what is in the file
 */
export async function keyFile(path: string): Promise<FactoryKey> {
  const name = `the key in ${path}`;
  const privateKey = readKey(path, await textOf(path));
  return {
    name,
    publicKey: publicHalf(createPublicKey(privateKey), name),
    sign: (input) => signInThread('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
    atOnce: 64,
  };
}

async function textOf(path: string): Promise<string> {
  try {
    if ((await stat(path)).size <= largestKeyFile) {
      return await readFile(path, 'utf8');
    }
  } catch (error) {
    if (!isNativeError(error) || !('code' in error)) {
      throw error;
    }
    throw new UsageError(`--key ${path} cannot be read: ${error.message}`, { cause: error });
  }
  throw new UsageError(`--key ${path} is larger than the file of any key.`);
}

function readKey(path: string, pem: string): KeyObject {
  if (pem.includes('ENCRYPTED')) {
    throw new UsageError(
      `--key ${path} is encrypted: decrypt it into a file that only you can read (openssl pkcs8), or use --kms-key.`,
    );
  }
  try {
    return createPrivateKey(pem);
  } catch {
    // OpenSSL's words help nobody here, and the text is a secret.
    throw new UsageError(`--key ${path} is not the PEM of a private key.`);
  }
}
