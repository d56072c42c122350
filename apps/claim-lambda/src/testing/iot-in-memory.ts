import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { IoTClient } from '@aws-sdk/client-iot';
import { Pkcs10CertificateRequest, X509CertificateGenerator } from '@peculiar/x509';
import { HttpResponse } from '@smithy/core/protocols';
import * as z from 'zod/mini';

export interface IssuedInMemory {
  readonly certificateId: string;
  readonly certificateArn: string;
  readonly certificatePem: string;
  readonly createdAt: Date;
  status: string;
  readonly policies: Set<string>;
}

interface IotRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: string | Uint8Array;
}

/** An answer of AWS IoT that is no success. */
class IotFault extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
  ) {
    super(code);
  }
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const signing = z.object({ certificateSigningRequest: z.string() });
const target = z.object({ target: z.string() });

/** The certificates of AWS IoT behind the real SDK client: they are real ones, and its rules for them hold. */
export class IotInMemory {
  readonly certificates = new Map<string, IssuedInMemory>();
  /** The ids of each policy's versions; the last one is in force. */
  readonly policies = new Map<string, string[]>();
  /** Whether a policy cannot be deleted, as it was detached a moment ago or is attached. */
  keepsPolicy: (policyName: string) => boolean = () => false;

  constructor(private readonly now: () => Date) {}

  readonly client = new IoTClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    // Nobody looks at a signature, and it takes a tenth of the time.
    signer: { sign: (request) => Promise.resolve(request) },
    requestHandler: { handle: async (http: IotRequest) => ({ response: await this.respond(http) }) },
  });

  /** What anybody else has AWS IoT issue. */
  async issue(csr: string, status = 'INACTIVE'): Promise<IssuedInMemory> {
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
      createdAt: this.now(),
      status,
      policies: new Set<string>(),
    };
    this.certificates.set(certificateId, issued);
    return issued;
  }

  private async respond(request: IotRequest): Promise<HttpResponse> {
    try {
      return answer(200, await this.serve(request));
    } catch (error) {
      if (!(error instanceof IotFault)) {
        throw error;
      }
      return answer(error.status, { message: error.code }, { 'x-amzn-errortype': error.code });
    }
  }

  private serve({ method, path, query, body = '{}' }: IotRequest): object | Promise<object> {
    const [, collection, name, , version] = path.split('/');
    const input: unknown = JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body));
    switch (`${method} ${collection}`) {
      case 'POST certificates':
        return this.issue(
          z.parse(signing, input).certificateSigningRequest,
          query?.['setAsActive'] === 'true' ? 'ACTIVE' : 'INACTIVE',
        );
      case 'GET certificates':
        return name === undefined ? this.list(query) : describe(this.find(name));
      case 'PUT certificates':
        this.find(name).status = settable(query?.['newStatus']);
        return {};
      case 'DELETE certificates':
        return this.delete(this.find(name));
      case 'PUT target-policies':
        this.targetOf(input).policies.add(String(name));
        return {};
      case 'POST target-policies':
        this.targetOf(input).policies.delete(String(name));
        return {};
      case 'GET policies':
        return { policyVersions: versionsOf(this.policy(name)) };
      case 'DELETE policies':
        return this.deletePolicy(String(name), version);
      default:
        throw new IotFault('InvalidRequestException', 400);
    }
  }

  /** One certificate a page, so that every listing has several. */
  private list(query: IotRequest['query']): object {
    const oldestFirst = [...this.certificates.values()];
    const all = query?.['isAscendingOrder'] === 'false' ? oldestFirst.reverse() : oldestFirst;
    const at = Number(query?.['marker'] ?? 0);
    const nextMarker = at + 1 < all.length ? String(at + 1) : undefined;
    return { certificates: all.slice(at, at + 1).map(summary), nextMarker };
  }

  private find(certificateId: string | undefined): IssuedInMemory {
    const found = this.certificates.get(String(certificateId));
    if (found === undefined) {
      throw new IotFault('ResourceNotFoundException', 404);
    }
    return found;
  }

  private policy(name: string | undefined): string[] {
    const found = this.policies.get(String(name));
    if (found === undefined) {
      throw new IotFault('ResourceNotFoundException', 404);
    }
    return found;
  }

  private deletePolicy(name: string, version: string | undefined): object {
    const versions = this.policy(name);
    if (version !== undefined) {
      this.policies.set(
        name,
        versions.filter((each) => each !== version),
      );
    } else if (versions.length > 1 || this.keepsPolicy(name)) {
      throw new IotFault('DeleteConflictException', 409);
    } else {
      this.policies.delete(name);
    }
    return {};
  }

  private targetOf(input: unknown): IssuedInMemory {
    return this.find(z.parse(target, input).target.split('/').at(-1));
  }

  private delete({ certificateId, status, policies }: IssuedInMemory): object {
    if (status === 'ACTIVE') {
      throw new IotFault('CertificateStateException', 406);
    }
    if (policies.size > 0) {
      throw new IotFault('DeleteConflictException', 409);
    }
    this.certificates.delete(certificateId);
    return {};
  }
}

function versionsOf(ids: readonly string[]): object[] {
  return ids.map((versionId) => ({ versionId, isDefaultVersion: versionId === ids.at(-1) }));
}

/** What UpdateCertificate takes, as far as it is asked here. */
function settable(status: unknown): string {
  if (status !== 'ACTIVE' && status !== 'INACTIVE') {
    throw new IotFault('InvalidRequestException', 400);
  }
  return status;
}

function summary({ certificateId, certificateArn, status, createdAt }: IssuedInMemory): object {
  return { certificateId, certificateArn, status, creationDate: createdAt.getTime() / 1000 };
}

function describe(certificate: IssuedInMemory): object {
  return {
    certificateDescription: { ...summary(certificate), certificatePem: certificate.certificatePem },
  };
}

function answer(statusCode: number, body: object, headers: Record<string, string> = {}): HttpResponse {
  return new HttpResponse({
    statusCode,
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify(body)),
  });
}
