import type { Store } from '@fleet/emulator-store';
import { readInput } from '@fleet/input-fault';
import { defined } from '@fleet/optional-members';
import * as z from 'zod';
import type { Arns } from '../arns';
import type { IssuedCertificate } from '../ca/certificate-authority';
import type { CertificateIssuance } from '../ca/certificate-issuance';
import type { CertificateRecord } from '../certificates/certificate-repository';
import type { Certificates } from '../certificates/certificates';
import { InvalidRequestException } from '../errors';
import type { HookInvoker } from './hook-invoker';
import type { OwnershipTokens } from './ownership-tokens';
import { askHook } from './pre-provisioning-hook';
import type {
  CertificateFromCsr,
  KeysAndCertificate,
  ProvisioningApi,
  ProvisioningRequester,
  RegisterThingRequest,
  RegisteredThing,
} from './provisioning-api';
import { ProvisioningRejection } from './provisioning-rejection';
import type { ProvisioningTemplate } from './provisioning-template-repository';
import type { ProvisioningTemplates } from './provisioning-templates';
import type { RegistrationStep } from './registration-calls';
import type { RegistrationActors, RegistrationRun } from './registration-run';
import { rejectionOf } from './rejections';
import type { ThingRegistration } from './thing-registration';
import { parseTemplateBody } from './template-parser';
import { evaluateTemplate } from './template-evaluation';
import type { ProvisioningPlan } from './template-evaluation';
import { certificateIdParameter } from './template-references';

const registerRequest = z.object({
  certificateOwnershipToken: z.string().max(4_096),
  parameters: z.record(z.string().max(1_024), z.string().max(4_096)),
});

/** Why a device was refused, for the operator: the device's own answer says little. */
export interface ProvisioningFailure {
  readonly templateName: string;
  readonly clientId: string;
  readonly claimCertificateId: string;
  readonly error: unknown;
}

export interface DeviceProvisioningParts {
  readonly store: Store;
  readonly arns: Arns;
  readonly issuance: CertificateIssuance;
  readonly certificates: Certificates;
  readonly tokens: OwnershipTokens;
  readonly templates: ProvisioningTemplates;
  readonly registration: ThingRegistration;
  readonly run: RegistrationRun;
  readonly hooks: HookInvoker;
  readonly hookLimitMillis: number;
  readonly onFailure: (failure: ProvisioningFailure) => void;
}

/** The device provisioning MQTT API (developer guide: fleet-provision-api), without the MQTT. */
export class DeviceProvisioning implements ProvisioningApi {
  /** Tokens whose registration is under way: of two registrations with one token one goes on. */
  private readonly inUse = new Set<string>();

  constructor(private readonly parts: DeviceProvisioningParts) {}

  async createKeysAndCertificate(): Promise<KeysAndCertificate> {
    const issued = await this.parts.issuance.withKeys();
    return { ...this.record(issued), privateKey: issued.privateKeyPem };
  }

  async createCertificateFromCsr(
    _requester: ProvisioningRequester,
    request: { readonly certificateSigningRequest: string },
  ): Promise<CertificateFromCsr> {
    try {
      return this.record(await this.parts.issuance.fromSigningRequest(request.certificateSigningRequest));
    } catch (cause) {
      if (!(cause instanceof InvalidRequestException)) {
        throw cause;
      }
      throw new ProvisioningRejection(400, 'InvalidCertificateSigningRequest', cause.message, { cause });
    }
  }

  async registerThing(
    requester: ProvisioningRequester,
    request: RegisterThingRequest,
  ): Promise<RegisteredThing> {
    try {
      return await this.register(requester, checkRequest(request));
    } catch (error) {
      this.parts.onFailure({
        templateName: request.templateName,
        clientId: requester.clientId,
        claimCertificateId: requester.principal.certificateId,
        error,
      });
      throw rejectionOf(error);
    }
  }

  /** Certificate and token together: a certificate without a token would lie about for ever. */
  private record(issued: IssuedCertificate): CertificateFromCsr {
    return this.parts.store.transaction(() => {
      const { certificateId, certificatePem } = this.parts.certificates.add(issued, 'PENDING_ACTIVATION');
      return {
        certificateOwnershipToken: this.parts.tokens.issue(certificateId),
        certificateId,
        certificatePem,
      };
    });
  }

  private async register(
    requester: ProvisioningRequester,
    request: RegisterThingRequest,
  ): Promise<RegisteredThing> {
    const certificate = this.certificateFor(request.certificateOwnershipToken);
    const template = this.parts.templates.describe(request.templateName);
    if (!template.enabled) {
      throw new ProvisioningRejection(
        403,
        'AccessDenied',
        `Template ${template.templateName} is not enabled`,
      );
    }
    const overrides = await this.askHookOf(template, requester, request, certificate);
    const plan = evaluateTemplate(
      parseTemplateBody(this.parts.templates.version(template.templateName).body),
      new Map([
        ...Object.entries(request.parameters),
        ...overrides,
        [certificateIdParameter, certificate.certificateId],
      ]),
    );
    if (plan.certificate.certificateId !== certificate.certificateId) {
      throw new InvalidRequestException(
        'The template names another certificate than the one that was issued',
      );
    }
    const actors = { clientId: requester.clientId, roleArn: template.provisioningRoleArn };
    await this.commit(plan, request.certificateOwnershipToken, actors);
    return {
      ...defined({ thingName: plan.thing?.thingName }),
      deviceConfiguration: plan.deviceConfiguration,
    };
  }

  /**
   * Guessed: the token is used up by a registration that comes to its end, and only by that. So a device may ask again
   * with it when a call in the middle has failed.
   */
  private async commit(plan: ProvisioningPlan, token: string, actors: RegistrationActors): Promise<void> {
    if (this.inUse.has(token)) {
      throw invalidToken();
    }
    this.inUse.add(token);
    try {
      await this.parts.run.take(this.stepsOf(plan, token), actors);
    } finally {
      this.inUse.delete(token);
    }
  }

  private *stepsOf(plan: ProvisioningPlan, token: string): Generator<RegistrationStep, void> {
    // Asking the hook took time: the token may be used and the certificate revoked by now.
    yield { work: () => void this.certificateFor(token) };
    yield* this.parts.registration.steps(plan);
    yield { work: () => this.parts.tokens.consume(token) };
  }

  /** ACTIVE is a certificate whose registration has failed after that. */
  private certificateFor(token: string): CertificateRecord {
    if (token === '') {
      throw invalidToken('Certificate ownership token cannot be empty.');
    }
    const certificateId = this.parts.tokens.certificateOf(token);
    const certificate = certificateId === undefined ? undefined : this.parts.certificates.find(certificateId);
    if (certificate?.status !== 'PENDING_ACTIVATION' && certificate?.status !== 'ACTIVE') {
      throw invalidToken();
    }
    return certificate;
  }

  private async askHookOf(
    template: ProvisioningTemplate,
    requester: ProvisioningRequester,
    request: RegisterThingRequest,
    certificate: CertificateRecord,
  ): Promise<ReadonlyMap<string, string>> {
    if (template.hookArn === undefined) {
      return new Map();
    }
    const templateArn = this.parts.arns.provisioningTemplate(template.templateName);
    return askHook(
      this.parts.hooks,
      template.hookArn,
      {
        claimCertificateId: requester.principal.certificateId,
        certificateId: certificate.certificateId,
        certificatePem: certificate.certificatePem,
        templateArn,
        clientId: requester.clientId,
        parameters: request.parameters,
      },
      { principal: 'iot.amazonaws.com', sourceArn: templateArn, sourceAccount: this.parts.arns.accountId },
      this.parts.hookLimitMillis,
    );
  }
}

function checkRequest(request: RegisterThingRequest): RegisterThingRequest {
  const read = readInput(registerRequest, request, (fault) => new InvalidRequestException(fault));
  return { ...read, templateName: request.templateName };
}

function invalidToken(
  message = 'The certificate ownership token is invalid, used or expired.',
): ProvisioningRejection {
  return new ProvisioningRejection(400, 'InvalidCertificateOwnershipToken', message);
}
