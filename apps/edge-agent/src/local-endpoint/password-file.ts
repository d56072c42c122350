import { pbkdf2, scrypt, scryptSync, timingSafeEqual } from 'node:crypto';
import { statSync } from 'node:fs';
import { promisify } from 'node:util';
import { DeviceFolderError, readText } from '../device/text-file';
import { isProgramName } from './program-name';

/** A password as it is kept: what has to come out of it. */
interface Proof {
  derive(password: Buffer): Promise<Buffer>;
  readonly expected: Buffer;
}

const derivePbkdf2 = promisify(pbkdf2);

/** More would let a file keep the device busy for seconds, or take its memory. */
const most = { iterations: 1_000_000, scryptMegabytes: 32 } as const;

/** Of none at all every password is right. */
const leastHashBytes = 16;

/** The names and passwords of programs. A password is checked when a program says it, one at a time. */
export class PasswordFile {
  private latest: Promise<unknown> = Promise.resolve();

  private constructor(private readonly proofs: ReadonlyMap<string, Proof>) {}

  /**
   * Reads lines of `name:hash`. A hash is what `mosquitto_passwd` writes, `$7$iterations$salt$hash` (PBKDF2 with
   * SHA-512), or what `agent.js hash-password` does, `$scrypt$ln=14,r=8,p=1$salt$hash`.
   *
   * @throws DeviceFolderError, FileUnreadableError; neither says anything of what is in a line
   */
  static read(path: string): PasswordFile {
    const text = readText(path);
    const { mode } = statSync(path);
    if ((mode & 0o077) !== 0) {
      throw new DeviceFolderError(
        `${path} is open to other users (mode ${(mode & 0o777).toString(8)}): close it (chmod 0600).`,
      );
    }
    const proofs = new Map<string, Proof>();
    for (const [index, line] of text.split('\n').entries()) {
      if (line.trim() !== '' && !line.startsWith('#')) {
        const [name, proof] = parseLine(line.trim()) ?? [];
        if (name === undefined || proof === undefined) {
          throw new DeviceFolderError(
            `${path}, line ${index + 1}, is not name:hash with a hash of mosquitto_passwd or of agent.js hash-password.`,
          );
        }
        proofs.set(name, proof);
      }
    }
    return new PasswordFile(proofs);
  }

  get names(): ReadonlySet<string> {
    return new Set(this.proofs.keys());
  }

  /** Whether that is the password of that name. One who has no such name waits as long. */
  async admits(name: string, password: Buffer): Promise<boolean> {
    const [anyone] = this.proofs.values();
    const proof = this.proofs.get(name) ?? anyone;
    if (proof === undefined) {
      return false;
    }
    const turn = this.latest.then(() => proof.derive(password));
    this.latest = turn.catch(() => undefined);
    const derived = await turn;
    return timingSafeEqual(derived, proof.expected) && this.proofs.has(name);
  }
}

function parseLine(line: string): readonly [string, Proof] | undefined {
  const colon = line.indexOf(':');
  const name = line.slice(0, colon);
  const hash = line.slice(colon + 1);
  const proof = colon > 0 && isProgramName(name) ? (mosquittoProof(hash) ?? scryptProof(hash)) : undefined;
  return proof && [name, proof];
}

function mosquittoProof(hash: string): Proof | undefined {
  const [, count, salt, expected] =
    /^\$7\$(\d{1,7})\$([A-Za-z0-9+/]+={0,2})\$([A-Za-z0-9+/]+={0,2})$/.exec(hash) ?? [];
  const iterations = Number(count);
  if (salt === undefined || expected === undefined || iterations < 1 || iterations > most.iterations) {
    return undefined;
  }
  const wanted = Buffer.from(expected, 'base64');
  const bytes = Buffer.from(salt, 'base64');
  if (wanted.length < leastHashBytes) {
    return undefined;
  }
  return {
    expected: wanted,
    derive: (password) => derivePbkdf2(password, bytes, iterations, wanted.length, 'sha512'),
  };
}

function scryptProof(hash: string): Proof | undefined {
  const [, ln, r, p, salt, expected] =
    /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d)\$([A-Za-z0-9+/]{16,}={0,2})\$([A-Za-z0-9+/]{22,}={0,2})$/.exec(
      hash,
    ) ?? [];
  if (salt === undefined || expected === undefined) {
    return undefined;
  }
  const cost = { N: 2 ** Number(ln), r: Number(r), p: Number(p) };
  if (cost.N < 2 || cost.r < 1 || cost.p < 1 || (cost.N * cost.r) / 8192 > most.scryptMegabytes) {
    return undefined;
  }
  const wanted = Buffer.from(expected, 'base64');
  if (wanted.length < leastHashBytes || !canDerive(cost)) {
    return undefined;
  }
  return {
    expected: wanted,
    derive: (password) => deriveScrypt(password, Buffer.from(salt, 'base64'), wanted.length, cost),
  };
}

/** What scrypt costs: 16 MiB and some 50 ms of a small computer. */
const ownCost = { N: 2 ** 14, r: 8, p: 1 } as const;

interface ScryptCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** Not all that look like costs are: scrypt has the last word, before a program says its password. */
function canDerive(cost: ScryptCost): boolean {
  try {
    scryptSync('', '', 1, { ...cost, maxmem: memoryOf(cost) });
    return true;
  } catch {
    return false;
  }
}

/** What scrypt may take, which is a little more than its table [RFC 7914, 2]. */
function memoryOf({ N, r, p }: ScryptCost): number {
  return 256 * N * r + 256 * r * p;
}

function deriveScrypt(password: Buffer, salt: Buffer, length: number, cost: ScryptCost): Promise<Buffer> {
  const maxmem = memoryOf(cost);
  return new Promise((resolve, reject) =>
    scrypt(password, salt, length, { ...cost, maxmem }, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  );
}

/** A line for a password file. */
export async function passwordLine(name: string, password: Buffer, salt: Buffer): Promise<string> {
  const key = await deriveScrypt(password, salt, 32, ownCost);
  const encoded = (bytes: Buffer): string => bytes.toString('base64');
  return `${name}:$scrypt$ln=14,r=${ownCost.r},p=${ownCost.p}$${encoded(salt)}$${encoded(key)}`;
}
