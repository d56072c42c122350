import { createCipheriv, createHmac } from 'node:crypto';
import type { AlertName } from '@fleet/faults';

/** RFC 8446, section 6. */
const alertNumbers: Readonly<Record<AlertName, number>> = {
  handshake_failure: 40,
  bad_certificate: 42,
  unsupported_certificate: 43,
  certificate_revoked: 44,
  certificate_expired: 45,
  certificate_unknown: 46,
  unknown_ca: 48,
  access_denied: 49,
  protocol_version: 70,
  internal_error: 80,
  unrecognized_name: 112,
  certificate_required: 116,
  no_application_protocol: 120,
};

const alertType = 0x15;
const applicationDataType = 0x17;

/** A fatal alert, as it goes over a connection that is not encrypted yet. */
export function plainAlert(alert: AlertName): Buffer {
  return record(alertType, fatal(alert));
}

/**
 * A fatal alert of TLS 1.3 that is the first record under a traffic secret (RFC 8446, sections 5.2, 5.3 and 7.3): of a
 * server that refuses the client's certificate.
 * @param secret of AES-128-GCM with SHA-256, or of AES-256-GCM with SHA-384
 */
export function sealedAlert(alert: AlertName, secret: Buffer): Buffer {
  const [hash, keyBytes, algorithm] =
    secret.length === 48
      ? (['sha384', 32, 'aes-256-gcm'] as const)
      : (['sha256', 16, 'aes-128-gcm'] as const);
  const tagBytes = 16;
  const content = Buffer.concat([fatal(alert), Buffer.from([alertType])]);
  const header = headerOf(applicationDataType, content.length + tagBytes);
  // The nonce of the first record is the vector itself: its number is 0.
  const cipher = createCipheriv(
    algorithm,
    expand(hash, secret, 'key', keyBytes),
    expand(hash, secret, 'iv', 12),
  );
  cipher.setAAD(header);
  return Buffer.concat([header, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

function fatal(alert: AlertName): Buffer {
  return Buffer.from([2, alertNumbers[alert]]);
}

function record(type: number, content: Buffer): Buffer {
  return Buffer.concat([headerOf(type, content.length), content]);
}

function headerOf(type: number, length: number): Buffer {
  return Buffer.from([type, 0x03, 0x03, length >> 8, length & 0xff]);
}

/** HKDF-Expand-Label with an empty context, for no more bytes than the hash has. */
function expand(hash: 'sha256' | 'sha384', secret: Buffer, label: string, bytes: number): Buffer {
  const name = Buffer.from(`tls13 ${label}`);
  const info = Buffer.concat([Buffer.from([0, bytes, name.length]), name, Buffer.from([0, 1])]);
  return createHmac(hash, secret).update(info).digest().subarray(0, bytes);
}
