import type { ProvisioningPort } from '@fleet/mqtt-broker';
import { measuredProvisioning, messageMeasures } from './measures';
import type { IotMeasures } from './measures';

const requester = { principal: { certificateId: 'claim' }, clientId: 'c' };
const registration = { templateName: 'birth', certificateOwnershipToken: 't', parameters: {} };
const publisher = { clientId: 'c', certificateId: 'd', sourceIp: '127.0.0.1' };

describe('what AWS IoT measures', () => {
  let told: unknown[][];
  const tell =
    (what: string) =>
    (...details: unknown[]) => {
      told.push([what, ...details]);
    };
  const measures: IotMeasures = {
    connected: tell('connected'),
    connectDenied: tell('denied'),
    published: tell('published'),
    certificateAsked: tell('certificate'),
    registrationAsked: tell('registration'),
    registered: tell('registered'),
    ruleMatched: tell('matched'),
    ruleActed: tell('acted'),
  };
  const answering = (answer: () => Promise<object>): ProvisioningPort =>
    measuredProvisioning(
      { createKeysAndCertificate: answer, createCertificateFromCsr: answer, registerThing: answer },
      measures,
    );
  beforeEach(() => {
    told = [];
  });

  it('is every call of the provisioning API, and its end', async () => {
    const api = answering(() => Promise.resolve({ answer: 1 }));
    expect(await api.createKeysAndCertificate(requester)).toEqual({ answer: 1 });
    await api.createCertificateFromCsr(requester, { certificateSigningRequest: '' });
    await api.registerThing(requester, registration);
    expect(told).toEqual([
      ['certificate', 'CreateKeysAndCertificate', false],
      ['certificate', 'CreateCertificateFromCsr', false],
      ['registration', 'birth', false],
      ['registered', 'claim'],
    ]);
  });

  it('is a refusal as well, which stays one', async () => {
    const api = answering(() => Promise.reject(new Error('refused')));
    await expect(api.registerThing(requester, registration)).rejects.toThrow('refused');
    expect(told).toEqual([['registration', 'birth', true]]);
  });

  it('is what devices publish and how they connect, and no other event', () => {
    const count = messageMeasures(measures);
    const payload = Buffer.from('{}');
    count({ topic: 'a', payload, publisher });
    count({ topic: '$aws/events/presence/connected/c', payload });
    count({ topic: '$aws/events/presence/connect_failed/c', payload });
    count({ topic: '$aws/events/presence/disconnected/c', payload });
    count({ topic: '$aws/events/presence/connected/c', payload, publisher });
    expect(told).toEqual([['published'], ['connected'], ['denied'], ['published']]);
  });
});
