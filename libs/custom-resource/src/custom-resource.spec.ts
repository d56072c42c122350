import { pino } from 'pino';
import * as z from 'zod/mini';
import { customResourceHandler } from './custom-resource';
import { openAnswerAddress, type AnswerAddress } from './testing/answer-address';

describe('a custom resource', () => {
  let address: AnswerAddress;
  let done: string[];
  let failure: Error | undefined;
  let handler: (event: unknown) => Promise<void>;

  beforeEach(async () => {
    address = await openAnswerAddress();
    done = [];
    failure = undefined;
    const work = (what: string): Promise<void> => {
      done.push(what);
      return failure === undefined ? Promise.resolve() : Promise.reject(failure);
    };
    handler = customResourceHandler({
      properties: z.object({ Name: z.string(), Size: z.coerce.number() }),
      physicalId: ({ Name }) => `lamp-${Name}`,
      provide: async ({ RequestType, ResourceProperties }) => {
        await work(`${RequestType} ${ResourceProperties.Name} of ${ResourceProperties.Size + 1}`);
        return { Colour: 'green' };
      },
      remove: ({ PhysicalResourceId }) => work(`remove ${PhysicalResourceId ?? ''}`),
      log: pino({ level: 'silent' }),
    });
  });

  afterEach(() => address.close());

  const request = (change: object = {}) => ({
    RequestType: 'Create',
    ResponseURL: address.url,
    StackId: 'the stack',
    RequestId: 'the request',
    LogicalResourceId: 'Lamp',
    ResourceProperties: { ServiceToken: 'arn', Name: 'a', Size: '41' },
    ...change,
  });

  it('is created under the id that its properties give', async () => {
    await handler(request());
    expect(done).toEqual(['Create a of 42']);
    expect(address.answers).toEqual([
      {
        Status: 'SUCCESS',
        PhysicalResourceId: 'lamp-a',
        StackId: 'the stack',
        RequestId: 'the request',
        LogicalResourceId: 'Lamp',
        Data: { Colour: 'green' },
        method: 'PUT',
        // A presigned address is refused when the request adds a content type.
        contentType: '',
      },
    ]);
  });

  it('keeps its id when its properties change', async () => {
    const changed = { Name: 'b', Size: '1' };
    await handler(
      request({ RequestType: 'Update', PhysicalResourceId: 'lamp-a', ResourceProperties: changed }),
    );
    expect(done).toEqual(['Update b of 2']);
    expect(address.answers[0]).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'lamp-a' });
  });

  it.each([
    ['what its properties are changed from', { Name: 'a', Size: '41' }, 'from 41'],
    ['nothing where an older release had others', { Name: 'a' }, 'from nothing'],
  ])('is told %s', async (_, before, words) => {
    const changing = customResourceHandler({
      properties: z.object({ Name: z.string(), Size: z.coerce.number() }),
      physicalId: ({ Name }) => Name,
      provide: ({ OldResourceProperties: old }) => {
        done.push(`from ${old?.Size ?? 'nothing'}`);
        return Promise.resolve({});
      },
      remove: () => Promise.resolve(),
      log: pino({ level: 'silent' }),
    });
    const update = { RequestType: 'Update', PhysicalResourceId: 'lamp-a', OldResourceProperties: before };
    await changing(request(update));
    expect(done).toEqual([words]);
    expect(address.answers[0]).toMatchObject({ Status: 'SUCCESS' });
  });

  it('is deleted by its id', async () => {
    await handler(request({ RequestType: 'Delete', PhysicalResourceId: 'lamp-a' }));
    expect(done).toEqual(['remove lamp-a']);
    expect(address.answers[0]).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'lamp-a', Data: {} });
  });

  it.each(['Create', 'Update', 'Delete'])('tells the stack why a %s failed', async (requestType) => {
    failure = new Error('the bulb is broken');
    await handler(request({ RequestType: requestType, PhysicalResourceId: 'lamp-a' }));
    expect(address.answers[0]).toMatchObject({
      Status: 'FAILED',
      PhysicalResourceId: 'lamp-a',
      Reason: 'the bulb is broken',
    });
  });

  it('answers also before it has an id, as CloudFormation demands one for the Delete that follows', async () => {
    failure = new Error('the bulb is broken');
    await handler(request());
    expect(address.answers[0]).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'Lamp-never-created' });
  });

  it('cuts a reason that CloudFormation would not take whole', async () => {
    failure = new Error('x'.repeat(5_000));
    await handler(request());
    expect(address.answers[0]?.['Reason']).toBe('x'.repeat(1_024));
  });

  it('answers a request with bad properties, naming each', async () => {
    await handler(request({ ResourceProperties: { Size: 'large' } }));
    expect(done).toEqual([]);
    expect(address.answers[0]).toMatchObject({ Status: 'FAILED' });
    expect(address.answers[0]?.['Reason']).toMatch(/ResourceProperties\.Name: .*ResourceProperties\.Size: /);
  });

  it('fails loudly when CloudFormation does not take the answer', async () => {
    await expect(handler(request({ ResponseURL: address.refusingUrl }))).rejects.toThrow(
      'CloudFormation answered 403 to SUCCESS of Lamp',
    );
  });

  it('fails loudly when there is nowhere to answer to, and does nothing', async () => {
    await expect(handler({ RequestType: 'Create' })).rejects.toThrow('ResponseURL');
    expect(done).toEqual([]);
  });
});
