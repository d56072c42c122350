import assert from 'node:assert/strict';
import { DeleteConflictException, IoTClient, ResourceNotFoundException } from '@aws-sdk/client-iot';
import { openAnswerAddress, type AnswerAddress } from '@fleet/custom-resource/testing';
import { everyFailure, FailingCalls } from '@fleet/failing-calls';
import { fleetNames } from '@fleet/fleet-contract';
import { defined } from '@fleet/optional-members';
import { pino } from 'pino';
import * as z from 'zod/mini';
import { versionsHandler } from './versions-handler';

const resourceTag = 'acme';
const names = fleetNames(resourceTag);
const request = z.object({
  policyName: z.optional(z.string()),
  templateName: z.optional(z.string()),
  policyVersionId: z.optional(z.string()),
  versionId: z.optional(z.number()),
});

/** The versions of policies and templates by their names; the last one is in force. */
class VersionsInMemory {
  readonly ids = new Map<string, number[]>();
  /** How lists show them, where they are late. */
  readonly listed = new Map<string, number[]>();
  readonly asked: string[] = [];

  /** Behind the real SDK client. */
  client(calls: Pick<FailingCalls, 'on'>): IoTClient {
    const port = calls.on({ answer: (command: string, input: object) => this.answer(command, input) });
    const client = new IoTClient({ region: 'us-east-1' });
    client.middlewareStack.add(
      (_next, { commandName = '' }) =>
        async ({ input }) => ({
          response: {},
          output: { $metadata: {}, ...(await port.answer(commandName, input)) },
        }),
      { step: 'initialize', priority: 'high' },
    );
    return client;
  }

  private answer(commandName: string, input: object): Promise<object> {
    const command = commandName.replace(/Command$/, '');
    const { policyName, templateName, policyVersionId, versionId } = request.parse(input);
    const name = policyName ?? templateName;
    assert(name !== undefined);
    this.asked.push(command);
    return Promise.resolve().then(() =>
      command.startsWith('List') ? this.list(name) : this.delete(name, Number(policyVersionId ?? versionId)),
    );
  }

  private list(name: string): object {
    const ids = this.listed.get(name) ?? this.ids.get(name);
    if (ids === undefined) {
      throw new ResourceNotFoundException({ message: 'There is none', $metadata: {} });
    }
    const versions = ids.map((id) => ({ versionId: id, isDefaultVersion: id === ids.at(-1) }));
    return {
      versions,
      policyVersions: versions.map((each) => ({ ...each, versionId: String(each.versionId) })),
    };
  }

  private delete(name: string, id: number): object {
    const ids = this.ids.get(name) ?? [];
    if (!ids.includes(id)) {
      throw new ResourceNotFoundException({ message: 'There is none', $metadata: {} });
    }
    if (id === ids.at(-1)) {
      throw new DeleteConflictException({ message: 'It is in force', $metadata: {} });
    }
    this.ids.set(
      name,
      ids.filter((other) => other !== id),
    );
    return {};
  }
}

describe('the custom resource for old versions', () => {
  let address: AnswerAddress;
  let versions: VersionsInMemory;

  beforeEach(async () => {
    address = await openAnswerAddress();
    versions = new VersionsInMemory();
  });
  afterEach(() => address.close());

  const ask = (requestType: 'Create' | 'Update' | 'Delete', calls = new FailingCalls(undefined)) =>
    versionsHandler({ iot: versions.client(calls), log: pino({ level: 'silent' }) })({
      RequestType: requestType,
      ResponseURL: address.url,
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'OldVersions',
      ...defined({
        PhysicalResourceId: requestType === 'Create' ? undefined : `${resourceTag}-old-versions`,
      }),
      ResourceProperties: { ServiceToken: 'arn', ResourceTag: resourceTag, Documents: 'a digest' },
    });
  const fill = (): void => {
    versions = new VersionsInMemory();
    versions.ids.set(names.provisioningTemplate, [2, 5, 6, 7, 9]);
    versions.ids.set(names.rotationTemplate, [3, 4]);
    versions.ids.set(names.bootstrapPolicy, [1]);
    versions.ids.set(names.productionPolicy, [6, 7, 8, 9, 10]);
  };
  const inForce = {
    [names.provisioningTemplate]: [9],
    [names.rotationTemplate]: [4],
    [names.bootstrapPolicy]: [1],
    [names.productionPolicy]: [10],
  };

  it.each(['Create', 'Update'] as const)(
    'leaves at a %s what is in force, and nothing else',
    async (type) => {
      fill();
      await ask(type);
      expect(Object.fromEntries(versions.ids)).toEqual(inForce);
      expect(address.answers).toEqual([
        expect.objectContaining({ Status: 'SUCCESS', PhysicalResourceId: `${resourceTag}-old-versions` }),
      ]);
    },
  );

  it('is content where nothing is there yet', async () => {
    await ask('Create');
    expect(address.answers[0]).toMatchObject({ Status: 'SUCCESS' });
  });

  it('never deletes what is in force, also where the list is late', async () => {
    fill();
    versions.listed.set(names.productionPolicy, [5, 6, 7, 8, 10, 9]);
    await ask('Update');
    expect(Object.fromEntries(versions.ids)).toEqual({ ...inForce, [names.productionPolicy]: [9, 10] });
    expect(address.answers[0]).toMatchObject({ Status: 'SUCCESS' });
  });

  it('deletes nothing, and asks nothing, when it is deleted', async () => {
    fill();
    await ask('Delete');
    expect(versions.asked).toEqual([]);
    expect(address.answers[0]).toMatchObject({ Status: 'SUCCESS' });
  });

  it('tells the stack of every call that fails, and has done its work when it is asked again', async () => {
    const count = await everyFailure(
      async (calls) => {
        fill();
        address.answers.length = 0;
        await ask('Update', calls);
        const first = address.answers[0];
        await ask('Update');
        return { ids: Object.fromEntries(versions.ids), said: first?.['Status'] };
      },
      (state) => expect(state).toEqual({ ids: inForce, said: 'FAILED' }),
    );
    expect(count).toBe(4 + 4 + 1 + 4);
  });
});
