import { join } from 'node:path';
import { fleetNames } from '@fleet/fleet-contract';
import { ResourceStack } from '@fleet/resource-stack';
import { startDeployedCloud, type TestCloud } from '../deployment/test-cloud';
import { CloudFaults } from '../faults/cloud-faults';
import { workspaceRoot } from '../workspace';
import { Assembly } from './assembly';
import { withChangedDocuments, withoutRoomForVersions } from './changed-documents';
import { FleetStackInCloud } from './fleet-stack';

const names = fleetNames('fleetprov');
const say = (line: string) => void process.stderr.write(`${line}\n`);

/** CloudFormation alone deploys: no operator's command is in between. */
describe('a fleet whose policies and templates change with each release', () => {
  let resources: ResourceStack;
  let testCloud: TestCloud;
  let stack: FleetStackInCloud;
  let today: Assembly;

  beforeEach(async () => {
    resources = new ResourceStack();
    testCloud = await startDeployedCloud(resources);
    stack = new FleetStackInCloud(testCloud.cloud, names.stack);
    today = await Assembly.read(join(workspaceRoot, 'dist/apps/fleet-e2e/cdk.out'));
  });
  afterEach(() => resources.dispose());

  const versionsInForce = async () => {
    const { defaultVersionId } = await testCloud.iot.describeProvisioningTemplate({
      templateName: names.provisioningTemplate,
    });
    const policy = await testCloud.iot.getPolicy({ policyName: names.productionPolicy });
    return { template: defaultVersionId, policy: Number(policy.defaultVersionId) };
  };

  it('is deployed twelve times, though each third deploy is rolled back at its end', async () => {
    const faults = new CloudFaults(testCloud.cloud);
    let versions = 1;
    for (let release = 1; release <= 12; release += 1) {
      const fails = release % 3 === 0;
      if (fails) {
        await faults.add('api:iot:DescribeEndpoint', 'fail', '--code', 'InvalidRequest', '--status', '400');
      }
      const status = await stack.update(withChangedDocuments(today.template, release));
      say(`release ${release}: ${status}`);
      expect(status).toBe(fails ? 'UPDATE_ROLLBACK_COMPLETE' : 'UPDATE_COMPLETE');
      versions += fails ? 2 : 1;
      expect(await versionsInForce()).toEqual({ template: versions, policy: versions });
      await faults.clear();
    }
  });

  it('would fail at its fifth change without the custom resource that makes room, and its roll-back too', async () => {
    const statuses: string[] = [];
    for (let release = 1; release <= 5; release += 1) {
      statuses.push(
        await stack.update(withoutRoomForVersions(withChangedDocuments(today.template, release))),
      );
    }
    expect(statuses).toEqual([
      ...Array.from({ length: 4 }, () => 'UPDATE_COMPLETE'),
      'UPDATE_ROLLBACK_FAILED',
    ]);
    expect((await stack.failures()).join('\n')).toMatch(
      /provisioning template fleetprov_prod_template_CFN has 5 versions already/i,
    );
  });
});
