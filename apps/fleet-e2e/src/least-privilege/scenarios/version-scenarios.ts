import { callCustomResource } from '../custom-resource-calls';
import { permissions, scenario } from '../scenario';

const ofPolicy = ['iot:ListPolicyVersions', 'iot:DeletePolicyVersion'];
const ofTemplate = ['iot:ListProvisioningTemplateVersions', 'iot:DeleteProvisioningTemplateVersion'];

/** What deploys ask of the function that makes room for new versions. */
export const roomForVersions = scenario({
  title: 'a deploy finds versions of policies and templates that are not in force',
  needs: {
    'CloudFormation is told that there is room': permissions('OldVersionsFunctionRole', {
      'policy/PoliciesBootstrap': ofPolicy,
      'policy/PoliciesProduction': ofPolicy,
      'provisioningtemplate/ProvisioningProvisionTemplate': ofTemplate,
      'provisioningtemplate/ProvisioningRotationTemplate': ofTemplate,
    }),
  },
  async prepare(ground) {
    const { iot } = ground.clients;
    const { names } = ground.fleet;
    for (const policyName of [names.bootstrapPolicy, names.productionPolicy]) {
      const { policyVersions = [] } = await iot.listPolicyVersions({ policyName });
      if (policyVersions.length === 1) {
        const { policyDocument } = await iot.getPolicy({ policyName });
        await iot.createPolicyVersion({ policyName, policyDocument, setAsDefault: false });
      }
    }
    for (const templateName of [names.provisioningTemplate, names.rotationTemplate]) {
      const { versions = [] } = await iot.listProvisioningTemplateVersions({ templateName });
      if (versions.length === 1) {
        const { templateBody } = await iot.describeProvisioningTemplate({ templateName });
        await iot.createProvisioningTemplateVersion({ templateName, templateBody, setAsDefault: false });
      }
    }
    return {
      steps: {
        'CloudFormation is told that there is room': () =>
          callCustomResource(ground, names.oldVersions, {
            RequestType: 'Create',
            ResourceProperties: { ResourceTag: names.resourceTag },
          }),
      },
    };
  },
});
