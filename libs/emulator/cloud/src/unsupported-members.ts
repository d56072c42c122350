import type { UnsupportedMember } from '@fleet/aws-wire';
import type { Logger } from 'pino';

/** Warns of each member that is ignored; once, however often it is sent. */
export function warningOnce(log: Logger): (member: UnsupportedMember) => void {
  const warned = new Set<string>();
  return (unsupported) => {
    const { service, operation, member } = unsupported;
    const key = `${service}:${operation}:${member}`;
    if (!warned.has(key)) {
      warned.add(key);
      log.warn(unsupported, `${operation}: local-cloud ignores the parameter "${member}"`);
    }
  };
}
