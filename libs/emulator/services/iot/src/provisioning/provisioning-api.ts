/** Who asks over MQTT: the connection that published the request. */
export interface ProvisioningRequester {
  readonly principal: { readonly certificateId: string };
  readonly clientId: string;
}

export interface CertificateFromCsr {
  readonly certificateOwnershipToken: string;
  readonly certificateId: string;
  readonly certificatePem: string;
}

export interface KeysAndCertificate extends CertificateFromCsr {
  /** PKCS#1 PEM, RSA 2048; kept nowhere in the cloud. */
  readonly privateKey: string;
}

export interface RegisterThingRequest {
  readonly templateName: string;
  readonly certificateOwnershipToken: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface RegisteredThing {
  /** Absent when the template has no thing (guessed). */
  readonly thingName?: string;
  /** Always present, empty when the template declares none. */
  readonly deviceConfiguration: Readonly<Record<string, string>>;
}

/**
 * The device provisioning MQTT API (developer guide: fleet-provision-api). A refusal is a thrown
 * `ProvisioningRejection`; anything else thrown is a fault of the emulator.
 */
export interface ProvisioningApi {
  createKeysAndCertificate(requester: ProvisioningRequester): Promise<KeysAndCertificate>;
  createCertificateFromCsr(
    requester: ProvisioningRequester,
    request: { readonly certificateSigningRequest: string },
  ): Promise<CertificateFromCsr>;
  registerThing(requester: ProvisioningRequester, request: RegisterThingRequest): Promise<RegisteredThing>;
}
