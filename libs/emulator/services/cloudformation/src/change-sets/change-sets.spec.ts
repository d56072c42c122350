import type { StackEngine } from '../stack-engine';
import { box, MemoryCloud, template } from '../testing/memory-cloud';

describe('a change set for a stack that was left half made', () => {
  let cloud: MemoryCloud;
  let engine: StackEngine;

  beforeEach(async () => {
    cloud = new MemoryCloud();
    engine = cloud.engine();
    cloud.intercept = (call) => {
      if (call === 'create Missing') {
        throw new Error('no more cardboard');
      }
    };
    const templateBody = template({
      Made: box({ Name: 'made' }),
      Missing: box({ Name: 'missing' }, { DependsOn: 'Made' }),
    });
    await engine.createStack('boxes', { templateBody, disableRollback: true });
    await engine.settled();
  });

  afterEach(async () => {
    await engine.close();
    cloud.close();
  });

  const changes = async (templateBody: string) => {
    const request = { stackName: 'boxes', changeSetName: 'next', type: 'UPDATE' as const, templateBody };
    return (await engine.changeSets.create(request)).changes;
  };

  it('removes what was made, and has nothing to remove of what was not', async () => {
    expect(await changes(template({ Other: box() }))).toMatchObject([
      { action: 'Add', logicalId: 'Other' },
      { action: 'Remove', logicalId: 'Made', physicalId: 'made' },
    ]);
  });

  it('modifies what was made, and adds what was not', async () => {
    const next = template({ Made: box({ Name: 'made', Colour: 'red' }), Missing: box({ Name: 'missing' }) });

    expect(await changes(next)).toMatchObject([
      { action: 'Modify', logicalId: 'Made', physicalId: 'made' },
      { action: 'Add', logicalId: 'Missing' },
    ]);
  });
});
