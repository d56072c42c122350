import { SNS } from '@aws-sdk/client-sns';
import { join } from 'node:path';
import { serveServices, type ServedServices } from '@fleet/served-services';
import { createSnsService } from './index';
import type { SnsTargets } from './index';

const queueArn = 'arn:aws:sqs:us-east-1:123456789012:jobs';
const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:worker';
const TopicArn = 'arn:aws:sns:us-east-1:123456789012:alarms';

describe('Amazon SNS', () => {
  let served: ServedServices;
  let sns: SNS;
  let delivered: { to: string; body: string; attributes?: object }[];
  let problems: string[];
  let refuse: (endpoint: string) => boolean;

  const targets: SnsTargets = {
    queue: ({ queueArn: to }, body, attributes) => take({ to, body, attributes }),
    function: (to, body) => take({ to, body }),
  };
  const take = (delivery: (typeof delivered)[number]): Promise<void> => {
    if (refuse(delivery.to)) {
      return Promise.reject(new Error('nobody there'));
    }
    delivered.push(delivery);
    return Promise.resolve();
  };

  beforeEach(async () => {
    delivered = [];
    problems = [];
    refuse = () => false;
    served = await serveServices(({ store, clock, dataDirectory }) => {
      const [mailDirectory, url] = [join(dataDirectory, 'mails'), () => 'http://127.0.0.1'];
      const onProblem = (message: string) => problems.push(message);
      return [createSnsService({ store, clock, targets, mailDirectory, url, onProblem }).service];
    });
    sns = new SNS(served.client);
  });
  afterEach(async () => {
    sns.destroy();
    await served.close();
  });

  const createTopic = () => sns.createTopic({ Name: 'alarms' });
  const subscribeQueue = (raw?: string) =>
    sns.subscribe({
      TopicArn,
      Protocol: 'sqs',
      Endpoint: queueArn,
      Attributes: raw === undefined ? undefined : { RawMessageDelivery: raw },
    });
  const contents = (index = 0): unknown => JSON.parse(delivered[index]?.body ?? 'null');

  describe('a topic', () => {
    it('is the same for the same name, and refused with other attributes or tags', async () => {
      expect((await createTopic()).TopicArn).toBe(TopicArn);
      expect((await createTopic()).TopicArn).toBe(TopicArn);
      await expect(
        sns.createTopic({ Name: 'alarms', Attributes: { DisplayName: 'x' } }),
      ).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: expect.stringContaining('different attributes') as string,
      });
      await expect(
        sns.createTopic({ Name: 'alarms', Tags: [{ Key: 'a', Value: 'b' }] }),
      ).rejects.toMatchObject({ message: expect.stringContaining('different tags') as string });
    });

    it('shows its attributes, which change one by one', async () => {
      await createTopic();
      await subscribeQueue();
      await sns.setTopicAttributes({ TopicArn, AttributeName: 'DisplayName', AttributeValue: 'Alarms' });
      expect((await sns.getTopicAttributes({ TopicArn })).Attributes).toEqual({
        TopicArn,
        Owner: '123456789012',
        DisplayName: 'Alarms',
        SubscriptionsConfirmed: '1',
        SubscriptionsPending: '0',
        SubscriptionsDeleted: '0',
      });
    });

    it('has tags', async () => {
      await createTopic();
      await sns.tagResource({
        ResourceArn: TopicArn,
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: '2' },
        ],
      });
      await sns.untagResource({ ResourceArn: TopicArn, TagKeys: ['a'] });
      expect((await sns.listTagsForResource({ ResourceArn: TopicArn })).Tags).toEqual([
        { Key: 'b', Value: '2' },
      ]);
      await expect(sns.listTagsForResource({ ResourceArn: `${TopicArn}-2` })).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      });
    });

    it('takes its subscriptions with it when it is deleted, and can be deleted twice', async () => {
      await createTopic();
      await subscribeQueue();
      await sns.deleteTopic({ TopicArn });
      await sns.deleteTopic({ TopicArn });
      expect((await sns.listTopics({})).Topics).toEqual([]);
      expect((await sns.listSubscriptions({})).Subscriptions).toEqual([]);
    });

    it.each([
      ['of a name with a blank', { Name: 'a b' }, 'Topic Name'],
      ['of the first-in-first-out kind', { Name: 'a', Attributes: { FifoTopic: 'true' } }, 'FifoTopic'],
      ['with a delivery policy', { Name: 'a', Attributes: { DeliveryPolicy: '{}' } }, 'DeliveryPolicy'],
    ])('is refused %s', async (_what, input, named) => {
      await expect(sns.createTopic(input)).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: expect.stringContaining(named) as string,
      });
    });

    it('is still there after a restart, with its subscriptions', async () => {
      await createTopic();
      await subscribeQueue('true');
      await served.restart();
      const again = new SNS(served.client);
      expect((await again.listSubscriptionsByTopic({ TopicArn })).Subscriptions).toHaveLength(1);
      again.destroy();
    });
  });

  describe('a subscription', () => {
    beforeEach(createTopic);

    it('is the same for the same queue, and needs no confirmation', async () => {
      const { SubscriptionArn } = await subscribeQueue();
      expect((await subscribeQueue()).SubscriptionArn).toBe(SubscriptionArn);
      expect(SubscriptionArn).toMatch(/^arn:aws:sns:us-east-1:123456789012:alarms:[0-9a-f-]{36}$/);
      expect((await sns.getSubscriptionAttributes({ SubscriptionArn })).Attributes).toMatchObject({
        Protocol: 'sqs',
        Endpoint: queueArn,
        PendingConfirmation: 'false',
        RawMessageDelivery: 'false',
      });
      await sns.unsubscribe({ SubscriptionArn });
      await expect(sns.getSubscriptionAttributes({ SubscriptionArn })).rejects.toMatchObject({
        name: 'NotFoundException',
      });
    });

    it.each([
      ['to a telephone', { Protocol: 'sms', Endpoint: '+1555' }, 'sms'],
      [
        'to no address of mail',
        { Protocol: 'email', Endpoint: 'a@example.com\nBcc: b@example.com' },
        'Email',
      ],
      ['to no URL', { Protocol: 'http', Endpoint: 'example.com' }, 'Endpoint'],
      ['to a URL of another kind', { Protocol: 'https', Endpoint: 'http://example.com' }, 'Endpoint'],
      ['to no queue', { Protocol: 'sqs', Endpoint: functionArn }, 'SQS endpoint ARN'],
      [
        'with a filter',
        { Protocol: 'sqs', Endpoint: queueArn, Attributes: { FilterPolicy: '{}' } },
        'FilterPolicy',
      ],
      [
        'of a function that would get raw messages',
        { Protocol: 'lambda', Endpoint: functionArn, Attributes: { RawMessageDelivery: 'true' } },
        'raw message delivery',
      ],
    ])('is refused %s', async (_what, input, named) => {
      await expect(sns.subscribe({ TopicArn, ...input })).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: expect.stringContaining(named) as string,
      });
    });

    it('of a topic that there is not is refused', async () => {
      await expect(
        sns.subscribe({ TopicArn: `${TopicArn}-2`, Protocol: 'sqs', Endpoint: queueArn }),
      ).rejects.toMatchObject({ name: 'NotFoundException' });
    });
  });

  describe('a message', () => {
    beforeEach(createTopic);

    const attributes = { colour: { DataType: 'String', StringValue: 'red' } };

    it('reaches a queue in an envelope', async () => {
      await subscribeQueue();
      const { MessageId } = await sns.publish({
        TopicArn,
        Message: 'fire',
        Subject: 'Alarm',
        MessageAttributes: attributes,
      });
      expect(delivered).toMatchObject([{ to: queueArn, attributes: {} }]);
      expect(contents()).toMatchObject({
        Type: 'Notification',
        MessageId,
        TopicArn,
        Subject: 'Alarm',
        Message: 'fire',
        Timestamp: expect.stringMatching(/Z$/) as string,
        MessageAttributes: { colour: { Type: 'String', Value: 'red' } },
      });
    });

    it('reaches a queue alone, with its attributes, where that is asked for', async () => {
      await subscribeQueue('true');
      await sns.publish({ TopicArn, Message: 'fire', MessageAttributes: attributes });
      expect(delivered).toEqual([{ to: queueArn, body: 'fire', attributes }]);
    });

    it('reaches a function as an event', async () => {
      const { SubscriptionArn } = await sns.subscribe({
        TopicArn,
        Protocol: 'lambda',
        Endpoint: functionArn,
      });
      await sns.publish({ TopicArn, Message: 'fire' });
      expect(delivered).toMatchObject([{ to: functionArn }]);
      expect(contents()).toMatchObject({
        Records: [
          {
            EventSource: 'aws:sns',
            EventSubscriptionArn: SubscriptionArn,
            Sns: { TopicArn, Subject: null, Message: 'fire', MessageAttributes: {} },
          },
        ],
      });
    });

    it('has a text for each protocol where it is structured', async () => {
      await subscribeQueue('true');
      await sns.subscribe({ TopicArn, Protocol: 'lambda', Endpoint: functionArn });
      const Message = JSON.stringify({ default: 'for all', sqs: 'for queues' });
      await sns.publish({ TopicArn, Message, MessageStructure: 'json' });
      const bodies = delivered.map(({ body }) => body).join();
      expect(bodies).toContain('for queues');
      expect(bodies).toContain('for all');
    });

    it('that does not reach one subscriber reaches the others, and this is told', async () => {
      await subscribeQueue();
      await sns.subscribe({ TopicArn, Protocol: 'lambda', Endpoint: functionArn });
      refuse = (endpoint) => endpoint === queueArn;
      await sns.publish({ TopicArn, Message: 'fire' });
      expect(delivered).toMatchObject([{ to: functionArn }]);
      expect(problems).toEqual([expect.stringContaining(`did not reach ${queueArn}`)]);
    });

    it.each([
      ['without a topic', { TopicArn: undefined, Message: 'x' }, 'InvalidParameterException'],
      ['of a topic that there is not', { TopicArn: `${TopicArn}-2`, Message: 'x' }, 'NotFoundException'],
      ['that is empty', { TopicArn, Message: '' }, 'InvalidParameterException'],
      ['that is too long', { TopicArn, Message: 'x'.repeat(262_145) }, 'InvalidParameterException'],
      [
        'with a subject of two lines',
        { TopicArn, Message: 'x', Subject: 'a\nb' },
        'InvalidParameterException',
      ],
      [
        'with no text for everybody',
        { TopicArn, Message: '{"sqs":"x"}', MessageStructure: 'json' },
        'InvalidParameterException',
      ],
    ])('is refused %s', async (_what, input, name) => {
      await expect(sns.publish(input)).rejects.toMatchObject({ name });
    });
  });
});
