import { PayloadError } from '../payload/bounded-json';
import type { BrokerLog, ProvisioningPort, ProvisioningRejection, ProvisioningRequester } from '../ports';
import { decodeRequest, encodeAnswer } from './payload-codec';
import { certificateSigningRequestOf, mapOf, registrationOf } from './provisioning-requests';
import type { PerformRequest } from './provisioning-faults';
import { NoAnswerError } from './provisioning-faults';
import type { ProvisioningTopic } from './provisioning-topic';
import { Rejection, asRejection } from './rejection';

export interface ProvisioningAnswer {
  readonly outcome: 'accepted' | 'rejected';
  readonly payload: Buffer;
}

/**
 * Answers one request of the provisioning API. Whatever goes wrong becomes an answer on the `rejected` topic, as a
 * device expects exactly one answer to each request.
 * @param around performs the request, or has a fault spoil it
 * @throws NoAnswerError where a fault keeps the answer back
 */
export async function answerProvisioning(
  { port, log, around }: { port: ProvisioningPort; log: BrokerLog; around: PerformRequest },
  requester: ProvisioningRequester,
  topic: ProvisioningTopic,
  payload: Uint8Array,
): Promise<ProvisioningAnswer> {
  try {
    const answer = await around(topic.operation, () =>
      perform(port, requester, topic, requestFrom(topic, payload)),
    );
    return { outcome: 'accepted', payload: encodeAnswer(topic.format, answer) };
  } catch (error) {
    if (error instanceof NoAnswerError) {
      throw error;
    }
    const rejection = asRejection(error);
    const { statusCode, errorCode } = rejection;
    const fields = { operation: topic.operation, clientId: requester.clientId, statusCode, errorCode };
    if (statusCode >= 500) {
      log.error({ ...fields, err: error }, 'provisioning request failed');
    } else {
      log.info(fields, 'provisioning request rejected');
    }
    return rejected(topic, rejection);
  }
}

/** The answer on the `rejected` topic. */
export function rejected(
  topic: ProvisioningTopic,
  { statusCode, errorCode, errorMessage }: ProvisioningRejection,
): ProvisioningAnswer {
  const payload = encodeAnswer(topic.format, { statusCode, errorCode, errorMessage });
  return { outcome: 'rejected', payload };
}

async function perform(
  port: ProvisioningPort,
  requester: ProvisioningRequester,
  topic: ProvisioningTopic,
  request: object,
): Promise<object> {
  switch (topic.operation) {
    case 'CreateKeysAndCertificate':
      return port.createKeysAndCertificate(requester);
    case 'CreateCertificateFromCsr':
      return port.createCertificateFromCsr(requester, certificateSigningRequestOf(request));
    case 'RegisterThing':
      return port.registerThing(requester, { ...registrationOf(request), templateName: topic.templateName });
  }
}

function requestFrom(topic: ProvisioningTopic, payload: Uint8Array): object {
  try {
    return mapOf(decodeRequest(topic.format, payload));
  } catch (error) {
    if (!(error instanceof PayloadError)) {
      throw error;
    }
    throw new Rejection(400, 'InvalidPayload', error.message);
  }
}
