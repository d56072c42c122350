import type { StackEngine } from '../stack-engine';
import { MemoryCloud, template } from '../testing/memory-cloud';
import { CustomResourceAnswers } from './custom-resource-answers';
import type { CustomResourceRequest } from './custom-resource-protocol';
import { customResourceTypes } from './custom-resource-type';

const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:maker';

function thing(properties: Record<string, unknown>, Outputs: Record<string, unknown> = {}): string {
  return template(
    { Thing: { Type: 'Custom::Thing', Properties: { ServiceToken: functionArn, ...properties } } },
    { Outputs },
  );
}

describe('a custom resource', () => {
  let cloud: MemoryCloud;
  let engine: StackEngine;
  let answers: CustomResourceAnswers;
  let requests: CustomResourceRequest[];
  /** What the function does with a request: the body it sends, or nothing, or a throw. */
  let respond: (request: CustomResourceRequest) => Record<string, unknown> | undefined;

  beforeEach(() => {
    cloud = new MemoryCloud();
    answers = new CustomResourceAnswers();
    requests = [];
    respond = () => ({ Status: 'SUCCESS', PhysicalResourceId: 'thing-1', Data: { Key: 'value' } });
    const transport = {
      responseUrl: (token: string) => `http://cloud/answers/${token}`,
      send: (request: CustomResourceRequest) =>
        new Promise<void>((resolve) => {
          requests.push(request);
          const answer = respond(request);
          if (answer !== undefined) {
            expect(deliver(request, answer)).toBeUndefined();
          }
          resolve();
        }),
    };
    engine = cloud.engine(customResourceTypes({ transport, answers, clock: cloud.clock }));
  });

  afterEach(async () => {
    await engine.close();
    cloud.close();
  });

  const deliver = (request: CustomResourceRequest, answer: Record<string, unknown>) => {
    const { RequestId, StackId, LogicalResourceId, ResponseURL } = request;
    const body = JSON.stringify({ RequestId, StackId, LogicalResourceId, ...answer });
    return answers.deliver(ResponseURL.split('/').at(-1) ?? '', Buffer.from(body));
  };
  const create = async (templateBody: string): Promise<void> => {
    await engine.createStack('s', { templateBody });
    await engine.settled();
  };
  const update = async (templateBody: string): Promise<void> => {
    await engine.updateStack('s', { templateBody });
    await engine.settled();
  };
  const failure = (): string | undefined =>
    engine
      .events('s')
      .events.find(({ logicalId, status }) => logicalId === 'Thing' && status.endsWith('FAILED'))?.reason;

  it('stays with its function: another service token is refused, and the former properties are back', async () => {
    await create(thing({ Size: 1 }));
    const other = 'arn:aws:lambda:us-east-1:123456789012:function:other';
    await update(thing({ ServiceToken: other, Size: 2 }));
    expect(engine.stack('s').status).toBe('UPDATE_ROLLBACK_COMPLETE');
    const reasons = engine.events('s').events.map(({ status, reason }) => `${status}: ${reason}`);
    expect(reasons).toContain('UPDATE_FAILED: Modifying service token is not allowed.');
    expect(
      requests.map(({ RequestType, ServiceToken, ResourceProperties: { Size } }) => [
        RequestType,
        ServiceToken,
        Size,
      ]),
    ).toEqual([
      ['Create', functionArn, '1'],
      ['Update', functionArn, '1'],
    ]);
  });

  it('is asked for with its properties as strings, and its data can be used', async () => {
    await create(
      thing({ Count: 3, Deep: { On: true } }, { Key: { Value: { 'Fn::GetAtt': ['Thing', 'Key'] } } }),
    );
    expect(requests).toEqual([
      {
        RequestType: 'Create',
        ResponseURL: expect.stringMatching(/^http:\/\/cloud\/answers\/[\w-]{43}$/),
        StackId: engine.stack('s').id,
        RequestId: expect.any(String),
        ResourceType: 'Custom::Thing',
        LogicalResourceId: 'Thing',
        ServiceToken: functionArn,
        ResourceProperties: { ServiceToken: functionArn, Count: '3', Deep: { On: 'true' } },
      },
    ]);
    expect(engine.stack('s').outputs).toEqual([{ key: 'Key', value: 'value' }]);
    expect(engine.resources('s')).toMatchObject([{ physicalId: 'thing-1' }]);
  });

  it('is updated in place while its physical id stays', async () => {
    await create(thing({ Size: 'S' }));
    await update(thing({ Size: 'M' }));
    expect(requests.map(({ RequestType }) => RequestType)).toEqual(['Create', 'Update']);
    expect(requests[1]).toMatchObject({
      PhysicalResourceId: 'thing-1',
      OldResourceProperties: { Size: 'S' },
      ResourceProperties: { Size: 'M' },
    });
  });

  it('is asked to delete the old one when an update answers another physical id', async () => {
    await create(thing({ Size: 'S' }));
    respond = () => ({ Status: 'SUCCESS', PhysicalResourceId: 'thing-2' });
    await update(thing({ Size: 'M' }));
    expect(requests.map(({ RequestType, PhysicalResourceId: id }) => [RequestType, id])).toEqual([
      ['Create', undefined],
      ['Update', 'thing-1'],
      ['Delete', 'thing-1'],
    ]);
  });

  it('that says it failed fails the stack with its reason, and is asked to delete what there may be', async () => {
    respond = ({ RequestType: type }) =>
      type === 'Create' ? { Status: 'FAILED', Reason: 'no bucket' } : { Status: 'SUCCESS' };
    await create(thing({}));
    expect(engine.stack('s').status).toBe('ROLLBACK_COMPLETE');
    expect(failure()).toContain('Message returned: no bucket');
    expect(requests[1]).toMatchObject({
      RequestType: 'Delete',
      PhysicalResourceId: expect.stringMatching(/^s-Thing-/),
    });
  });

  it('whose function ends with an error fails at once', async () => {
    respond = ({ RequestType: type }) => {
      if (type === 'Create') {
        throw new Error('Cannot find module index');
      }
      return { Status: 'SUCCESS' };
    };
    await create(thing({}));
    expect(failure()).toBe('Cannot find module index');
  });

  it('that never answers fails when its time is over', async () => {
    respond = ({ RequestType: type }) => {
      if (type === 'Delete') {
        return { Status: 'SUCCESS' };
      }
      queueMicrotask(() => cloud.clock.setOffset(61_000));
      return undefined;
    };
    await create(thing({ ServiceTimeout: 60 }));
    expect(failure()).toContain('did not receive a response from your Custom Resource within 60 seconds');
  });

  it('may answer once, and only with its own token and request id', async () => {
    await create(thing({}));
    const [request] = requests;
    expect(request && deliver(request, { Status: 'SUCCESS' })).toMatchObject({ status: 403 });
    const { token } = answers.expect('r-1');
    expect(answers.deliver(token, Buffer.from('{'))).toMatchObject({ status: 400 });
    expect(answers.deliver(token, Buffer.alloc(4097, ' '))).toMatchObject({ status: 413 });
    const foreign = { Status: 'SUCCESS', RequestId: 'r-2', StackId: 's', LogicalResourceId: 'l' };
    expect(answers.deliver(token, Buffer.from(JSON.stringify(foreign)))).toMatchObject({ status: 400 });
  });
});
