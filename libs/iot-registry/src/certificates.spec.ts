import { IoTClient } from '@aws-sdk/client-iot';
import { retireCertificate } from './certificates';

describe('retiring a certificate', () => {
  const certificateArn = 'arn:aws:iot:us-east-1:123456789012:cert/abc';

  /** Names of the commands that retiring a certificate of this status sends. */
  async function commandsFor(status: 'ACTIVE' | 'INACTIVE' | 'REVOKED'): Promise<string[]> {
    const sent: string[] = [];
    const iot = new IoTClient({ region: 'us-east-1' });
    iot.middlewareStack.add(
      (_next, { commandName }) =>
        () => {
          sent.push(commandName ?? '');
          const isQuestion = commandName === 'DescribeCertificateCommand';
          const output = isQuestion ? { certificateDescription: { certificateArn, status } } : {};
          return Promise.resolve({ response: {}, output: { $metadata: {}, ...output } });
        },
      { step: 'initialize', priority: 'high' },
    );
    await retireCertificate(iot, 'abc', { thingName: 'sensor-1', policyName: 'fleetprov_prod_policy' });
    return sent;
  }

  it.each(['ACTIVE', 'INACTIVE'] as const)(
    'makes it inactive before it detaches, when %s',
    async (status) => {
      expect(await commandsFor(status)).toEqual([
        'DescribeCertificateCommand',
        'UpdateCertificateCommand',
        'DetachThingPrincipalCommand',
        'DetachPolicyCommand',
      ]);
    },
  );

  it('leaves it revoked, where an operator revoked it', async () => {
    expect(await commandsFor('REVOKED')).toEqual([
      'DescribeCertificateCommand',
      'DetachThingPrincipalCommand',
      'DetachPolicyCommand',
    ]);
  });
});
