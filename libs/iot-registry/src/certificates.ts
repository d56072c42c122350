import {
  CertificateStateException,
  DeleteCertificateCommand,
  DeleteConflictException,
  DescribeCertificateCommand,
  DetachPolicyCommand,
  DetachThingPrincipalCommand,
  ListThingPrincipalsCommand,
  UpdateCertificateCommand,
  type CertificateDescription,
  type IoTClient,
} from '@aws-sdk/client-iot';
import { absentIfNotFound } from './absent-if-not-found';

const certificateOfPrincipal = /:cert\/([0-9a-f]{64})$/;

/** The id of the certificate that an ARN names; nothing for one of a thing group or a Cognito identity. */
export function certificateIdOf(arn: string): string | undefined {
  return certificateOfPrincipal.exec(arn)?.[1];
}

/**
 * ARNs of what is attached to a thing: certificates in any state, Amazon Cognito identities. Nothing as well for a thing
 * that is not there. Needs `iot:ListThingPrincipals`.
 */
export async function principalsOfThing(iot: IoTClient, thingName: string): Promise<readonly string[]> {
  const principals: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await absentIfNotFound(iot.send(new ListThingPrincipalsCommand({ thingName, nextToken })));
    principals.push(...(page?.principals ?? []));
    nextToken = page?.nextToken;
  } while (nextToken !== undefined);
  return principals;
}

/** Ids of the certificates that are attached to a thing, in any state. Needs `iot:ListThingPrincipals`. */
export async function certificatesOfThing(iot: IoTClient, thingName: string): Promise<readonly string[]> {
  return (await principalsOfThing(iot, thingName)).flatMap((principal) => certificateIdOf(principal) ?? []);
}

/**
 * Whether the certificate is ACTIVE and attached to that very thing. Needs `iot:ListThingPrincipals` and
 * `iot:DescribeCertificate`.
 */
export async function isActiveCertificateOf(
  iot: IoTClient,
  thingName: string,
  certificateId: string,
): Promise<boolean> {
  const [attached, found] = await Promise.all([
    certificatesOfThing(iot, thingName),
    findCertificate(iot, certificateId),
  ]);
  return attached.includes(certificateId) && found?.status === 'ACTIVE';
}

/**
 * Makes a certificate INACTIVE, which cuts its connections, or ACTIVE again. What an operator revoked stays so.
 * Needs `iot:DescribeCertificate` and `iot:UpdateCertificate`.
 * @returns whether it has that status now; false for one that is revoked or gone
 */
export async function setCertificateStatus(
  iot: IoTClient,
  certificateId: string,
  newStatus: 'ACTIVE' | 'INACTIVE',
): Promise<boolean> {
  const found = await findCertificate(iot, certificateId);
  if (found === undefined || found.status === 'REVOKED') {
    return false;
  }
  if (found.status === newStatus) {
    return true;
  }
  const updated = iot.send(new UpdateCertificateCommand({ certificateId, newStatus }));
  return (await absentIfNotFound(updated)) !== undefined;
}

/**
 * Makes a certificate INACTIVE, which cuts its connections; thing and policy stay attached, so that an operator can
 * make it ACTIVE again. Safe to repeat. Needs `iot:DescribeCertificate` and `iot:UpdateCertificate`.
 * @returns whether it was ACTIVE until now
 */
export async function deactivateCertificate(iot: IoTClient, certificateId: string): Promise<boolean> {
  const found = await findCertificate(iot, certificateId);
  if (found?.status !== 'ACTIVE') {
    return false;
  }
  const updated = iot.send(new UpdateCertificateCommand({ certificateId, newStatus: 'INACTIVE' }));
  return (await absentIfNotFound(updated)) !== undefined;
}

/**
 * Revokes a certificate, for good: nobody can connect with it, and AWS IoT ends its connections within minutes. Safe to
 * repeat. Needs `iot:UpdateCertificate`.
 * @returns whether AWS IoT has it
 */
export async function revokeCertificate(iot: IoTClient, certificateId: string): Promise<boolean> {
  const updated = iot.send(new UpdateCertificateCommand({ certificateId, newStatus: 'REVOKED' }));
  return (await absentIfNotFound(updated)) !== undefined;
}

/** The thing and the policy that make a certificate a device's. */
export interface DeviceAttachments {
  readonly thingName: string;
  readonly policyName: string;
}

/**
 * Makes a certificate INACTIVE, unless it is REVOKED, and takes thing and policy from it. Safe to repeat, also for
 * one that is gone. Needs `iot:DescribeCertificate`, `iot:UpdateCertificate`, `iot:DetachThingPrincipal` and
 * `iot:DetachPolicy`.
 */
export async function retireCertificate(
  iot: IoTClient,
  certificateId: string,
  { thingName, policyName }: DeviceAttachments,
): Promise<void> {
  const found = await findCertificate(iot, certificateId);
  const principal = found?.certificateArn;
  if (principal === undefined) {
    return;
  }
  // Inactive first: from here on it cannot connect, whatever becomes of the rest. What an operator revoked stays so.
  if (found?.status !== 'REVOKED') {
    await absentIfNotFound(iot.send(new UpdateCertificateCommand({ certificateId, newStatus: 'INACTIVE' })));
  }
  await absentIfNotFound(iot.send(new DetachThingPrincipalCommand({ thingName, principal })));
  await absentIfNotFound(iot.send(new DetachPolicyCommand({ policyName, target: principal })));
}

/**
 * Deletes a certificate that should be retired, and retires it first where it is not: a registration under way may
 * have activated or attached it again. Safe to repeat. Needs `iot:DeleteCertificate`, and what
 * {@link retireCertificate} needs.
 */
export async function deleteRetired(
  iot: IoTClient,
  certificateId: string,
  attachments: DeviceAttachments,
): Promise<void> {
  try {
    await deleteCertificate(iot, certificateId);
  } catch (error) {
    if (!(error instanceof CertificateStateException) && !(error instanceof DeleteConflictException)) {
      throw error;
    }
    await retireCertificate(iot, certificateId, attachments);
    await deleteCertificate(iot, certificateId);
  }
}

/**
 * Deletes a certificate that is retired, also one that still carries a policy of another stack, as adopted ones do:
 * inactive and attached to no thing, it serves nobody. Safe to repeat. Needs `iot:DeleteCertificate`.
 * @throws CertificateStateException while it is ACTIVE, DeleteConflictException while it is attached to a thing
 */
export async function deleteCertificate(iot: IoTClient, certificateId: string): Promise<void> {
  // Passes over policies and nothing else (DeleteCertificate API reference).
  await absentIfNotFound(iot.send(new DeleteCertificateCommand({ certificateId, forceDelete: true })));
}

/** The certificate as AWS IoT has it, if there is one. Needs `iot:DescribeCertificate`. */
export async function findCertificate(
  iot: IoTClient,
  certificateId: string,
): Promise<CertificateDescription | undefined> {
  const found = await absentIfNotFound(iot.send(new DescribeCertificateCommand({ certificateId })));
  return found?.certificateDescription;
}
