import { isIPv4 } from 'node:net';

/** Where programs of the device connect to. */
export type ListenAddress =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

export class InvalidListenAddressError extends Error {
  override readonly name = 'InvalidListenAddressError';

  constructor(text: string, why: string) {
    super(
      `${JSON.stringify(text)} is no address for programs of this device: ${why}. Write unix:/run/fleet-agent/mqtt.sock, ` +
        `or tcp:127.0.0.1:1883.`,
    );
  }
}

/** Shortest of the systems' limits on a socket's path (macOS: 104 bytes with the closing zero). */
const longestSocketPath = 103;

/** @throws InvalidListenAddressError */
export function parseListenAddress(text: string): ListenAddress {
  const [, kind, rest = ''] = /^(unix|tcp):(.*)$/s.exec(text) ?? [];
  if (kind === 'unix') {
    return { kind, path: socketPathOf(text, rest) };
  }
  if (kind === 'tcp') {
    return { kind, ...loopbackOf(text, rest) };
  }
  throw new InvalidListenAddressError(text, 'it begins with neither unix: nor tcp:');
}

export function formatListenAddress(address: ListenAddress): string {
  if (address.kind === 'unix') {
    return `unix:${address.path}`;
  }
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `tcp:${host}:${address.port}`;
}

function socketPathOf(text: string, path: string): string {
  if (!/^\/.*[^/]$/s.test(path) || path.includes('\0')) {
    throw new InvalidListenAddressError(text, 'the path of a socket is absolute');
  }
  if (Buffer.byteLength(path) > longestSocketPath) {
    throw new InvalidListenAddressError(text, `the path of a socket has at most ${longestSocketPath} bytes`);
  }
  return path;
}

/** Names could lead anywhere, so there is one, and its meaning is ours. */
function loopbackOf(text: string, place: string): { readonly host: string; readonly port: number } {
  const [, host = '', digits = ''] = /^(\[::1\]|[^:]*):(\d{1,5})$/.exec(place) ?? [];
  const port = Number(digits);
  if (digits === '' || port > 65_535) {
    throw new InvalidListenAddressError(text, 'it is not tcp:host:port');
  }
  if (host === '[::1]') {
    return { host: '::1', port };
  }
  const address = host === 'localhost' ? '127.0.0.1' : host;
  if (!isIPv4(address) || !address.startsWith('127.')) {
    throw new InvalidListenAddressError(text, 'programs connect from this device alone, over its loopback');
  }
  return { host: address, port };
}
