import type { BrokerMessage, ProvisioningPort } from '@fleet/mqtt-broker';

/** What AWS IoT measures of itself. */
export interface IotMeasures {
  connected(): void;
  connectDenied(): void;
  published(): void;
  /** One of the two calls that make a certificate for a device. */
  certificateAsked(
    operation: 'CreateKeysAndCertificate' | 'CreateCertificateFromCsr',
    isFailure: boolean,
  ): void;
  registrationAsked(templateName: string, isFailure: boolean): void;
  /** @param claimCertificateId the certificate over which the thing was registered */
  registered(claimCertificateId: string): void;
  ruleMatched(ruleName: string): void;
  ruleActed(ruleName: string, actionType: string, isFailure: boolean): void;
}

/** Counts what comes to the broker. */
export function messageMeasures(measures: IotMeasures): (message: BrokerMessage) => void {
  return ({ topic, publisher }) => {
    if (publisher !== undefined) {
      measures.published();
    } else if (topic.startsWith('$aws/events/presence/connected/')) {
      measures.connected();
    } else if (topic.startsWith('$aws/events/presence/connect_failed/')) {
      measures.connectDenied();
    }
  };
}

/** The provisioning API, which tells how its calls went. */
export function measuredProvisioning(api: ProvisioningPort, measures: IotMeasures): ProvisioningPort {
  const told = async <Answer>(work: Promise<Answer>, tell: (isFailure: boolean) => void): Promise<Answer> => {
    try {
      const answer = await work;
      tell(false);
      return answer;
    } catch (error) {
      tell(true);
      throw error;
    }
  };
  return {
    createKeysAndCertificate: (requester) =>
      told(api.createKeysAndCertificate(requester), (isFailure) =>
        measures.certificateAsked('CreateKeysAndCertificate', isFailure),
      ),
    createCertificateFromCsr: (requester, request) =>
      told(api.createCertificateFromCsr(requester, request), (isFailure) =>
        measures.certificateAsked('CreateCertificateFromCsr', isFailure),
      ),
    registerThing: (requester, request) =>
      told(api.registerThing(requester, request), (isFailure) => {
        measures.registrationAsked(request.templateName, isFailure);
        if (!isFailure) {
          measures.registered(requester.principal.certificateId);
        }
      }),
  };
}
