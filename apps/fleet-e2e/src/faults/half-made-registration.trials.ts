import type { IoT } from '@aws-sdk/client-iot';
import { startAgent } from '@fleet/local-fleet';
import { ResourceStack } from '@fleet/resource-stack';
import { DeployedFleet } from '../deployment/deployed-fleet';
import { startDeployedCloud } from '../deployment/test-cloud';
import { BorderCheck } from '../kill/border-check';

const parts = ['thing', 'group', 'principal', 'policy', 'ACTIVE'] as const;
type Part = (typeof parts)[number];

/** What RegisterThing can leave behind: it is not one transaction. Without a thing there is nothing to be in it. */
const remains = Array.from({ length: 2 ** parts.length }, (_, number) =>
  parts.filter((_part, place) => (number >> place) % 2 === 1),
).filter((left) => left.includes('thing') || (!left.includes('group') && !left.includes('principal')));

/** The device has lost all that it had, its ownership token too, and comes with its claim alone. */
describe('a device whose registration was left half done', () => {
  const resources = new ResourceStack();
  let iot: IoT;
  let fleet: DeployedFleet;
  let check: BorderCheck;

  beforeAll(async () => {
    const testCloud = await startDeployedCloud(resources);
    ({ iot } = testCloud);
    fleet = new DeployedFleet(testCloud);
    check = new BorderCheck(fleet, iot);
  });
  afterAll(() => resources.dispose());

  const leaves = async (thingName: string, certificateId: string, left: readonly Part[]) => {
    const { principals: [principal] = [] } = await iot.listThingPrincipals({ thingName });
    const { thingGroup: thingGroupName, productionPolicy: policyName } = fleet.names;
    const undo: Readonly<Record<Part, () => Promise<unknown>>> = {
      ACTIVE: () => iot.updateCertificate({ certificateId, newStatus: 'INACTIVE' }),
      policy: () => iot.detachPolicy({ policyName, target: principal }),
      principal: () => iot.detachThingPrincipal({ thingName, principal }),
      group: () => iot.removeThingFromThingGroup({ thingGroupName, thingName }),
      thing: () => iot.deleteThing({ thingName }),
    };
    for (const part of [...parts].reverse().filter((each) => !left.includes(each))) {
      await undo[part]();
    }
  };

  it.each(remains.map((left, number) => ({ left, title: left.join(', ') || 'nothing', number })))(
    'with $title is provisioned anew, and has one certificate then',
    async ({ left, number }) => {
      const serial = `half-made-${number}`;
      const { certificateId } = await fleet.provisionUnproven(serial);
      await leaves(serial, certificateId, left);
      const device = { serial, folder: await fleet.unpackBundle(serial), resources };
      await startAgent(device.folder, ['provision'], { resources }).succeed();
      await check.device(device);
    },
  );

  it('leaves no other certificate in force in the account', () => check.account());
});
