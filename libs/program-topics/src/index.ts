export { alertsFilter, localStatusTopic } from './reserved-topics';
export { ProgramRules, type ProgramAllowance, type Refusal } from './program-rules';
export { faultOfTopicName, isTopicFilter } from './topic-limits';
export { filterCovers, filterSelects } from './topic-filter';
