import type { UnsupportedMember } from '@fleet/aws-wire';
import type { CloudLog } from './cloud-log';

/** Warns of each member that is ignored; once, however often it is sent. */
export function warningOnce(log: Pick<CloudLog, 'warn'>): (member: UnsupportedMember) => void {
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
