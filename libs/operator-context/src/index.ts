export { confirm, NobodyToAskError, NotConfirmedError } from './confirmation';
export { readFleetConfig, readRootCa, UnreadableConfigError } from './fleet-config-file';
export { enterTarget, type Target, type TargetChoice } from './target';
export { configFile, workspaceRoot } from './workspace-root';
