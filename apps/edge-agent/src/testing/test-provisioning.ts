import * as z from 'zod/mini';
import type { TestAuthority } from './test-authority';

/** What the cloud does with a RegisterThing request. `lost` does it, and closes in place of the answer. */
export type RegisterScript = 'accept' | 'lost' | { readonly statusCode: number; readonly errorCode: string };

export interface CloudCertificate {
  status: 'PENDING_ACTIVATION' | 'ACTIVE' | 'INACTIVE';
  token: string;
  thing?: string;
  /** The certificate that was current when this one was issued. */
  issuedOver?: string | undefined;
}

/** The answer to a request: below which topic, and with which body. */
export interface ProvisioningAnswer {
  readonly step: 'issued' | 'registered';
  readonly suffix: 'accepted' | 'rejected';
  readonly body: object;
  /** Whether the script wants the connection closed in its place. */
  readonly lost: boolean;
}

const registerRequest = z.object({
  certificateOwnershipToken: z.string(),
  parameters: z.looseObject({
    SerialNumber: z.string(),
    ModelType: z.string(),
    Voucher: z.optional(z.string()),
  }),
});
const csrRequest = z.object({ certificateSigningRequest: z.string() });

/** Issues, registers and retires certificates as the fleet's cloud does, by a script where a test needs a fault. */
export class TestProvisioning {
  readonly certificates = new Map<string, CloudCertificate>();
  /** Answers to the next RegisterThing requests, in turn; then `accept`. */
  readonly registerScript: RegisterScript[] = [];
  /** The topics of all requests. */
  readonly requests: string[] = [];
  readonly registrations: {
    readonly template: string;
    readonly token: string;
    readonly model: string;
    readonly voucher: string | undefined;
    readonly parameters: Readonly<Record<string, unknown>>;
  }[] = [];
  /** Whether a certificate that is proven takes every other one of its thing away, as the proof handler does. */
  retires = false;
  private readonly current = new Map<string, string>();

  constructor(private readonly authority: TestAuthority) {}

  /** `undefined` for a topic that is none of the provisioning API. */
  async answer(topic: string, payload: string): Promise<ProvisioningAnswer | undefined> {
    if (topic.startsWith('$aws/')) {
      this.requests.push(topic);
    }
    const template = /^\$aws\/provisioning-templates\/(.+)\/provision\/json$/.exec(topic)?.[1];
    if (topic === '$aws/certificates/create-from-csr/json') {
      return issued(await this.issue(csrRequest.parse(JSON.parse(payload)).certificateSigningRequest));
    }
    if (topic === '$aws/certificates/create/json') {
      return issued(await this.issueWithKey());
    }
    return template === undefined ? undefined : this.register(template, payload);
  }

  /** The certificate of the thing that was proven last. */
  currentOf(thing: string): string | undefined {
    return this.current.get(thing);
  }

  /** The certificate has carried a connection: it becomes current if it was issued over what is current. */
  prove(certificateId: string): void {
    const certificate = this.certificates.get(certificateId);
    if (!this.retires || certificate?.thing === undefined) {
      return;
    }
    const { thing, issuedOver } = certificate;
    if (this.current.get(thing) !== issuedOver) {
      return;
    }
    this.current.set(thing, certificateId);
    for (const [id, other] of this.certificates) {
      if (other.thing === thing && id !== certificateId) {
        other.status = 'INACTIVE';
      }
    }
  }

  private async issue(signingRequest: string): Promise<object> {
    const { certificate, certificateId } = await this.authority.issueFor(signingRequest);
    return this.pending(certificate, certificateId);
  }

  private async issueWithKey(): Promise<object> {
    const { certificate, certificateId, privateKey } = await this.authority.issue('AWS IoT Certificate');
    return { ...this.pending(certificate, certificateId), privateKey };
  }

  private pending(certificatePem: string, certificateId: string): object {
    const token = `token-${this.certificates.size}`;
    this.certificates.set(certificateId, { status: 'PENDING_ACTIVATION', token });
    return { certificateId, certificatePem, certificateOwnershipToken: token };
  }

  private register(template: string, payload: string): ProvisioningAnswer {
    const request = registerRequest.parse(JSON.parse(payload));
    const token = request.certificateOwnershipToken;
    const { parameters } = request;
    const { ModelType: model, Voucher: voucher } = parameters;
    this.registrations.push({ template, token, model, voucher, parameters });
    const script = this.registerScript.shift() ?? 'accept';
    const pending = [...this.certificates.values()].find(
      (certificate) => certificate.token === token && certificate.status === 'PENDING_ACTIVATION',
    );
    if (typeof script === 'object') {
      return rejected({ ...script, errorMessage: 'scripted' });
    }
    if (pending === undefined) {
      const errorCode = 'InvalidCertificateOwnershipToken';
      return rejected({ statusCode: 400, errorCode, errorMessage: 'expired or used' });
    }
    pending.status = 'ACTIVE';
    pending.thing = request.parameters.SerialNumber;
    pending.issuedOver = this.current.get(pending.thing);
    const body = { thingName: pending.thing, deviceConfiguration: {} };
    return { step: 'registered', suffix: 'accepted', body, lost: script === 'lost' };
  }
}

function issued(body: object): ProvisioningAnswer {
  return { step: 'issued', suffix: 'accepted', body, lost: false };
}

function rejected(body: object): ProvisioningAnswer {
  return { step: 'registered', suffix: 'rejected', body, lost: false };
}
