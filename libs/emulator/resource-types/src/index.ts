export type {
  PreviousResource,
  ProvisionedResource,
  ResourceContext,
  ResourceType,
  UniqueNameOptions,
} from './resource-type';
export { isErrorNamed } from './error-named';
export { bool, document, int, tags } from './property-schemas';
export { PartlyCreatedError, afterCreating } from './resource-type';
export { changeTags, tagList, tagMap } from './tags';
export { unlessGone } from './unless-gone';
