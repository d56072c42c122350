import { dueDate, formatCertDate } from '@fleet/cert-dates';
import { isProgramFault } from '@fleet/program-faults';
import type { Device } from '../device/device';
import { readCertificate } from '../identity/identity';
import { issueDate } from '../identity/issue-date';
import type { Carrier } from '../provisioning/carrier';

/** What programs of the device learn of its agent, as JSON on `$local/agent/status`. */
export interface AgentState {
  readonly connected: boolean;
  readonly thingName?: string;
  readonly certificateId?: string;
  /** The day from which on the certificate is to be replaced, as 2027-01-31. Absent where its date cannot be read. */
  readonly dueOn?: string;
}

export function stateOf(device: Device, carrier: Carrier | undefined): AgentState {
  if (carrier === undefined) {
    return { connected: false };
  }
  const { thingName, certificateId } = carrier.identity.record;
  const connected = carrier.connection.closed === undefined;
  const due = dueOn(device, carrier);
  return due === undefined
    ? { connected, thingName, certificateId }
    : { connected, thingName, certificateId, dueOn: due };
}

function dueOn({ rotationDays, spreadDays }: Device, { identity }: Carrier): string | undefined {
  try {
    const issued = formatCertDate(issueDate(readCertificate(identity)));
    const { thingName } = identity.record;
    const day = dueDate({ issued, thingName, rotationDays, spreadDays });
    return day.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
  } catch (error) {
    if (isProgramFault(error)) {
      throw error;
    }
    return undefined;
  }
}
