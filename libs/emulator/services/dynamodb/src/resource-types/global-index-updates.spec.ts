import { indexUpdates, type IndexedTable } from './global-index-updates';

describe('an update of a table’s indexes', () => {
  const table = (type: 'S' | 'N', capacity: number): IndexedTable => ({
    AttributeDefinitions: [{ AttributeName: 'colour', AttributeType: type }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-colour',
        KeySchema: [{ AttributeName: 'colour', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
        ProvisionedThroughput: { ReadCapacityUnits: capacity, WriteCapacityUnits: 1 },
      },
    ],
  });

  it('is nothing where nothing changed', () => {
    expect(indexUpdates(table('S', 1), table('S', 1))).toEqual([]);
  });

  it('changes the capacity of an index that stays', () => {
    const ProvisionedThroughput = { ReadCapacityUnits: 2, WriteCapacityUnits: 1 };
    expect(indexUpdates(table('S', 2), table('S', 1))).toEqual([
      { Update: { IndexName: 'by-colour', ProvisionedThroughput } },
    ]);
  });

  it('is refused where AWS would replace the table, and says what to do', () => {
    expect(() => indexUpdates(table('N', 1), table('S', 1))).toThrow(
      'another type of an attribute: colour is S, not N. Give the table another name.',
    );
  });
});
