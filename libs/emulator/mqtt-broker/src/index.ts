export type { BrokerRates } from './broker-rates';
export { brokerFaultPoints } from './faults/broker-fault-points';
export type { BrokerLimits } from './limits';
export type { BrokerTiming } from './timing';
export type {
  AuthorizationRequest,
  BrokerAction,
  BrokerLog,
  BrokerPorts,
  ConnectionPrincipal,
  ProvisioningPort,
  ProvisioningRejection,
  ProvisioningRequester,
  RegisterThingRequest,
} from './ports';
export { startBroker } from './start-broker';
export type { Broker, BrokerOptions, ConnectedClient } from './broker';
export type { RetainedMessage } from './sessions/retained-repository';
export type { BrokerMessage } from './message';
export type { ServerIdentity } from './tls/tls-listener';
export { RulesEngine } from './rules/rules-engine';
export type { RulesEngineOptions } from './rules/rules-engine';
export { checkRunnable } from './rules/action-kinds';
export type { RuleActions } from './rules/rule-actions';
export type { RuleSource, TopicRule } from './rules/topic-rule';
export { MessageRefusedError } from './publish/outbound-message';
export type { OutboundMessage } from './publish/outbound-message';
