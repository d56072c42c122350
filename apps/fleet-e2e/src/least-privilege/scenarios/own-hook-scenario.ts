import { obtainCertificate, register } from '../../devices/registration';
import { newSerial } from '../least-privilege-ground';
import { permissions, scenario } from '../scenario';

/** What the provision hook does where the user of the construct has a hook as well. */
export const ownHookScenario = scenario({
  title: 'the provision hook asks the hook of the user',
  needs: {
    'the device is told that it is registered': permissions('HooksProvisionRole', {
      'function:Gate': ['lambda:InvokeFunction'],
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
