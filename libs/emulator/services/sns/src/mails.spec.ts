import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SNS } from '@aws-sdk/client-sns';
import { serveServices, type ServedServices } from '@fleet/served-services';
import { createSnsService } from './index';
import { MailFolder } from './mail-folder';

const TopicArn = 'arn:aws:sns:us-east-1:123456789012:alarms';
const nowhere = () => Promise.reject(new Error('there are no queues and functions here'));

describe('a mail of a topic', () => {
  let served: ServedServices;
  let sns: SNS;
  const folder = () => join(served.dataDirectory, 'mails');
  const mails = () =>
    readdirSync(folder())
      .sort()
      .map((name) => readFileSync(join(folder(), name), 'utf8'));

  beforeEach(async () => {
    served = await serveServices(({ store, clock, dataDirectory }) => [
      createSnsService({
        store,
        clock,
        targets: { queue: nowhere, function: nowhere },
        mailDirectory: join(dataDirectory, 'mails'),
        url: () => 'http://127.0.0.1',
        onProblem: () => undefined,
      }).service,
    ]);
    sns = new SNS(served.client);
    await sns.createTopic({ Name: 'alarms', Attributes: { DisplayName: 'Fleet\r\nBcc: x' } });
  });
  afterEach(async () => {
    sns.destroy();
    await served.close();
  });

  it('is a file that only its owner can read', async () => {
    const { SubscriptionArn } = await sns.subscribe({
      TopicArn,
      Protocol: 'email',
      Endpoint: 'ops@example.com',
    });
    expect(SubscriptionArn).toMatch(/^arn:/);
    await sns.publish({ TopicArn, Subject: 'ALARM: "refused"', Message: 'größer\nals 2' });
    const [mail = ''] = mails();
    const [head = '', body] = mail.split('\r\n\r\n');
    expect(head.split('\r\n')).toEqual([
      expect.stringMatching(/^Date: \w{3}, \d\d \w{3} \d{4} [\d:]{8} \+0000$/),
      expect.stringMatching(/^From: =\?UTF-8\?B\?[\w+/=]+\?= <no-reply@sns.amazonaws.com>$/),
      'To: ops@example.com',
      expect.stringMatching(/^Message-ID: <[\w-]+@sns.amazonaws.com>$/),
      'Subject: ALARM: "refused"',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=UTF-8',
      'Content-Transfer-Encoding: 8bit',
    ]);
    expect(body).toBe('größer\nals 2\r\n');
    const [name = ''] = readdirSync(folder());
    expect(statSync(join(folder(), name)).mode & 0o777).toBe(0o600);
    expect(statSync(folder()).mode & 0o777).toBe(0o700);
  });

  it('goes to each address, as text or as JSON', async () => {
    await sns.subscribe({ TopicArn, Protocol: 'email', Endpoint: 'a@example.com' });
    await sns.subscribe({ TopicArn, Protocol: 'email-json', Endpoint: 'b@example.com' });
    await sns.publish({ TopicArn, Message: 'fire' });
    expect(mails()).toHaveLength(2);
    const asJson = mails().find((mail) => mail.includes('To: b@example.com'));
    expect(JSON.parse(asJson?.split('\r\n\r\n')[1] ?? '')).toMatchObject({
      Type: 'Notification',
      Message: 'fire',
    });
  });

  it('goes when there are too many: the oldest first', () => {
    const mails = new MailFolder(folder(), 2);
    for (const minute of [2, 1, 3]) {
      const sentAt = new Date(Date.UTC(2026, 10, 28, 12, minute));
      mails.add({ id: 'm', sentAt, to: 'a@example.com', from: undefined, subject: 'x', text: 'y' });
    }
    expect(readdirSync(folder()).sort()).toEqual([
      expect.stringMatching(/^20261128T120200000Z-.*\.eml$/),
      expect.stringMatching(/^20261128T120300000Z-.*\.eml$/),
    ]);
  });
});
