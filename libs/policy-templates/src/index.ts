export { bootstrapPolicy } from './bootstrap-policy';
export {
  PolicyTooLargeError,
  type FleetPlace,
  type PolicyDocument,
  type PolicyMode,
  type PolicyStatement,
} from './policy-document';
export { productionPolicy } from './production-policy';
export {
  provisioningTemplate,
  requireTemplateSize,
  rotationTemplate,
  templateBodyLimit,
  TemplateTooLargeError,
  type ProvisioningTemplateBody,
} from './provisioning-template';
