import type { DeferredWork } from '@fleet/consistency';
import type { BrokerPorts, ProvisioningPort } from '@fleet/mqtt-broker';
import type { ControlPlane } from './control-plane';

/** What the message broker asks of the control plane. */
export function brokerPorts(
  controlPlane: ControlPlane,
  deferred: DeferredWork,
  stored: () => Promise<void>,
): BrokerPorts {
  return {
    authenticate: (certificate) => {
      const found = controlPlane.authenticate(certificate);
      return found.status === 'active' ? { certificateId: found.certificateId } : undefined;
    },
    authorize: (request) => controlPlane.authorize(request),
    exclusiveThingOf: ({ certificateId }) => controlPlane.exclusiveThingOf(certificateId),
    provisioning: answeredWhenStored(controlPlane.provisioning, stored),
    onCertificateDeactivated: (listener) => {
      const ending = new Set<string>();
      return controlPlane.onCertificateStatusChange(
        ({ certificateId, status, connectionsLiveOnMillis = 0 }) => {
          // One that is deleted while its connections live on ends none of them sooner (guessed).
          if (status === 'ACTIVE' || ending.has(certificateId)) {
            return;
          }
          ending.add(certificateId);
          deferred.after(connectionsLiveOnMillis, () => {
            ending.delete(certificateId);
            if (controlPlane.certificates.find(certificateId)?.status !== 'ACTIVE') {
              listener(certificateId);
            }
          });
        },
      );
    },
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
