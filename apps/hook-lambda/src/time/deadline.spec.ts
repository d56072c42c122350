import type { ServerResponse } from 'node:http';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { ScriptedDynamoDb } from '../testing/scripted-dynamodb';
import { DeadlineExceededError, withinDeadline } from './deadline';
import { clientSettings, hookBudget, type TimeBudget } from './time-budget';

type Behaviour = ConstructorParameters<typeof ScriptedDynamoDb>[0];

const answer = (response: ServerResponse) => response.end('{"Item":{"pk":{"S":"found"}}}');
const throttle = (response: ServerResponse) => {
  response.writeHead(400);
  response.end('{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"}');
};

describe('the deadline of an event', () => {
  let dynamoDb: ScriptedDynamoDb;
  /** Lets the time of the event be over. */
  let timeIsUp: () => void;
  afterEach(() => dynamoDb.close());

  /** Reads so many items, one after the other, as a function with this budget would. */
  const read = async (items: number, behave: Behaviour, budget: TimeBudget = hookBudget) => {
    dynamoDb = new ScriptedDynamoDb(behave);
    const client = await dynamoDb.connect(clientSettings(budget));
    const command = new GetItemCommand({ TableName: 'devices', Key: { pk: { S: 'device#1' } } });
    const work = async () => {
      for (let item = 1; item < items; item += 1) {
        await client.send(command);
      }
      return (await client.send(command)).Item;
    };
    return withinDeadline(budget.deadline, work, (millis, end) => {
      expect(millis).toBe(budget.deadline);
      timeIsUp = end;
      return () => undefined;
    });
  };

  it('ends an event whose request is not answered, whatever attempts are left', async () => {
    await expect(read(1, () => timeIsUp())).rejects.toBeInstanceOf(DeadlineExceededError);
    expect(dynamoDb.requests).toBe(1);
  });

  it('is one for all requests of the event', async () => {
    const onlyTheFirst: Behaviour = (response, request) => (request === 0 ? answer(response) : timeIsUp());
    await expect(read(2, onlyTheFirst)).rejects.toThrow('did not answer within 4500 ms');
    expect(dynamoDb.requests).toBe(2);
  });

  it('ends a pause between two attempts as well', async () => {
    const whileItPauses: Behaviour = (response) => {
      response.once('finish', () => timeIsUp());
      throttle(response);
    };
    await expect(read(1, whileItPauses)).rejects.toBeInstanceOf(DeadlineExceededError);
  });

  it('takes back the request under way, which a frozen function would go on with when it thaws', async () => {
    let takenBack: Promise<unknown> = Promise.reject(new Error('no request came'));
    takenBack.catch(() => undefined);
    const watch: Behaviour = (response) => {
      takenBack = new Promise((resolve) => response.once('close', resolve));
      timeIsUp();
    };
    const patient = { ...hookBudget, attempt: 3_600_000 };
    await expect(read(1, watch, patient)).rejects.toBeInstanceOf(DeadlineExceededError);
    await takenBack;
  });

  it('comes after a lost request is sent again', async () => {
    const allButTheFirst: Behaviour = (response, request) => request > 0 && answer(response);
    const found = read(1, allButTheFirst, { ...hookBudget, attempt: 50, attempts: 1_000 });
    await expect(found).resolves.toEqual({ pk: { S: 'found' } });
  });
});
