import { newSerial, type LeastPrivilegeGround } from '../least-privilege-ground';
import { permissions, scenario, type Scenario } from '../scenario';

/** A function of the stack, by the names of the CDK app. */
interface StackFunction {
  readonly title: string;
  readonly function: string;
  readonly role: string;
  readonly logs: string;
}

const inHooks = (title: string, id: string): StackFunction => ({
  title,
  function: `Hooks${id}Function`,
  role: `Hooks${id}Role`,
  logs: `Hooks${id}Logs`,
});

const functions = {
  provisionHook: inHooks('the provision hook', 'Provision'),
  rotationHook: inHooks('the rotation hook', 'Rotation'),
  proofHandler: inHooks('the proof handler', 'Proof'),
  claims: {
    title: 'the function behind the claims',
    function: 'ClaimsFunction',
    role: 'ClaimsFunctionRole',
    logs: 'ClaimsFunctionLogs',
  },
  fleetIndexing: {
    title: 'the function behind the fleet index',
    function: 'FleetIndexingFunction',
    role: 'FleetIndexingFunctionRole',
    logs: 'FleetIndexingFunctionLogs',
  },
  oldVersions: {
    title: 'the function behind the room for versions',
    function: 'OldVersionsFunction',
    role: 'OldVersionsFunctionRole',
    logs: 'OldVersionsFunctionLogs',
  },
  monitor: {
    title: 'the monitor',
    function: 'RotationMonitorFunction',
    role: 'RotationMonitorRole',
    logs: 'RotationMonitorLogs',
  },
} as const satisfies Record<string, StackFunction>;

/** A function is called, whatever it makes of the call. */
export function loggedCall({ title, function: name, role, logs }: StackFunction): Scenario {
  return scenario({
    title: `somebody calls ${title}`,
    needs: {
      'its log has the call': permissions(role, {
        [`log-group:${logs}:*`]: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      }),
    },
    prepare: ({ clients, stack }) => {
      const functionName = stack.physicalName(name);
      return Promise.resolve({
        steps: {
          'its log has the call': async (watch) => {
            const { $metadata } = await clients.lambda.invoke({ FunctionName: functionName, Payload: '{}' });
            await watch.until(`line of request ${$metadata.requestId}`, async () => {
              const { events = [] } = await clients.logs.filterLogEvents({
                logGroupName: `/aws/lambda/${functionName}`,
                filterPattern: `"${$metadata.requestId}"`,
              });
              return events[0];
            });
          },
        },
      });
    },
  });
}

/** An event, which nobody waits for, fails each time that Lambda brings it. */
function lostEvent({ title, function: name, role }: StackFunction): Scenario {
  return scenario({
    title: `${title} fails at an event for good`,
    needs: {
      'the queue of failures gets the event': permissions(role, { ProofFailures: ['sqs:SendMessage'] }),
    },
    async prepare(ground) {
      const { clients, stack, faults } = ground;
      const functionName = stack.physicalName(name);
      await faults.add(`function:${functionName}`, 'fail', '--code', 'Broken', '--times', 'always');
      const event = newSerial();
      return {
        steps: {
          'the queue of failures gets the event': async (watch) => {
            await clients.lambda.invoke({
              FunctionName: functionName,
              InvocationType: 'Event',
              Payload: JSON.stringify({ event }),
            });
            await watch.until(`event ${event}`, () => laterInQueue(ground, event));
          },
        },
        tidy: () => faults.clear(),
      };
    },
  });
}

/** Lambda brings an event again after one minute and after two more. */
async function laterInQueue(
  { failures, testCloud }: LeastPrivilegeGround,
  event: string,
): Promise<string | undefined> {
  const message = await failures.take(event);
  if (message === undefined) {
    await testCloud.cloud.moveTime('+2m');
  }
  return message;
}

/** What Lambda itself does by the roles of functions. */
export const invocationScenarios = [
  ...Object.values(functions).map((each) => loggedCall(each)),
  lostEvent(functions.proofHandler),
  lostEvent(functions.monitor),
];
