export { awsLimits } from './limits';
export type { BrokerLimits } from './limits';
export type {
  AuthorizationRequest,
  BrokerAction,
  BrokerLog,
  BrokerPorts,
  ConnectionPrincipal,
  CreateCertificateFromCsrAnswer,
  CreateKeysAndCertificateAnswer,
  ProvisioningPort,
  ProvisioningRejection,
  ProvisioningRequester,
  RegisterThingAnswer,
} from './ports';
