import { thingAttributes } from '@fleet/fleet-contract';
import { obtainCertificate, register } from '../../devices/registration';
import { newSerial } from '../least-privilege-ground';
import { permissions, scenario } from '../scenario';
import { dueDevice, removeDevice, setAttributes } from '../trial-devices';

const role = 'ProvisioningRegistrationRole';

const registration = scenario({
  title: 'AWS IoT registers a new device',
  needs: {
    'the device is told that it is registered': permissions(role, {
      'thing/*': ['iot:CreateThing', 'iot:AddThingToThingGroup'],
      'thinggroup/PoliciesGroup': ['iot:AddThingToThingGroup'],
      'cert/*': ['iot:UpdateCertificate', 'iot:AttachPolicy', 'iot:AttachThingPrincipal'],
    }),
  },
  async prepare({ fleet }) {
    const session = await fleet.connectClaim();
    const certificate = await obtainCertificate(session);
    const { provisioningTemplate } = fleet.names;
    return {
      steps: {
        'the device is told that it is registered': () =>
          register(session, provisioningTemplate, certificate, { SerialNumber: newSerial() }),
      },
      tidy: () => fleet.closeSessions(),
    };
  },
});

const renewal = scenario({
  title: 'AWS IoT registers the successor of a certificate',
  needs: {
    'the device is told that it is registered': permissions(role, { 'thing/*': ['iot:UpdateThing'] }),
  },
  async prepare(ground) {
    const { serial, session } = await dueDevice(ground);
    // A registration of the same day has nothing to change of the thing.
    await setAttributes(ground, serial, { [thingAttributes.certIssuance]: '20180630' });
    const certificate = await obtainCertificate(session);
    const { rotationTemplate } = ground.fleet.names;
    return {
      steps: {
        'the device is told that it is registered': () =>
          register(session, rotationTemplate, certificate, { SerialNumber: serial }),
      },
      tidy: () => removeDevice(ground, serial),
    };
  },
});

/** What AWS IoT does by a registration role that has no policy of AWS. */
export const registrationScenarios = [registration, renewal];
