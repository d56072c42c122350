import { IoTClient, type ThingIndexingConfiguration } from '@aws-sdk/client-iot';
import { openAnswerAddress, type AnswerAddress } from '@fleet/custom-resource/testing';
import { defined } from '@fleet/optional-members';
import { pino } from 'pino';
import { fleetIndexingHandler } from './fleet-indexing';

const on = { thingIndexingMode: 'REGISTRY', thingConnectivityIndexingMode: 'STATUS' } as const;

describe('the custom resource for the fleet index', () => {
  let address: AnswerAddress;
  let configured: ThingIndexingConfiguration;
  let sent: (string | undefined)[];
  let failure: Error | undefined;
  let handler: (event: unknown) => Promise<void>;

  beforeEach(async () => {
    address = await openAnswerAddress();
    [configured, sent, failure] = [{ thingIndexingMode: 'OFF' }, [], undefined];
    const iot = new IoTClient({ region: 'us-east-1' });
    iot.middlewareStack.add(
      (_next, { commandName }) =>
        () => {
          sent.push(commandName?.replace(/Command$/, ''));
          if (failure !== undefined) {
            return Promise.reject(failure);
          }
          const output = { $metadata: {}, thingIndexingConfiguration: configured, indexStatus: 'ACTIVE' };
          return Promise.resolve({ response: {}, output });
        },
      { step: 'initialize', priority: 'high' },
    );
    handler = fleetIndexingHandler({
      iot,
      pause: () => Promise.resolve(),
      log: pino({ level: 'silent' }),
    });
  });

  afterEach(() => address.close());

  const ask = (requestType: 'Create' | 'Update' | 'Delete') =>
    handler({
      RequestType: requestType,
      ResponseURL: address.url,
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'FleetIndexing',
      ...defined({ PhysicalResourceId: requestType === 'Create' ? undefined : 'AWS_Things' }),
      ResourceProperties: { ServiceToken: 'arn' },
    });

  it.each(['Create', 'Update'] as const)('turns the index on when the stack asks for a %s', async (type) => {
    await ask(type);
    expect(sent).toContain('UpdateIndexingConfiguration');
    expect(address.answers).toEqual([
      expect.objectContaining({ Status: 'SUCCESS', PhysicalResourceId: 'AWS_Things' }),
    ]);
  });

  it.each(['Create', 'Update'] as const)('changes nothing at a %s where it is on', async (type) => {
    configured = on;
    await ask(type);
    expect(sent).toEqual(['GetIndexingConfiguration']);
    expect(address.answers[0]).toMatchObject({ Status: 'SUCCESS' });
  });

  it('turns nothing off, and asks nothing, when it is deleted', async () => {
    await ask('Delete');
    expect(sent).toEqual([]);
    expect(address.answers[0]).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'AWS_Things' });
  });

  it('tells the stack why it failed', async () => {
    failure = new Error('User is not authorized to perform iot:UpdateIndexingConfiguration');
    await ask('Create');
    expect(address.answers[0]).toMatchObject({
      Status: 'FAILED',
      Reason: 'User is not authorized to perform iot:UpdateIndexingConfiguration',
    });
  });
});
