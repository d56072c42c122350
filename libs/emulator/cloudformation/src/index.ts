export { CloudFormationError, ValidationError } from './errors';
export type { ChangeSetRequest, ChangeSets } from './change-sets/change-sets';
export { CustomResourceAnswers } from './custom-resources/custom-resource-answers';
export { customResourceTypes } from './custom-resources/custom-resource-type';
export type {
  CustomResourceRequest,
  CustomResourceTransport,
} from './custom-resources/custom-resource-protocol';
export { afterCreating } from './resource-types/resource-type';
export type {
  PreviousResource,
  ProvisionedResource,
  ResourceContext,
  ResourceType,
  UniqueNameOptions,
} from './resource-types/resource-type';
export { StackEngine } from './stack-engine';
export type { DeleteStackRequest, StackEngineOptions, StackRequest } from './stack-engine';
export { requiredCapabilities } from './stacks/prepare-revision';
export type { RevisionRequest } from './stacks/prepare-revision';
export type {
  ChangeSet,
  Output,
  ResourceChange,
  ResourceRecord,
  Revision,
  StackEvent,
  StackRecord,
} from './stacks/records';
export { maxTemplateBodyBytes, parseTemplate } from './template/parse-template';
export { defaultOf } from './template/parameters';
export type { ParameterInput, ParameterStore, ParameterValues } from './template/parameters';
export type { Template } from './template/template';
