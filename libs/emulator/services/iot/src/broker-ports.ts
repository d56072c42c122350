import type { BrokerPorts, ProvisioningPort } from '@fleet/mqtt-broker';
import type { ControlPlane } from './control-plane';

/** What the message broker asks of the control plane. */
export function brokerPorts(controlPlane: ControlPlane, stored: () => Promise<void>): BrokerPorts {
  return {
    authenticate: (certificate) => {
      const found = controlPlane.authenticate(certificate);
      return found.status === 'active' ? { certificateId: found.certificateId } : undefined;
    },
    authorize: (request) => controlPlane.authorize(request),
    exclusiveThingOf: ({ certificateId }) => controlPlane.exclusiveThingOf(certificateId),
    provisioning: answeredWhenStored(controlPlane.provisioning, stored),
    onCertificateDeactivated: (listener) =>
      controlPlane.onCertificateStatusChange(({ certificateId, status }) => {
        if (status !== 'ACTIVE') {
          listener(certificateId);
        }
      }),
  };
}

/** A device that has its answer can rely on it. */
function answeredWhenStored(api: ProvisioningPort, stored: () => Promise<void>): ProvisioningPort {
  const afterwards = async (work: Promise<object>): Promise<object> => {
    const answer = await work;
    await stored();
    return answer;
  };
  return {
    createKeysAndCertificate: (requester) => afterwards(api.createKeysAndCertificate(requester)),
    createCertificateFromCsr: (requester, request) =>
      afterwards(api.createCertificateFromCsr(requester, request)),
    registerThing: (requester, request) => afterwards(api.registerThing(requester, request)),
  };
}
