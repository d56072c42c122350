import {
  dueDate,
  formatCertDate,
  graceEnd,
  readIssuance,
  rotationStanding,
  type CertDate,
  type Issuance,
} from '@fleet/cert-dates';
import {
  awaitsProof,
  certificateInForce,
  silentSince,
  type DeviceRecord,
  type Timestamp,
} from '@fleet/certificate-lifecycle';
import { thingAttributes, type FleetConfig } from '@fleet/fleet-contract';
import type { Connectivity } from '@fleet/iot-registry';
import { defined } from '@fleet/optional-members';

/** When a certificate is due, as monitor and rotation hook reckon it. */
export interface RotationView {
  readonly issuance: Issuance['kind'];
  readonly standing: 'valid' | 'due' | 'unreachable' | 'expired';
  /** First day on which it is due; absent where the thing has no usable date. */
  readonly due?: CertDate;
  /** Day of the first warning while the certificate in force carried a connection. */
  readonly warned?: CertDate;
  /** Last day on which it holds; absent before there was a warning. */
  readonly holdsUntil?: CertDate;
  /** A successor was registered and has not carried a connection. */
  readonly awaitsProof: boolean;
}

/** How a thing stands on the cloud's day. */
export function rotationView(
  thing: {
    readonly thingName: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly connectivity: Connectivity;
    readonly record: DeviceRecord | undefined;
  },
  config: FleetConfig,
  at: Date,
): RotationView {
  const { thingName, attributes, connectivity } = thing;
  const today = formatCertDate(at);
  const issuance = readIssuance(attributes[thingAttributes.certIssuance], today);
  const { warnedAt, dueNotedAt, comesSince } = certificateInForce(thing.record) ?? {};
  const warned = dayOf(warnedAt);
  // Where nobody knows whether it is connected, nobody says that it is out of reach.
  const connected = connectivity.state !== 'disconnected';
  const noted = {
    warnedOn: warned,
    lastSeenOn: dayOf(silentSince(thing.record)),
    dueNotedOn: dayOf(dueNotedAt),
    comesSinceOn: dayOf(comesSince),
  };
  const standing = rotationStanding(
    { thingName, issuance, connected, ...defined(noted) },
    config,
    today,
  ).kind;
  const view = { issuance: issuance.kind, standing, awaitsProof: awaitsProof(thing.record) };
  if (issuance.kind !== 'dated') {
    return defined({ ...view, warned });
  }
  const due = dueDate({ ...config, issued: issuance.date, thingName });
  const holdsUntil = graceEnd({ due, notified: warned, graceDays: config.graceDays });
  return defined({ ...view, due, warned, holdsUntil });
}

function dayOf(moment: Timestamp | undefined): CertDate | undefined {
  return moment === undefined ? undefined : formatCertDate(new Date(moment));
}
