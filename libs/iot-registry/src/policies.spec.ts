import { IoTClient } from '@aws-sdk/client-iot';
import { policyTargets } from './policies';

describe('the targets of a policy', () => {
  it('come page by page, the next one only when it is asked for', async () => {
    const pages = [
      { targets: ['a', 'b'], nextMarker: '1' },
      { targets: [], nextMarker: '2' },
      { targets: ['c'] },
    ];
    const asked: unknown[] = [];
    const iot = new IoTClient({ region: 'us-east-1' });
    iot.middlewareStack.add(
      () =>
        ({ input }) => {
          const marker = 'marker' in input ? input.marker : undefined;
          asked.push(marker);
          return Promise.resolve({
            response: {},
            output: { $metadata: {}, ...pages[Number(marker ?? 0)] },
          });
        },
      { step: 'initialize', priority: 'high' },
    );
    const seen: (readonly string[])[] = [];
    for await (const page of policyTargets(iot, 'old')) {
      seen.push(page);
      expect(asked).toHaveLength(seen.length);
    }
    expect(seen).toEqual([['a', 'b'], [], ['c']]);
    expect(asked).toEqual([undefined, '1', '2']);
  });
});
