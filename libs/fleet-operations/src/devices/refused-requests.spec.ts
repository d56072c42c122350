import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { idOf } from '../testing/scripted-iot';
import { refusedInLog } from './refused-requests';

describe('the requests that the provision hook has refused', () => {
  it('are those of that very serial, with the certificate that was asked for', async () => {
    const logs = new CloudWatchLogsClient({ region: 'us-east-1' });
    const asked: object[] = [];
    const logged = (change: object) => ({
      timestamp: 1_700_000_000_000,
      message: JSON.stringify({
        source: 'provision',
        decision: 'refused',
        reason: 'has-current',
        serial: 'sensor-1',
        principal: idOf('c'),
        certificateId: idOf('1'),
        ...change,
      }),
    });
    const events = [
      { message: 'START sensor-1' },
      logged({}),
      logged({ serial: 'sensor-10' }),
      logged({ decision: 'allowed' }),
      logged({ source: 'rotation' }),
      logged({ certificateId: '\u001b[2J' }),
      logged({ certificateId: idOf('2'), reason: 'full' }),
    ];
    logs.middlewareStack.add(
      () =>
        ({ input }) => {
          asked.push(input);
          return Promise.resolve({ response: {}, output: { $metadata: {}, events } });
        },
      { step: 'initialize', priority: 'high' },
    );
    const found: object[] = [];
    for await (const request of refusedInLog(logs, 'hook').as('sensor-1', new Date(1_000))) {
      found.push(request);
    }
    const at = new Date(1_700_000_000_000);
    expect(found).toEqual([
      { certificateId: idOf('1'), reason: 'has-current', at },
      { certificateId: idOf('2'), reason: 'full', at },
    ]);
    expect(asked).toMatchObject([
      { logGroupName: '/aws/lambda/hook', startTime: 1_000, filterPattern: '"sensor-1"' },
    ]);
  });
});
