import assert from 'node:assert/strict';
import { IoT } from '@aws-sdk/client-iot';
import { createCertificateRequest, generateIdentityKey } from '@fleet/certificate-request';
import { sdkSettings, type LocalCloudProcess } from '@fleet/local-fleet';
import type { Identity } from '../devices/identity';

const productionPolicy = 'older_prod_policy';
const statement = { Effect: 'Allow', Action: 'iot:*', Resource: '*' };

/** A certificate of the older stack, and the key of the device that has it. */
export interface OlderDevice extends Identity {
  readonly certificateId: string;
}

/** Devices made by hand, as a stack did that knew nothing of this fleet: no records, no group, no hooks. */
export class OlderStack {
  readonly productionPolicy = productionPolicy;
  private readonly iot: IoT;

  constructor(cloud: LocalCloudProcess) {
    this.iot = new IoT(sdkSettings(cloud.endpoints));
  }

  async createPolicy(): Promise<void> {
    const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await this.iot.createPolicy({ policyName: productionPolicy, policyDocument });
  }

  async createThing(thingName: string, attributes: Record<string, string> = {}): Promise<void> {
    await this.iot.createThing({ thingName, attributePayload: { attributes } });
  }

  /** A certificate that carries the policy, attached to a thing. */
  async createCertificate(thingName: string): Promise<OlderDevice> {
    const privateKey = generateIdentityKey();
    const certificateSigningRequest = createCertificateRequest(privateKey, 'device');
    const { certificateArn, certificatePem, certificateId } = await this.iot.createCertificateFromCsr({
      certificateSigningRequest,
      setAsActive: true,
    });
    assert(certificatePem !== undefined && certificateId !== undefined, 'The API answers with a certificate');
    await this.iot.attachPolicy({ policyName: productionPolicy, target: certificateArn });
    await this.iot.attachThingPrincipal({ thingName, principal: certificateArn });
    return { certificate: certificatePem, privateKey, certificateId };
  }

  close(): void {
    this.iot.destroy();
  }
}
