import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SNS } from '@aws-sdk/client-sns';
import { eventually } from '@fleet/eventually';
import { serveServices, type ServedServices } from '@fleet/served-services';
import { createSnsService, type SnsService } from './index';

const TopicArn = 'arn:aws:sns:us-east-1:123456789012:alarms';
const nowhere = () => Promise.reject(new Error('there are no queues and functions here'));

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** An HTTP server of a test, and its URL. */
async function listening(listener: RequestListener): Promise<{ server: Server; url: string }> {
  const server = createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('a URL that is subscribed to a topic', () => {
  let served: ServedServices;
  let sns: SNS;
  let service: SnsService;
  let links: Awaited<ReturnType<typeof listening>>;
  let endpoint: Awaited<ReturnType<typeof listening>>;
  let received: Received[];
  let answers: number[];
  let problems: string[];

  beforeEach(async () => {
    [received, answers, problems] = [[], [], []];
    links = await listening((...exchange) => service.links(...exchange));
    endpoint = await listening((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push({ headers: request.headers, text: Buffer.concat(chunks).toString() });
        response.writeHead(answers.shift() ?? 200).end();
      });
    });
    served = await serveServices(({ store, clock, dataDirectory }) => {
      service = createSnsService({
        store,
        clock,
        targets: { queue: nowhere, function: nowhere },
        mailDirectory: join(dataDirectory, 'mails'),
        url: () => links.url,
        onProblem: (message) => problems.push(message),
      });
      return [service.service];
    });
    sns = new SNS(served.client);
    await sns.createTopic({ Name: 'alarms' });
  });
  afterEach(async () => {
    sns.destroy();
    await service.close();
    await served.close();
    links.server.close();
    endpoint.server.close();
  });

  const next = (count = 1) =>
    eventually('request', () => (received.length >= count ? received[count - 1] : undefined));
  const read = ({ text }: Received) => JSON.parse(text) as Record<string, string>;
  const subscribe = (Attributes = {}) =>
    sns.subscribe({ TopicArn, Protocol: 'http', Endpoint: `${endpoint.url}/alarms`, Attributes });
  const confirmed = async (Attributes = {}) => {
    await subscribe(Attributes);
    return (await fetch(read(await next())['SubscribeURL'] ?? '')).text();
  };

  it('is asked first whether it wants them, and gets none before it has said so', async () => {
    expect((await subscribe()).SubscriptionArn).toBe('pending confirmation');
    const asked = await next();
    expect(asked.headers).toMatchObject({
      'x-amz-sns-message-type': 'SubscriptionConfirmation',
      'x-amz-sns-topic-arn': TopicArn,
      'content-type': 'text/plain; charset=UTF-8',
    });
    const { Token, SubscribeURL, ...rest } = read(asked);
    expect(rest).toMatchObject({ Type: 'SubscriptionConfirmation', TopicArn });
    expect((await sns.listSubscriptions({})).Subscriptions).toMatchObject([
      { SubscriptionArn: 'PendingConfirmation' },
    ]);
    await sns.publish({ TopicArn, Message: 'too soon' });
    expect((await sns.getTopicAttributes({ TopicArn })).Attributes).toMatchObject({
      SubscriptionsConfirmed: '0',
      SubscriptionsPending: '1',
    });
    await expect(sns.confirmSubscription({ TopicArn, Token: 'x' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    const { SubscriptionArn } = await sns.confirmSubscription({ TopicArn, Token });
    expect(SubscriptionArn).toMatch(/^arn:/);
    expect((await fetch(SubscribeURL ?? '')).status).toBe(400);
    await sns.publish({ TopicArn, Message: 'fire', Subject: 'Alarm' });
    const message = await next(2);
    expect(message.headers).toMatchObject({
      'x-amz-sns-message-type': 'Notification',
      'x-amz-sns-subscription-arn': SubscriptionArn,
    });
    expect(read(message)).toMatchObject({
      Type: 'Notification',
      Message: 'fire',
      Subject: 'Alarm',
      TopicArn,
    });
  });

  it('confirms by a link, and ends its subscription by another', async () => {
    expect(await confirmed()).toMatch(/^arn:aws:sns/);
    await sns.publish({ TopicArn, Message: 'fire' });
    const { UnsubscribeURL = '' } = read(await next(2));
    expect((await fetch(UnsubscribeURL)).status).toBe(200);
    expect((await sns.listSubscriptions({})).Subscriptions).toEqual([]);
    expect((await fetch(UnsubscribeURL, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${links.url}/_sns/subscription?Action=DeleteTopic`)).status).toBe(400);
  });

  it('gets the message alone where that is asked for', async () => {
    await confirmed({ RawMessageDelivery: 'true' });
    await sns.publish({ TopicArn, Message: 'fire' });
    expect(await next(2)).toMatchObject({ text: 'fire', headers: { 'x-amz-sns-rawdelivery': 'true' } });
  });

  it('gets it again after 20 seconds of the cloud where it failed, and no more after four times', async () => {
    await confirmed();
    answers.push(500, 503, 429, 500);
    await sns.publish({ TopicArn, Message: 'fire' });
    await next(2);
    // The time passes until nothing is tried any more: a try is noted as failed some moments after it was received.
    await eventually('problem', () => {
      served.clock.setOffset(served.clock.offsetMillis + 20_001);
      return problems[0];
    });
    expect(problems).toEqual([`a message of SNS did not reach ${endpoint.url}/alarms`]);
    expect(received).toHaveLength(5);
  });

  it('is not asked again when it says that the message is wrong', async () => {
    await confirmed();
    answers.push(400);
    await sns.publish({ TopicArn, Message: 'fire' });
    await eventually('problem', () => problems[0]);
    expect(received).toHaveLength(2);
  });

  it('gets after a restart what it could not get before', async () => {
    await confirmed();
    answers.push(500);
    await sns.publish({ TopicArn, Message: 'fire' });
    await next(2);
    await service.close();
    await served.restart();
    served.clock.setOffset(served.clock.offsetMillis + 20_001);
    service.start();
    expect(read(await next(3))['Message']).toBe('fire');
  });
});
