import {
  DeleteConflictException,
  InvalidRequestException,
  ResourceNotFoundException,
  CertificateStateException,
  VersionConflictException,
} from '@aws-sdk/client-iot';
import type { CloudUnderTest } from './cloud-under-test';
import { untilDone } from './until-done';

/** A certificate of the account, and its key. */
export interface MadeCertificate {
  readonly certificateId: string;
  readonly certificateArn: string;
  readonly certificatePem: string;
  readonly privateKey: string;
}

/** What the API must answer with. @throws Error where it does not */
export function answered<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) {
    throw new Error(`the answer has no ${what}`);
  }
  return value;
}

/** Makes things, certificates and so on for a test, and removes each when the tests are over. */
export class MadeInCloud {
  constructor(private readonly cloud: CloudUnderTest) {}

  async thing(attributes: Readonly<Record<string, string>> = {}): Promise<string> {
    const { iot, freshName } = this.cloud;
    const thingName = freshName('thing');
    this.removeLater(() => iot.deleteThing({ thingName }));
    await iot.createThing({ thingName, attributePayload: { attributes } });
    return thingName;
  }

  async thingGroup(): Promise<string> {
    const { iot, freshName } = this.cloud;
    const thingGroupName = freshName('group');
    this.removeLater(() => iot.deleteThingGroup({ thingGroupName }));
    await iot.createThingGroup({ thingGroupName });
    return thingGroupName;
  }

  /** A policy of these statements. Without any it lets everything pass. */
  async policy(...statements: readonly object[]): Promise<string> {
    const { iot, freshName } = this.cloud;
    const policyName = freshName('policy');
    this.removeLater(() => this.removePolicy(policyName));
    await iot.createPolicy({ policyName, policyDocument: policyDocument(...statements) });
    return policyName;
  }

  /** An ACTIVE certificate, with this policy if there is one. */
  async certificate(policyName?: string): Promise<MadeCertificate> {
    const { iot } = this.cloud;
    const created = await iot.createKeysAndCertificate({ setAsActive: true });
    const certificateId = answered(created.certificateId, 'certificateId');
    this.removeLater(() => this.removeCertificate(certificateId));
    const certificateArn = answered(created.certificateArn, 'certificateArn');
    if (policyName !== undefined) {
      await iot.attachPolicy({ policyName, target: certificateArn });
    }
    return {
      certificateId,
      certificateArn,
      certificatePem: answered(created.certificatePem, 'certificatePem'),
      privateKey: answered(created.keyPair?.PrivateKey, 'private key'),
    };
  }

  /** A role that AWS IoT may assume. A new one is not seen at once: its first user has to try again. */
  async role(managedPolicyArn: string): Promise<string> {
    const { iam, freshName } = this.cloud;
    const roleName = freshName('role');
    this.removeLater(async () => {
      await iam.detachRolePolicy({ RoleName: roleName, PolicyArn: managedPolicyArn });
      await iam.deleteRole({ RoleName: roleName });
    });
    const { Role: role } = await iam.createRole({
      RoleName: roleName,
      AssumeRolePolicyDocument: policyDocument({
        Effect: 'Allow',
        Principal: { Service: 'iot.amazonaws.com' },
        Action: 'sts:AssumeRole',
      }),
    });
    await iam.attachRolePolicy({ RoleName: roleName, PolicyArn: managedPolicyArn });
    return answered(role?.Arn, 'ARN of the role');
  }

  /**
   * Removes a thing, a policy … at the end, unless the test has done so. What refers to it may not be gone at once.
   */
  removeLater(remove: () => Promise<unknown>): void {
    this.cloud.resources.defer(() => untilDone(() => unlessGone(remove), stillReferredTo));
  }

  private async removePolicy(policyName: string): Promise<void> {
    const { iot } = this.cloud;
    const { targets = [] } = await iot.listTargetsForPolicy({ policyName });
    await Promise.all(targets.map((target) => iot.detachPolicy({ policyName, target })));
    const { policyVersions = [] } = await iot.listPolicyVersions({ policyName });
    for (const { versionId, isDefaultVersion } of policyVersions) {
      if (isDefaultVersion !== true) {
        await iot.deletePolicyVersion({ policyName, policyVersionId: versionId });
      }
    }
    await iot.deletePolicy({ policyName });
  }

  private async removeCertificate(certificateId: string): Promise<void> {
    const { iot } = this.cloud;
    const principal = `arn:aws:iot:${this.cloud.region}:${this.cloud.accountId}:cert/${certificateId}`;
    const { things = [] } = await iot.listPrincipalThings({ principal });
    await Promise.all(things.map((thingName) => iot.detachThingPrincipal({ thingName, principal })));
    await iot.updateCertificate({ certificateId, newStatus: 'INACTIVE' });
    await iot.deleteCertificate({ certificateId, forceDelete: true });
  }
}

/** An IAM or IoT policy of these statements; without any, one of AWS IoT that allows everything. */
export function policyDocument(...statements: readonly object[]): string {
  const everything = [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }];
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.length === 0 ? everything : statements,
  });
}

/** Removes what a test may have removed already. */
async function unlessGone(remove: () => Promise<unknown>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) {
      throw error;
    }
  }
}

function stillReferredTo(error: unknown): boolean {
  return (
    error instanceof DeleteConflictException ||
    error instanceof CertificateStateException ||
    error instanceof VersionConflictException ||
    (error instanceof InvalidRequestException && /attached/.test(error.message))
  );
}
