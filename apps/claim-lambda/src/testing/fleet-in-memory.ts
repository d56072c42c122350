import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import type { CertificateStatus } from '@aws-sdk/client-iot';
import { Pkcs10CertificateRequest, X509CertificateGenerator } from '@peculiar/x509';
import type { ClaimIssuing } from '../claim/ensure-claim';
import type { ClaimRecord } from '../claim/claim-certificate-store';

interface Certificate {
  certificateId: string;
  certificateArn: string;
  certificatePem: string;
  status: CertificateStatus;
  policyAttached: boolean;
}

/** The call during which the process is killed. */
class KilledError extends Error {}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** An object's key is `<model>/<what it holds>`. */
function modelOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}

/** Bucket, AWS IoT and devices table of a fleet, with real certificates; any call can be the last before a kill. */
export class FleetInMemory {
  readonly objects = new Map<string, string>();
  readonly certificates = new Map<string, Certificate>();
  /** Model by certificate id, as the provision hook finds it. */
  readonly claims = new Map<string, string>();
  private readonly records = new Map<string, ClaimRecord>();
  failAtCall: number | undefined;
  private calls = 0;

  parts(): Pick<ClaimIssuing, 'store' | 'authority' | 'register'> {
    return { store: this.store(), authority: this.authority(), register: this.register() };
  }

  private async call<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    this.calls += 1;
    const last = this.calls === this.failAtCall;
    const result = await work();
    // Killed after the effect and before the answer: the worst moment there is.
    if (last) {
      throw new KilledError();
    }
    return result;
  }

  private store(): ClaimIssuing['store'] {
    const read = (key: string) => this.call(() => this.objects.get(key));
    const write = (key: string, value: string) => this.call(() => void this.objects.set(key, value));
    return {
      privateKey: (model) => read(`${model}/key`),
      certificate: (model) => read(`${model}/certificate`),
      record: async (model) => {
        const text = await read(`${model}/record`);
        if (text === undefined) {
          return undefined;
        }
        return this.records.get(text);
      },
      savePrivateKey: (model, pem) => write(`${model}/key`, pem),
      saveCertificate: (model, pem) => write(`${model}/certificate`, pem),
      saveRecord: async (model, record) => {
        this.records.set(record.certificateId, record);
        await write(`${model}/record`, record.certificateId);
      },
      saveBundle: (model, zip) => write(`${model}/client.zip`, Buffer.from(zip).toString('base64')),
      models: () => this.call(() => [...new Set([...this.objects.keys()].map(modelOf))]),
      removeModel: (model) =>
        this.call(() => {
          for (const key of this.objects.keys()) {
            if (key.startsWith(`${model}/`)) {
              this.objects.delete(key);
            }
          }
        }),
    };
  }

  private authority(): ClaimIssuing['authority'] {
    return {
      issue: (csr) => this.call(() => this.issue(csr)),
      status: (certificateId) => this.call(() => this.certificates.get(certificateId)?.status),
      authorise: ({ certificateId }) =>
        this.call(() => {
          const certificate = this.certificates.get(certificateId);
          if (certificate === undefined) {
            throw new Error(`no certificate ${certificateId}`);
          }
          Object.assign(certificate, { status: 'ACTIVE', policyAttached: true });
        }),
      withdraw: ({ certificateId }) => this.call(() => void this.certificates.delete(certificateId)),
    };
  }

  private register(): ClaimIssuing['register'] {
    return {
      recordClaim: ({ certificateId, model }) => this.call(() => void this.claims.set(certificateId, model)),
      removeClaim: (certificateId) => this.call(() => void this.claims.delete(certificateId)),
    };
  }

  private async issue(csr: string) {
    const request = new Pkcs10CertificateRequest(csr);
    const authority = await webcrypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
    const certificate = await X509CertificateGenerator.create({
      subject: request.subject,
      publicKey: request.publicKey,
      signingKey: authority.privateKey,
      signingAlgorithm: algorithm,
    });
    const certificateId = Buffer.from(await certificate.getThumbprint('SHA-256')).toString('hex');
    const issued = {
      certificateId,
      certificateArn: `arn:aws:iot:us-east-1:123456789012:cert/${certificateId}`,
      certificatePem: certificate.toString('pem'),
    };
    this.certificates.set(certificateId, { ...issued, status: 'INACTIVE', policyAttached: false });
    return issued;
  }
}
