import { callCustomResource } from '../custom-resource-calls';
import type { LeastPrivilegeGround } from '../least-privilege-ground';
import { permissions, scenario } from '../scenario';
import { removeDevice } from '../trial-devices';
import { claimProperties, newModel, provideClaim } from './stack-scenarios';

const versionActions = ['iot:ListPolicyVersions', 'iot:DeletePolicyVersion', 'iot:DeletePolicy'];

const policyDocument = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'iot:Connect', Resource: '*' }],
});

/** Whatever is left of other scenarios. */
async function removeAllDevices(ground: LeastPrivilegeGround): Promise<void> {
  const { iot } = ground.clients;
  const { things = [] } = await iot.listThingsInThingGroup({ thingGroupName: ground.fleet.names.thingGroup });
  for (const thing of things) {
    await removeDevice(ground, thing);
  }
}

/** Both policies of the fleet as before its deletion: on no certificate, and with a version that is not in force. */
async function restorePolicies({ clients, fleet }: LeastPrivilegeGround): Promise<void> {
  const { iot } = clients;
  const { policies = [] } = await iot.listPolicies({ pageSize: 250 });
  for (const policyName of [fleet.names.bootstrapPolicy, fleet.names.productionPolicy]) {
    if (!policies.some((policy) => policy.policyName === policyName)) {
      await iot.createPolicy({ policyName, policyDocument });
    }
    const { targets = [] } = await iot.listTargetsForPolicy({ policyName, pageSize: 250 });
    for (const target of targets) {
      await iot.detachPolicy({ policyName, target });
    }
    const { policyVersions = [] } = await iot.listPolicyVersions({ policyName });
    if (policyVersions.length === 1) {
      await iot.createPolicyVersion({ policyName, policyDocument, setAsDefault: false });
    }
  }
}

/** To be the last of all: no claim is left after it. */
export const stackDeletion = scenario({
  title: 'a stack is to be deleted when it has no device any more',
  needs: {
    'CloudFormation is told that claims and policies are gone': permissions('ClaimsFunctionRole', {
      'cert/*': ['iot:DetachPolicy', 'iot:DeleteCertificate'],
      'table/DevicesTable': ['dynamodb:DeleteItem'],
      'BundlesBucket/models/*': ['s3:DeleteObject'],
      'policy/PoliciesBootstrap': versionActions,
      'policy/PoliciesProduction': versionActions,
    }),
  },
  async prepare(ground) {
    const { claimFunction, resourceTag } = ground.fleet.names;
    await removeAllDevices(ground);
    await restorePolicies(ground);
    await provideClaim(ground, newModel());
    const properties = await claimProperties(ground, 'model-1');
    return {
      steps: {
        'CloudFormation is told that claims and policies are gone': () =>
          callCustomResource(ground, claimFunction, {
            RequestType: 'Delete',
            PhysicalResourceId: `${resourceTag}-claims`,
            ResourceProperties: properties,
          }),
      },
    };
  },
});
