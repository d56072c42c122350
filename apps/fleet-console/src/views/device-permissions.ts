import { isDue, readIssuance, formatCertDate } from '@fleet/cert-dates';
import {
  hasPermit,
  hidesDate,
  isMadeByFleet,
  issueOverCertificate,
  issueOverClaim,
  mayReprovision,
  type DeviceRecord,
} from '@fleet/certificate-lifecycle';
import type { Permission } from '@fleet/fleet-console-api';
import { thingAttributes, type FleetConfig } from '@fleet/fleet-contract';
import { reasonWords, shortId, type DeviceView } from '@fleet/fleet-operations';

/** No certificate has this id: what would be decided on a new one. */
const newCertificate = '0'.repeat(64);

export interface KnownDevice {
  readonly view: DeviceView;
  readonly record: DeviceRecord | undefined;
  readonly config: FleetConfig;
  readonly at: Date;
}

/** What the hooks and AWS IoT would let it do now, by the rules that they have. */
export function permissionsOf(device: KnownDevice): Permission[] {
  const connect = connecting(device);
  return [connect, onceConnected(rotating(device), connect), provisioning(device)];
}

/** A device asks for it on its own connection. */
function onceConnected(rotate: Permission, connect: Permission): Permission {
  return rotate.allowed && !connect.allowed
    ? { ...rotate, why: `${rotate.why} It has to connect for that, which it cannot.` }
    : rotate;
}

function connecting({ view: { certificates, thing } }: KnownDevice): Permission {
  const able = certificates.filter(({ status, attached }) => status === 'ACTIVE' && attached);
  const [first] = able;
  if (first !== undefined) {
    const which = able.map(({ certificateId }) => shortId(certificateId)).join(', ');
    return { to: 'connect', allowed: true, why: `${which} is ACTIVE and attached to its thing.` };
  }
  const why =
    thing === undefined
      ? 'It has no thing yet: it provisions first.'
      : 'None of its certificates is ACTIVE and attached to its thing.';
  return { to: 'connect', allowed: false, why };
}

function rotating({ view, record, config, at }: KnownDevice): Permission {
  const { current } = record ?? {};
  if (record === undefined || current === undefined || view.thing === undefined) {
    return { to: 'rotate', allowed: false, why: 'It has no certificate that it could rotate.' };
  }
  const { outcome } = issueOverCertificate(record, {
    serial: view.serial,
    certificateId: newCertificate,
    issuedOver: current,
    at,
  });
  if (outcome.outcome === 'refused') {
    return { to: 'rotate', allowed: false, why: reasonWords(outcome.reason) };
  }
  if (hasPermit(record, 'rotate', at)) {
    return { to: 'rotate', allowed: true, why: 'An operator permits it, once.' };
  }
  if (hidesDate(record)) {
    return {
      to: 'rotate',
      allowed: true,
      why: 'The certificate that it got last is not proven: it may ask again.',
    };
  }
  const today = formatCertDate(at);
  const issuance = readIssuance(view.thing.attributes[thingAttributes.certIssuance], today);
  return isDue({ ...config, issuance, thingName: view.serial, today })
    ? { to: 'rotate', allowed: true, why: 'Its certificate is due.' }
    : { to: 'rotate', allowed: false, why: reasonWords('not-due') };
}

/** What the device itself shows (claim, voucher, parameters) is not known here, and said so. */
function provisioning({ view, record, config, at }: KnownDevice): Permission {
  const refuse = (reason: string): Permission => ({
    to: 'provision',
    allowed: false,
    why: reasonWords(reason),
  });
  if (record === undefined && config.provisioning === 'allowlist') {
    return refuse('not-on-allowlist');
  }
  const isPermitted = mayReprovision(record, newCertificate, at);
  if (view.thing !== undefined && !isPermitted && !isMadeByFleet(record)) {
    return refuse('foreign-thing');
  }
  const [ofConfig = 'unknown'] = config.models;
  const model = record?.allowedModel ?? record?.model ?? ofConfig;
  const request = {
    serial: view.serial,
    certificateId: newCertificate,
    claimCertificateId: 'any',
    model,
    at,
  };
  const { outcome } = issueOverClaim(record, request);
  if (outcome.outcome === 'refused') {
    return refuse(outcome.reason);
  }
  const shows =
    config.provisioning === 'voucher'
      ? 'a claim in force, and the voucher of its factory'
      : 'a claim in force';
  const only = record?.allowedModel === undefined ? '' : ` of the model ${record.allowedModel}`;
  return { to: 'provision', allowed: true, why: `It may, if it shows ${shows}${only}.` };
}
