import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { bool, document, tags, tagList, unlessGone } from '@fleet/resource-types';
import * as z from 'zod';

const schema = z.strictObject({
  TemplateName: z.string().optional(),
  TemplateType: z.enum(['FLEET_PROVISIONING', 'JITP']).optional(),
  TemplateBody: document,
  ProvisioningRoleArn: z.string(),
  Description: z.string().optional(),
  Enabled: bool.optional(),
  PreProvisioningHook: z
    .strictObject({ TargetArn: z.string().optional(), PayloadVersion: z.string().optional() })
    .optional(),
  Tags: tags,
});
type Properties = z.infer<typeof schema>;

/**
 * AWS::IoT::ProvisioningTemplate. Documented: aws-cloudformation/aws-cloudformation-resource-providers-iot,
 * aws-iot-provisioningtemplate. A changed body becomes a new default version, and the old ones stay: where there are
 * five the update fails, because the handler is ready for LimitExceededException only. What the template no longer says
 * (hook, description, whether it is enabled) is not sent, so it stays.
 */
export function iotProvisioningTemplate(clients: Pick<OwnClients, 'iot'>): ResourceType<Properties> {
  return {
    typeName: 'AWS::IoT::ProvisioningTemplate',
    replaceOn: ['TemplateName', 'TemplateType'],
    schema,
    physicalIdOf: ({ TemplateName: name }, context) => name ?? context.uniqueName({ maxLength: 36 }),
    create: async (properties, context) => {
      const templateName = properties.TemplateName ?? context.uniqueName({ maxLength: 36 });
      const { templateArn } = await (
        await clients.iot()
      ).createProvisioningTemplate({
        templateName,
        templateBody: properties.TemplateBody,
        type: properties.TemplateType,
        provisioningRoleArn: properties.ProvisioningRoleArn,
        description: properties.Description,
        enabled: properties.Enabled,
        preProvisioningHook: hookOf(properties),
        tags: tagList(properties.Tags, context),
      });
      return { physicalId: templateName, attributes: { TemplateArn: templateArn } };
    },
    update: async (properties, previous, templateName) => {
      const iot = await clients.iot();
      const { TemplateBody: templateBody } = properties;
      if (templateBody !== previous.properties.TemplateBody) {
        await iot.createProvisioningTemplateVersion({ templateName, templateBody, setAsDefault: true });
      }
      await iot.updateProvisioningTemplate({
        templateName,
        description: properties.Description,
        enabled: properties.Enabled,
        provisioningRoleArn: properties.ProvisioningRoleArn,
        preProvisioningHook: hookOf(properties),
      });
      return { physicalId: templateName, attributes: previous.attributes };
    },
    delete: async (templateName) =>
      unlessGone((await clients.iot()).deleteProvisioningTemplate({ templateName })),
  };
}

function hookOf({
  PreProvisioningHook: hook,
}: Properties): { targetArn: string; payloadVersion?: string } | undefined {
  if (hook?.TargetArn === undefined) {
    return undefined;
  }
  const { TargetArn: targetArn, PayloadVersion: payloadVersion } = hook;
  return payloadVersion === undefined ? { targetArn } : { targetArn, payloadVersion };
}
