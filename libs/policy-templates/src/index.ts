export { bootstrapPolicy } from './bootstrap-policy';
export {
  type FleetPlace,
  type PolicyDocument,
  type PolicyMode,
  type PolicyStatement,
} from './policy-document';
export { productionPolicy } from './production-policy';
export {
  provisioningTemplate,
  rotationTemplate,
  type ProvisioningTemplateBody,
} from './provisioning-template';
