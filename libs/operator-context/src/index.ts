export { confirm, NobodyToAskError, NotConfirmedError } from './confirmation';
export { callFailureOf, type CallFailureKind } from './failed-call';
export { readFleetConfig, readRootCa, UnreadableConfigError } from './fleet-config-file';
export { enterTarget, InvalidEndpointError, type Target, type TargetChoice } from './target';
export { configFile, workspaceRoot } from './workspace-root';
