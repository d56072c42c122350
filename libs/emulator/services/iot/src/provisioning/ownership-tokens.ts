import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '@fleet/emulator-clock';
import type { Certificates } from '../certificates/certificates';
import type { OwnershipTokenRepository } from './ownership-token-repository';

const lifetimeMillis = 3_600_000;
/** Reported: that of an RSA-2048 certificate has 464 characters (espressif/esp-at). Guessed: those of others too. */
const tokenBytes = 348;
const longestToken = 4_096;
const sweptAtOnce = 500;

export interface OwnershipTokensParts {
  readonly clock: Clock;
  readonly repository: OwnershipTokenRepository;
  readonly certificates: Certificates;
}

/**
 * The tokens that prove, for an hour, who was given a certificate (developer guide: fleet-provision-api). One
 * registration uses a token up. A certificate that was neither activated nor attached goes with its token.
 */
export class OwnershipTokens {
  private cancelSweep: (() => void) | undefined;

  constructor(private readonly parts: OwnershipTokensParts) {}

  /** Starts to sweep up what expires, and what expired while nothing ran. */
  start(): void {
    this.sweep();
  }

  issue(certificateId: string): string {
    const token = randomBytes(tokenBytes).toString('base64url');
    const expiresAt = new Date(this.parts.clock.nowMillis() + lifetimeMillis);
    this.parts.repository.insert({ tokenHash: hashOf(token), certificateId, expiresAt });
    if (this.cancelSweep === undefined) {
      this.awaitNextExpiry();
    }
    return token;
  }

  /** The certificate a token stands for; `undefined` when it is unknown, used or expired. */
  certificateOf(token: string): string | undefined {
    if (token.length > longestToken) {
      return undefined;
    }
    const record = this.parts.repository.find(hashOf(token));
    const valid = record !== undefined && record.expiresAt > this.parts.clock.now();
    return valid ? record.certificateId : undefined;
  }

  /** Uses a token up. Belongs into the transaction of what it is used for. */
  consume(token: string): void {
    this.parts.repository.delete(hashOf(token));
  }

  close(): void {
    this.cancelSweep?.();
    this.cancelSweep = undefined;
  }

  private sweep(): void {
    for (const record of this.parts.repository.expired(this.parts.clock.now(), sweptAtOnce)) {
      this.parts.certificates.deleteAbandoned(record.certificateId);
      this.parts.repository.delete(record.tokenHash);
    }
    this.awaitNextExpiry();
  }

  private awaitNextExpiry(): void {
    this.close();
    const next = this.parts.repository.nextExpiry();
    if (next === undefined) {
      return;
    }
    this.cancelSweep = this.parts.clock.at(next, () => {
      this.sweep();
    });
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
