import type { StackEngine } from './stack-engine';
import { box, MemoryCloud, template } from './testing/memory-cloud';

const nested = template(
  {
    Inner: box({ Name: 'inner' }),
    Outer: box({ Name: 'outer', Contains: [{ Ref: 'Inner' }, { 'Fn::GetAtt': ['Inner', 'Arn'] }] }),
  },
  {
    Outputs: { Where: { Value: { 'Fn::Sub': '${Outer.Arn} in ${AWS::Region}' }, Export: { Name: 'where' } } },
  },
);

describe('a stack', () => {
  let cloud: MemoryCloud;
  let engine: StackEngine;

  beforeEach(() => {
    cloud = new MemoryCloud();
    engine = cloud.engine();
  });

  afterEach(async () => {
    await engine.close();
    cloud.close();
    expect(cloud.brokenOperations).toEqual([]);
  });

  const create = async (templateBody: string, more: Record<string, unknown> = {}): Promise<void> => {
    await engine.createStack('boxes', { templateBody, ...more });
    await engine.settled();
  };
  const update = async (templateBody: string, more: Record<string, unknown> = {}): Promise<void> => {
    await engine.updateStack('boxes', { templateBody, ...more });
    await engine.settled();
  };
  const status = (): string => engine.stack('boxes').status;
  /** Oldest first, e.g. `Outer CREATE_FAILED: reason`. */
  const events = (): string[] =>
    engine
      .events('boxes')
      .events.map(({ logicalId, status: state, reason }) =>
        [`${logicalId} ${state}`, reason].filter(Boolean).join(': '),
      )
      .reverse();

  describe('being created', () => {
    it('makes resources in the order of their references and answers outputs', async () => {
      await create(nested);
      expect(status()).toBe('CREATE_COMPLETE');
      expect(cloud.boxes.get('outer')).toEqual({ Name: 'outer', Contains: ['inner', 'arn:box:inner'] });
      expect(engine.stack('boxes').outputs).toEqual([
        { key: 'Where', value: 'arn:box:outer in us-east-1', exportName: 'where' },
      ]);
      expect(events()).toEqual([
        'boxes CREATE_IN_PROGRESS: User Initiated',
        'Inner CREATE_IN_PROGRESS',
        'Inner CREATE_COMPLETE',
        'Outer CREATE_IN_PROGRESS',
        'Outer CREATE_COMPLETE',
        'boxes CREATE_COMPLETE',
      ]);
    });

    it('names what has no name after stack and logical id', async () => {
      await create(template({ Some: box() }));
      expect([...cloud.boxes.keys()]).toEqual([expect.stringMatching(/^boxes-Some-[A-Z0-9]{12}$/)]);
    });

    it('works on independent resources at the same time', async () => {
      let others = 0;
      let release: () => void = () => undefined;
      const both = new Promise<void>((resolve) => (release = resolve));
      cloud.intercept = async (call) => {
        if (!call.startsWith('create')) {
          return;
        }
        if (++others === 2) {
          release();
        }
        await both;
      };
      await create(template({ One: box(), Two: box() }));
      expect(status()).toBe('CREATE_COMPLETE');
    });

    it('deletes everything again when a resource fails, and says which', async () => {
      cloud.intercept = (call) => {
        if (call === 'create Outer') {
          throw new Error('no more cardboard');
        }
      };
      await create(nested);
      expect(status()).toBe('ROLLBACK_COMPLETE');
      expect(cloud.boxes.size).toBe(0);
      expect(events()).toContain('Outer CREATE_FAILED: no more cardboard');
      expect(events()).toContain(
        'boxes ROLLBACK_IN_PROGRESS: The following resource(s) failed to create: [Outer]. Rollback requested by user.',
      );
    });

    it('deletes what a failed creation has left behind', async () => {
      cloud.intercept = (call) => {
        if (call === 'fill Inner') {
          throw new Error('nothing to fill it with');
        }
      };
      await create(template({ Inner: box() }));
      expect(cloud.boxes.size).toBe(0);
      expect(cloud.calls).toEqual(['create Inner', 'fill Inner', 'delete Inner']);
    });

    it('does not delete what somebody else has made under the same name', async () => {
      cloud.boxes.set('inner', { Colour: 'red' });
      await create(nested);
      expect(status()).toBe('ROLLBACK_COMPLETE');
      expect(cloud.boxes.get('inner')).toEqual({ Colour: 'red' });
    });

    it('keeps what there is when rollback is switched off, and can be rolled back later', async () => {
      cloud.intercept = (call) => {
        if (call === 'create Outer') {
          throw new Error('no more cardboard');
        }
      };
      await create(nested, { disableRollback: true });
      expect(status()).toBe('CREATE_FAILED');
      expect([...cloud.boxes.keys()]).toEqual(['inner']);
      engine.rollBackStack('boxes');
      await engine.settled();
      expect(status()).toBe('ROLLBACK_COMPLETE');
      expect(cloud.boxes.size).toBe(0);
    });

    it('retains on rollback what asks for it, but not with RetainExceptOnCreate', async () => {
      cloud.intercept = (call) => {
        if (call === 'create Last') {
          throw new Error('no');
        }
      };
      await create(
        template({
          Kept: box({ Name: 'kept' }, { DeletionPolicy: 'Retain' }),
          Gone: box({ Name: 'gone' }, { DeletionPolicy: 'RetainExceptOnCreate' }),
          Last: box({}, { DependsOn: ['Kept', 'Gone'] }),
        }),
      );
      expect([...cloud.boxes.keys()]).toEqual(['kept']);
    });
  });

  describe('being refused', () => {
    it.each([
      [
        'a type it does not know',
        template({ A: { Type: 'Test::Memory::Bag' } }),
        'Unrecognized resource types: [Test::Memory::Bag]',
      ],
      [
        'a resource that is none',
        JSON.stringify({ Resources: { A: 5, B: { Type: 'Test::Memory::Box', Foo: 1 } } }),
        'Template format error: Resources/A must be a map; Resources/B has the unknown member Foo',
      ],
      [
        'a name that does not exist',
        template({ A: box({ Name: { Ref: 'B' } }) }),
        'Unresolved resource dependencies [B]',
      ],
      [
        'a circle',
        template({ A: box({ Name: { Ref: 'B' } }), B: box({}, { DependsOn: 'A' }) }),
        'Circular dependency',
      ],
      [
        'an attribute of a resource it does not know',
        template({ A: { Type: 'Test::Memory::Box', Propertys: {} } }),
        'Propertys',
      ],
    ])('for %s, before anything is made', async (_what, templateBody, message) => {
      await expect(create(templateBody)).rejects.toThrow(message);
      expect(cloud.calls).toEqual([]);
      expect(engine.stacks()).toEqual([]);
    });

    it('for a property that the type does not have, naming it', async () => {
      await create(template({ A: box({ Color: 'red' }) }));
      expect(events().join()).toContain('Color');
      expect(cloud.calls).toEqual([]);
    });
  });

  describe('being updated', () => {
    const painted = (colour: string, name = 'inner'): string =>
      template({
        Inner: box({ Name: name, Colour: colour }),
        Outer: box({ Name: 'outer', Contains: [{ Ref: 'Inner' }] }),
      });

    beforeEach(async () => {
      await create(painted('red'));
      cloud.calls.length = 0;
    });

    it('touches only what changed', async () => {
      await update(painted('blue'));
      expect(cloud.calls).toEqual(['update Inner']);
      expect(status()).toBe('UPDATE_COMPLETE');
    });

    it('is refused when nothing changed', async () => {
      await expect(update(painted('red'))).rejects.toThrow('No updates are to be performed.');
    });

    it('replaces: creates the new one, points dependents to it, deletes the old one last', async () => {
      await update(painted('red', 'inner-2'));
      expect(cloud.calls).toEqual(['create Inner', 'fill Inner', 'update Outer', 'delete Inner']);
      expect(cloud.boxes.get('outer')?.Contains).toEqual(['inner-2']);
      expect([...cloud.boxes.keys()].sort()).toEqual(['inner-2', 'outer']);
      expect(events().slice(-4)).toEqual([
        'boxes UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
        'Inner DELETE_IN_PROGRESS',
        'Inner DELETE_COMPLETE',
        'boxes UPDATE_COMPLETE',
      ]);
    });

    it('deletes what the template no longer has, after everything else, and keeps what is to be retained', async () => {
      await update(template({ Inner: box({ Name: 'inner' }, { DeletionPolicy: 'Retain' }) }));
      expect(cloud.calls).toEqual(['update Inner', 'delete Outer']);
      await update(template({ Other: box() }));
      expect(cloud.boxes.has('inner')).toBe(true);
    });

    it('gives updated resources their properties back and removes the new ones when one fails', async () => {
      cloud.intercept = (call) => {
        if (call === 'create Third') {
          throw new Error('no more cardboard');
        }
      };
      await update(
        template({
          Inner: box({ Name: 'inner-2', Colour: 'blue' }),
          Outer: box({ Name: 'outer', Contains: [{ Ref: 'Inner' }] }),
          Second: box({ Name: 'second' }, { DependsOn: 'Outer' }),
          Third: box({}, { DependsOn: 'Second' }),
        }),
      );
      expect(status()).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(Object.fromEntries(cloud.boxes)).toEqual({
        inner: { Name: 'inner', Colour: 'red' },
        outer: { Name: 'outer', Contains: ['inner'] },
      });
      cloud.intercept = () => undefined;
      await expect(update(painted('red'))).rejects.toThrow('No updates are to be performed.');
    });

    it('rests in UPDATE_ROLLBACK_FAILED when that fails too, until ContinueUpdateRollback', async () => {
      cloud.intercept = (call) => {
        if (call === 'create New') {
          throw new Error('no more cardboard');
        }
        if (call === 'update Inner' && cloud.boxes.get('inner')?.Colour === 'blue') {
          throw new Error('paint is dry');
        }
      };
      await update(
        template({ Inner: box({ Name: 'inner', Colour: 'blue' }), New: box({}, { DependsOn: 'Inner' }) }),
      );
      expect(status()).toBe('UPDATE_ROLLBACK_FAILED');
      cloud.intercept = () => undefined;
      engine.rollBackStack('boxes');
      await engine.settled();
      expect(status()).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(cloud.boxes.get('inner')?.Colour).toBe('red');
    });

    it('succeeds although an old resource cannot be deleted', async () => {
      cloud.intercept = (call) => {
        if (call === 'delete Outer') {
          throw new Error('somebody sits on it');
        }
      };
      await update(template({ Inner: box({ Name: 'inner', Colour: 'red' }) }));
      expect(status()).toBe('UPDATE_COMPLETE');
      expect(events()).toContain('Outer DELETE_FAILED: somebody sits on it');
    });
  });

  describe('being deleted', () => {
    it('deletes dependents first, and is still found by its id', async () => {
      await create(nested);
      const { id } = engine.stack('boxes');
      cloud.calls.length = 0;
      engine.deleteStack('boxes');
      await engine.settled();
      expect(cloud.calls).toEqual(['delete Outer', 'delete Inner']);
      expect(engine.stack(id).status).toBe('DELETE_COMPLETE');
      expect(() => engine.stack('boxes')).toThrow('Stack with id boxes does not exist');
    });

    it('keeps what the undeletable needs, says why, and continues when it may retain it', async () => {
      await create(template({ A: box(), B: box({ Contains: [{ Ref: 'A' }] }), Free: box({ Name: 'free' }) }));
      cloud.intercept = (call) => {
        if (call === 'delete B') {
          throw new Error('still full');
        }
      };
      engine.deleteStack('boxes');
      await engine.settled();
      expect(status()).toBe('DELETE_FAILED');
      expect(engine.stack('boxes').statusReason).toBe('The following resource(s) failed to delete: [B].');
      expect(events()).toContain('B DELETE_FAILED: still full');
      expect(cloud.boxes.has('free')).toBe(false);
      expect(cloud.boxes.size).toBe(2);
      engine.deleteStack('boxes', { retain: ['B'] });
      await engine.settled();
      expect(engine.stacks()).toEqual([]);
      expect(cloud.boxes.size).toBe(1);
    });

    it('is refused under termination protection, and while another stack uses an export', async () => {
      await create(nested);
      await engine.createStack('other', {
        templateBody: template({ A: box({ Colour: { 'Fn::ImportValue': 'where' } }) }),
      });
      await engine.settled();
      expect(() => engine.deleteStack('boxes')).toThrow(
        'Export where cannot be deleted as it is in use by other',
      );
      engine.setTerminationProtection('other', true);
      expect(() => engine.deleteStack('other')).toThrow('TerminationProtection is enabled');
    });
  });
});
