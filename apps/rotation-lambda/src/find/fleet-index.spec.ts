import { InvalidRequestException, IoTClient, type SearchIndexCommandOutput } from '@aws-sdk/client-iot';
import { createFleetIndex } from './fleet-index';

/** An index that answers every search alike, or fails each. */
function indexThatAnswers(answer: Partial<SearchIndexCommandOutput> | Error) {
  const searches: object[] = [];
  const iot = new IoTClient({ region: 'us-east-1' });
  iot.middlewareStack.add(
    () => (given) => {
      searches.push(given.input);
      return answer instanceof Error
        ? Promise.reject(answer)
        : Promise.resolve({ response: {}, output: { $metadata: {}, ...answer } });
    },
    { step: 'initialize', priority: 'high' },
  );
  return { index: createFleetIndex(iot), searches };
}

const invalid = new InvalidRequestException({ $metadata: {}, message: 'Invalid token' });

describe('a search of the fleet index', () => {
  it('gives a page of things, and where the next begins', async () => {
    const things = [{ thingName: 'sensor-1', connectivity: { connected: true } }, { thingId: 'unnamed' }];
    const { index, searches } = indexThatAnswers({ things, nextToken: 'two' });
    await expect(index.search('a query', 'one')).resolves.toEqual({
      things: [{ thingName: 'sensor-1', connected: true }],
      next: 'two',
    });
    expect(searches).toEqual([{ queryString: 'a query', maxResults: 100, nextToken: 'one' }]);
  });

  it('ends with a page that names no next one, and may find nothing', async () => {
    const { index } = indexThatAnswers({});
    await expect(index.search('a query', undefined)).resolves.toEqual({ things: [] });
  });

  it('is to begin anew where the index does not know its own place any more', async () => {
    const { index } = indexThatAnswers(invalid);
    await expect(index.search('a query', 'long ago')).resolves.toBe('begin-anew');
  });

  it('fails where the index does not take the query itself', async () => {
    const { index } = indexThatAnswers(invalid);
    await expect(index.search('no query', undefined)).rejects.toBe(invalid);
  });

  it('fails with any other error', async () => {
    const error = new Error('throttled');
    const { index } = indexThatAnswers(error);
    await expect(index.search('a query', 'one')).rejects.toBe(error);
  });
});
