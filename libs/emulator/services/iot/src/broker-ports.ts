import type { BrokerPorts } from '@fleet/mqtt-broker';
import type { ControlPlane } from './control-plane';

/** What the message broker asks of the control plane. */
export function brokerPorts(controlPlane: ControlPlane): BrokerPorts {
  return {
    authenticate: (certificate) => {
      const found = controlPlane.authenticate(certificate);
      return found.status === 'active' ? { certificateId: found.certificateId } : undefined;
    },
    authorize: (request) => controlPlane.authorize(request),
    exclusiveThingOf: ({ certificateId }) => controlPlane.exclusiveThingOf(certificateId),
    provisioning: controlPlane.provisioning,
    onCertificateDeactivated: (listener) =>
      controlPlane.onCertificateStatusChange(({ certificateId, status }) => {
        if (status !== 'ACTIVE') {
          listener(certificateId);
        }
      }),
  };
}
