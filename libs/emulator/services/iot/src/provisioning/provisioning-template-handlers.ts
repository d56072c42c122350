import type { ControlPlane } from '../control-plane';
import type { IotHandlers } from '../iot-handlers';
import type { ProvisioningTemplate, ProvisioningTemplateVersion } from './provisioning-template-repository';

/** Provisioning templates and their versions. */
export function templateHandlers(iot: ControlPlane) {
  return { ...wholeTemplateHandlers(iot), ...versionHandlers(iot) } satisfies IotHandlers;
}

function wholeTemplateHandlers({ arns, claims, tags, templates }: ControlPlane) {
  const summary = (template: ProvisioningTemplate) => ({
    templateArn: arns.provisioningTemplate(template.templateName),
    templateName: template.templateName,
    description: template.description,
    creationDate: template.createdAt,
    lastModifiedDate: template.modifiedAt,
    enabled: template.enabled,
    type: template.type,
  });
  return {
    CreateProvisioningTemplate: ({ templateName, templateBody, tags: given = [], ...input }) => {
      const template = templates.create(templateName, templateBody, input);
      const templateArn = arns.provisioningTemplate(template.templateName);
      tags.tag(templateArn, given);
      return {
        templateArn,
        templateName: template.templateName,
        defaultVersionId: template.defaultVersionId,
      };
    },

    DescribeProvisioningTemplate: ({ templateName }) => {
      const template = templates.describe(templateName);
      const { hookArn } = template;
      return {
        ...summary(template),
        defaultVersionId: template.defaultVersionId,
        templateBody: templates.version(templateName).body,
        provisioningRoleArn: template.provisioningRoleArn,
        preProvisioningHook:
          hookArn === undefined ? undefined : { payloadVersion: '2020-04-01', targetArn: hookArn },
      };
    },

    UpdateProvisioningTemplate: ({ templateName, defaultVersionId, removePreProvisioningHook, ...input }) => {
      templates.update(templateName, input, { defaultVersionId, removeHook: removePreProvisioningHook });
      return {};
    },

    DeleteProvisioningTemplate: ({ templateName }) => {
      templates.delete(templateName);
      tags.forget(arns.provisioningTemplate(templateName));
      return {};
    },

    CreateProvisioningClaim: async ({ templateName }) => {
      const claim = await claims.create(templateName);
      return {
        certificateId: claim.certificateId,
        certificatePem: claim.certificatePem,
        keyPair: { PublicKey: claim.publicKeyPem, PrivateKey: claim.privateKeyPem },
        expiration: claim.expiresAt,
      };
    },

    ListProvisioningTemplates: (input) => {
      const found = templates.list(input);
      return { templates: found.items.map(summary), nextToken: found.nextToken };
    },
  } satisfies IotHandlers;
}

function versionHandlers({ arns, templates }: ControlPlane) {
  const summary = (version: ProvisioningTemplateVersion) => ({
    versionId: version.versionId,
    creationDate: version.createdAt,
    isDefaultVersion: templates.describe(version.templateName).defaultVersionId === version.versionId,
  });
  return {
    CreateProvisioningTemplateVersion: ({ templateName, templateBody, setAsDefault }) => {
      const version = templates.createVersion(templateName, templateBody, setAsDefault);
      return {
        templateArn: arns.provisioningTemplate(version.templateName),
        templateName: version.templateName,
        versionId: version.versionId,
        isDefaultVersion: summary(version).isDefaultVersion,
      };
    },

    DescribeProvisioningTemplateVersion: ({ templateName, versionId }) => {
      const version = templates.version(templateName, versionId);
      return { ...summary(version), templateBody: version.body };
    },

    ListProvisioningTemplateVersions: (input) => {
      const found = templates.versions(input, input.templateName);
      return { versions: found.items.map(summary), nextToken: found.nextToken };
    },

    DeleteProvisioningTemplateVersion: ({ templateName, versionId }) => {
      templates.deleteVersion(templateName, versionId);
      return {};
    },
  } satisfies IotHandlers;
}
