import type { CertificateDescription } from '@aws-sdk/client-iot';
import type { Adoption } from '@fleet/certificate-lifecycle';
import { InadmissibleSerialError, isModelName, parseSerial, thingAttributes } from '@fleet/fleet-contract';
import {
  certificateIdOf,
  certificatesOfThing,
  findCertificate,
  findThing,
  thingsOfPrincipal,
  withoutRoom,
} from '@fleet/iot-registry';
import { defined } from '@fleet/optional-members';
import { counted } from '../output/words';
import type { Fleet } from '../fleet/fleet';
import type { AdoptOptions } from './adopt-options';

/** Why something that carries the older stack's policy is not adopted. */
export type LeftOutReason =
  /** A thing group or a Cognito identity. */
  | 'not-a-certificate'
  | 'certificate-not-active'
  | 'no-thing'
  | 'several-things'
  | 'inadmissible-serial'
  /** Which of them the device uses, nobody can say. */
  | 'several-active-certificates'
  | 'no-model'
  /** It has attributes of its own in the place of those that a rotation writes. */
  | 'no-room'
  /** What the record says. */
  | 'on-record'
  | 'blocked'
  | 'foreign-model';

export interface LeftOut {
  readonly reason: LeftOutReason;
  /** In words, with what to do about it where something can be done. */
  readonly because: string;
  readonly thing?: string;
}

/** What can be adopted as far as AWS IoT knows. */
export interface Candidate {
  readonly target: string;
  readonly adoption: Adoption;
}

/** Looks at one target of the older stack's policy. Changes nothing. */
export async function examine(
  fleet: Fleet,
  target: string,
  { policy, model: fallbackModel }: Pick<AdoptOptions, 'policy' | 'model'>,
): Promise<Candidate | LeftOut> {
  const certificateId = certificateIdOf(target);
  if (certificateId === undefined) {
    return leftOut('not-a-certificate', 'it is not a certificate');
  }
  const certificate = await findCertificate(fleet.iot, certificateId);
  if (certificate?.status !== 'ACTIVE') {
    return leftOut('certificate-not-active', `it is ${certificate?.status ?? 'deleted'}`);
  }
  const [thing, ...others] = await thingsOfPrincipal(fleet.iot, target);
  if (thing === undefined) {
    return leftOut('no-thing', 'it is attached to no thing');
  }
  if (others.length > 0) {
    return leftOut(
      'several-things',
      `it is attached to ${thing}, ${others.join(', ')}: a certificate for adoption has one thing`,
    );
  }
  return examineThing(fleet, { target, certificateId, certificate, thing, policy, fallbackModel });
}

async function examineThing(
  fleet: Fleet,
  found: {
    readonly target: string;
    readonly certificateId: string;
    readonly certificate: CertificateDescription;
    readonly thing: string;
    readonly policy: string;
    readonly fallbackModel: string | undefined;
  },
): Promise<Candidate | LeftOut> {
  const { thing, target, certificateId, certificate, policy, fallbackModel } = found;
  try {
    parseSerial(thing, fleet.serialRules);
  } catch (error) {
    if (!(error instanceof InadmissibleSerialError)) {
      throw error;
    }
    return leftOut('inadmissible-serial', error.message, thing);
  }
  const active = await activeCertificates(fleet, thing);
  if (active.length > 1) {
    return leftOut(
      'several-active-certificates',
      `it has ${active.length} ACTIVE certificates: make those INACTIVE that it does not use`,
      thing,
    );
  }
  const registered = await findThing(fleet.iot, thing);
  const shown = registered?.attributes ?? {};
  const model = shown[thingAttributes.modelType] ?? fallbackModel;
  if (model === undefined) {
    return leftOut(
      'no-model',
      `it has no attribute ${thingAttributes.modelType}: give its model with --model`,
      thing,
    );
  }
  if (!isModelName(model)) {
    return leftOut(
      'no-model',
      `its ${thingAttributes.modelType} is not a model name: ${JSON.stringify(model)}`,
      thing,
    );
  }
  const crowdedOut = registered === undefined ? [] : withoutRoom(registered, attributesOfDevices);
  if (crowdedOut.length > 0) {
    return leftOut(
      'no-room',
      `it has no room for ${crowdedOut.join(' and ')}, which a rotation writes: remove ` +
        `${counted(crowdedOut.length, 'attribute')} of its own, or give it a thing type`,
      thing,
    );
  }
  const at = fleet.now();
  const issuedAt = certificate.creationDate ?? at;
  const before = { policy, attributes: ownAttributes(shown) };
  return { target, adoption: { serial: thing, certificateId, model, issuedAt, at, before } };
}

/** Of a thing's attributes those that this fleet writes, too: it gets them back when it is released. */
function ownAttributes(attributes: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const names: readonly string[] = Object.values(thingAttributes);
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => names.includes(name)));
}

/** What both templates write. */
const attributesOfDevices = [thingAttributes.certIssuance, thingAttributes.modelType];

async function activeCertificates(fleet: Fleet, thing: string): Promise<string[]> {
  const active: string[] = [];
  for (const id of await certificatesOfThing(fleet.iot, thing)) {
    if ((await findCertificate(fleet.iot, id))?.status === 'ACTIVE') {
      active.push(id);
    }
  }
  return active;
}

export function leftOut(reason: LeftOutReason, because: string, thing?: string): LeftOut {
  return defined({ reason, because, thing });
}
