/** Fleet provisioning by claim: the device's side of the AWS IoT provisioning MQTT API, over any MQTT client. */
export type {
  DeviceConfiguration,
  IssuedCertificate,
  IssuedKeysAndCertificate,
  RegisteredThing,
} from './answers';
export {
  AnswerTimeoutError,
  ConnectionLostError,
  InvalidRequestError,
  isRetryableRejection,
  KeyMismatchError,
  MalformedAnswerError,
  ProvisioningAbortedError,
  ProvisioningError,
  RequestConflictError,
  RequestRejectedError,
  TransportError,
} from './errors';
export type { ExchangeOptions } from './exchange';
export { createCertificateFromCsr, createKeysAndCertificate, registerThing } from './operations';
export type { CertificateSigningOptions, RegisterThingOptions } from './operations';
export { provision } from './provision';
export type {
  KeySource,
  NewCertificate,
  ProvisionedIdentity,
  ProvisionOptions,
  SigningRequest,
} from './provision';
export { buildTopic, isTemplateName, matchTopic } from './topics';
export type { MessageKind, PayloadFormat, ProvisioningOperation, ProvisioningTopic } from './topics';
export type { ProvisioningTransport } from './transport';
