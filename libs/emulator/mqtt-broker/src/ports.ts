/** Who is on a connection: the registered, ACTIVE certificate that was shown in the TLS handshake. */
export interface ConnectionPrincipal {
  readonly certificateId: string;
  readonly certificateArn: string;
}

export type BrokerAction =
  | 'iot:Connect'
  | 'iot:Publish'
  | 'iot:RetainPublish'
  | 'iot:Subscribe'
  | 'iot:Receive';

export interface AuthorizationRequest<Principal extends ConnectionPrincipal = ConnectionPrincipal> {
  readonly principal: Principal;
  readonly clientId: string;
  readonly action: BrokerAction;
  readonly resource: { readonly type: 'client' | 'topic' | 'topicfilter'; readonly name: string };
  readonly sourceIp: string;
}

/** The connection that asks for a certificate or registers a thing. */
export interface ProvisioningRequester<Principal extends ConnectionPrincipal = ConnectionPrincipal> {
  readonly principal: Principal;
  readonly clientId: string;
}

export interface CreateKeysAndCertificateAnswer {
  readonly certificateId: string;
  readonly certificatePem: string;
  readonly privateKey: string;
  readonly certificateOwnershipToken: string;
}

export type CreateCertificateFromCsrAnswer = Omit<CreateKeysAndCertificateAnswer, 'privateKey'>;

export interface RegisterThingAnswer {
  /** Always present, empty when the template has no DeviceConfiguration. */
  readonly deviceConfiguration: Readonly<Record<string, string>>;
  readonly thingName: string;
}

/**
 * The device provisioning MQTT API (developer guide, fleet-provision-api). Each call answers, or rejects
 * with a `ProvisioningRejection`; any other error is logged and reaches the device as a 500.
 */
export interface ProvisioningPort<Principal extends ConnectionPrincipal = ConnectionPrincipal> {
  createKeysAndCertificate(
    requester: ProvisioningRequester<Principal>,
  ): Promise<CreateKeysAndCertificateAnswer>;
  createCertificateFromCsr(
    requester: ProvisioningRequester<Principal>,
    request: { readonly certificateSigningRequest: string },
  ): Promise<CreateCertificateFromCsrAnswer>;
  registerThing(
    requester: ProvisioningRequester<Principal>,
    request: {
      readonly templateName: string;
      readonly certificateOwnershipToken: string;
      readonly parameters: Readonly<Record<string, string>>;
    },
  ): Promise<RegisterThingAnswer>;
}

/** What a rejection must carry for the broker to pass it on; any error class with these fields serves. */
export interface ProvisioningRejection {
  readonly statusCode: number;
  readonly errorCode: string;
  readonly errorMessage: string;
}

/** What the broker needs of AWS IoT's control plane. */
export interface BrokerPorts<Principal extends ConnectionPrincipal = ConnectionPrincipal> {
  /** The principal of a certificate (DER) that is registered and ACTIVE, else undefined. */
  authenticate(certificateDer: Buffer): Principal | undefined;
  /** Asked for every connect, publish, subscription and delivery: must be cheap. */
  authorize(request: AuthorizationRequest<Principal>): boolean;
  readonly provisioning: ProvisioningPort<Principal>;
  /** Calls back with the id of every certificate whose status changed, so that its connections are cut. */
  onCertificateStatusChange(listener: (certificateId: string) => void): () => void;
}

/** The part of a pino logger that the broker uses. */
export interface BrokerLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
