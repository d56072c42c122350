import { IoTClient, ResourceNotFoundException } from '@aws-sdk/client-iot';
import { certificateIdOf, deleteCertificate, retireCertificate } from './certificates';

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

describe('deleting a retired certificate', () => {
  it('passes over policies that another stack has left on it, and over that it is gone', async () => {
    const inputs: object[] = [];
    const iot = new IoTClient({ region: 'us-east-1' });
    iot.middlewareStack.add(
      () =>
        ({ input }) => {
          inputs.push(input);
          if (inputs.length > 1) {
            return Promise.reject(new ResourceNotFoundException({ message: 'gone', $metadata: {} }));
          }
          return Promise.resolve({ response: {}, output: { $metadata: {} } });
        },
      { step: 'initialize', priority: 'high' },
    );
    await deleteCertificate(iot, 'abc');
    await deleteCertificate(iot, 'abc');
    expect(inputs).toEqual(Array(2).fill({ certificateId: 'abc', forceDelete: true }));
  });
});

describe('the certificate that an ARN names', () => {
  it('is its id, and nothing for the ARN of something else', () => {
    const id = 'a'.repeat(64);
    expect(certificateIdOf(`arn:aws:iot:us-east-1:123456789012:cert/${id}`)).toBe(id);
    expect(certificateIdOf('arn:aws:iot:us-east-1:123456789012:thinggroup/all')).toBeUndefined();
    expect(certificateIdOf(`us-east-1:${id}`)).toBeUndefined();
  });
});
