import { cbor } from '../src/cbor';
import { decodePayload, json } from '../src/payload';
import { buildTopic, matchTopic } from '../src/topics';
import type { ProvisioningTopic } from '../src/topics';
import { createCloudKey } from './certificate-authority';
import type { CertificateAuthority } from './certificate-authority';

const codecs = { json, cbor };

/** What the service got, decoded. */
export interface ReceivedRequest {
  readonly topic: ProvisioningTopic;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly topic: string;
  readonly payload: Uint8Array;
}

/** A refusal as AWS IoT words it. */
export interface Refusal {
  readonly statusCode: number;
  readonly errorCode: string;
  readonly errorMessage: string;
}

/** The service's side of the API: issues real certificates and registers things by their SerialNumber. */
export class ProvisioningService {
  readonly requests: ReceivedRequest[] = [];
  /** Refuses the operations it is set for. */
  readonly refusals = new Map<ProvisioningTopic['operation'], Refusal>();
  private readonly tokens = new Set<string>();

  constructor(private readonly authority: CertificateAuthority) {}

  /** The answer to a message; `undefined` when it is no request of the API. */
  async answer(topic: string, payload: Uint8Array): Promise<Answer | undefined> {
    const asked = matchTopic(topic);
    if (asked?.kind !== 'request') {
      return undefined;
    }
    const body: Readonly<Record<string, unknown>> = Object.fromEntries(
      Object.entries(decodePayload(codecs[asked.format], payload) ?? {}),
    );
    this.requests.push({ topic: asked, body });
    const refusal = this.refusals.get(asked.operation) ?? this.tokenRefusal(asked, body);
    const answer = refusal ?? (await this.carryOut(asked, body));
    return {
      topic: buildTopic({ ...asked, kind: refusal ? 'rejected' : 'accepted' }),
      payload: codecs[asked.format].encode({ ...answer }),
    };
  }

  private tokenRefusal(asked: ProvisioningTopic, body: ReceivedRequest['body']): Refusal | undefined {
    if (
      asked.operation !== 'RegisterThing' ||
      this.tokens.delete(String(body['certificateOwnershipToken']))
    ) {
      return undefined;
    }
    return { statusCode: 400, errorCode: 'InvalidCertificateOwnershipToken', errorMessage: 'unknown token' };
  }

  private async carryOut(asked: ProvisioningTopic, body: ReceivedRequest['body']): Promise<object> {
    switch (asked.operation) {
      case 'CreateKeysAndCertificate': {
        const { privateKey, publicKey } = createCloudKey();
        return { ...(await this.authority.signKey(publicKey)), privateKey, ...this.newToken() };
      }
      case 'CreateCertificateFromCsr':
        return {
          ...(await this.authority.signRequest(String(body['certificateSigningRequest']))),
          ...this.newToken(),
        };
      case 'RegisterThing': {
        const parameters = new Map<string, unknown>(Object.entries(body['parameters'] ?? {}));
        return { thingName: String(parameters.get('SerialNumber')), deviceConfiguration: { region: 'here' } };
      }
    }
  }

  private newToken(): { certificateOwnershipToken: string } {
    const certificateOwnershipToken = `token-${this.tokens.size + 1}-${this.requests.length}`;
    this.tokens.add(certificateOwnershipToken);
    return { certificateOwnershipToken };
  }
}
