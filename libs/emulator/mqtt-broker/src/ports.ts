/** Who is on a connection: the registered, ACTIVE certificate that was shown in the TLS handshake. */
export interface ConnectionPrincipal {
  readonly certificateId: string;
}

export type BrokerAction =
  'iot:Connect' | 'iot:Publish' | 'iot:RetainPublish' | 'iot:Subscribe' | 'iot:Receive';

export interface AuthorizationRequest {
  readonly principal: ConnectionPrincipal;
  readonly clientId: string;
  readonly action: BrokerAction;
  readonly resource: { readonly type: 'client' | 'topic' | 'topicfilter'; readonly name: string };
  readonly sourceIp: string;
  /** The host name that the client asked for (TLS SNI). */
  readonly domainName: string;
}

/** The connection that asks for a certificate or registers a thing. */
export interface ProvisioningRequester {
  readonly principal: ConnectionPrincipal;
  readonly clientId: string;
}

export interface RegisterThingRequest {
  readonly templateName: string;
  readonly certificateOwnershipToken: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * The device provisioning MQTT API (developer guide, fleet-provision-api). An answer goes to the device as it
 * is. A refusal is rejected with a `ProvisioningRejection`; any other error is logged and reaches the device as a
 * 500 without a word about its cause.
 */
export interface ProvisioningPort {
  createKeysAndCertificate(requester: ProvisioningRequester): Promise<object>;
  createCertificateFromCsr(
    requester: ProvisioningRequester,
    request: { readonly certificateSigningRequest: string },
  ): Promise<object>;
  registerThing(requester: ProvisioningRequester, request: RegisterThingRequest): Promise<object>;
}

/** What a rejection must carry for the broker to pass it on; any error class with these fields serves. */
export interface ProvisioningRejection {
  readonly statusCode: number;
  readonly errorCode: string;
  readonly errorMessage: string;
}

/** What the broker needs of AWS IoT's control plane. */
export interface BrokerPorts {
  /** The principal of a certificate (DER) that is registered and ACTIVE, else undefined. */
  authenticate(certificateDer: Buffer): ConnectionPrincipal | undefined;
  /** The thing to which the certificate belongs exclusively: lifecycle events name it. */
  exclusiveThingOf(principal: ConnectionPrincipal): string | undefined;
  /** Asked for every connect, publish, subscription and delivery: must be cheap. */
  authorize(request: AuthorizationRequest): boolean;
  readonly provisioning: ProvisioningPort;
  /** Calls back with the id of each certificate that left ACTIVE: its connections are cut. */
  onCertificateDeactivated(listener: (certificateId: string) => void): () => void;
}

/** The part of a pino logger that the broker uses. */
export interface BrokerLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
