import { InadmissibleSerialError, parseSerial, type SerialRules } from '@fleet/fleet-contract';
import { thisThing } from './this-thing';

/** What a fleet's devices may do beside what every fleet's devices may. */
export interface DeviceStatement {
  /** Actions of AWS IoT's policies, such as `iot:Publish`. */
  readonly actions: readonly string[];
  /**
   * What they may be done to, without the beginning of the ARN: `topic/dt/${iot:Connection.Thing.ThingName}/raw`. The
   * variable stands for the device itself.
   */
  readonly resources: readonly string[];
  /**
   * Why these actions may reach other devices, or why they do not although it looks so. It is kept in the template.
   *
   * @default - the statement is refused where it could reach other devices
   */
  readonly reasonToReachOthers?: string;
}

/** A statement lets a device do something to others of its fleet, and says no reason for that. */
export class ReachesOtherDevicesError extends Error {
  override readonly name = 'ReachesOtherDevicesError';

  constructor(action: string, resource: string, why: string) {
    super(
      `${action} on ${JSON.stringify(resource)} could reach other devices: ${why}. ` +
        `Put ${thisThing} before what is variable, or say why it may, in reasonToReachOthers.`,
    );
  }
}

const messaging = new Set(['iot:Publish', 'iot:RetainPublish', 'iot:Receive', 'iot:Subscribe']);
const shadow = new Set([
  ...['iot:GetThingShadow', 'iot:UpdateThingShadow', 'iot:DeleteThingShadow'],
  'iot:ListNamedShadowsForThing',
]);
const jobs = new Set([
  ...['iot:DescribeJobExecution', 'iot:GetPendingJobExecutions'],
  ...['iot:StartNextPendingJobExecution', 'iot:UpdateJobExecution'],
]);
const sending = new Set(['iot:Publish', 'iot:RetainPublish']);

/**
 * Refuses what could reach other devices. Every device has the topics with its name as a level, so a statement may have
 * the device's own name there, and after that what it likes; or words that no serial can be. Such a shared topic may be
 * written or read, not both, or devices would write to each other.
 * @throws ReachesOtherDevicesError
 */
export function refuseReachingOthers(statements: readonly DeviceStatement[], rules: SerialRules): void {
  const checked = statements.filter(({ reasonToReachOthers: reason }) => !isReason(reason));
  for (const { actions, resources } of checked) {
    for (const action of actions) {
      for (const resource of resources) {
        const why = reachOf(action, resource, rules);
        if (why !== undefined) {
          throw new ReachesOtherDevicesError(action, resource, why);
        }
      }
    }
  }
  refuseExchange(checked);
}

/** A reason is a sentence: nobody learns anything from `x`. */
function isReason(reason: string | undefined): boolean {
  return reason !== undefined && reason.trim().length >= 10;
}

/** @returns why that could reach others; `undefined` where it cannot */
function reachOf(action: string, resource: string, rules: SerialRules): string | undefined {
  const [, kind = '', name = ''] = /^([a-z]+)\/(.*)$/s.exec(resource) ?? [];
  if (action === 'iot:Connect' && kind === 'client') {
    return name === thisThing ? undefined : 'a client id is the name of a device';
  }
  if ((shadow.has(action) || jobs.has(action)) && kind === 'thing') {
    return name === thisThing ? undefined : 'a thing is a device';
  }
  const wanted = action === 'iot:Subscribe' ? 'topicfilter' : 'topic';
  if (!messaging.has(action) || kind !== wanted) {
    return 'nobody has looked at what this action does to this resource';
  }
  return reachOfTopic(name, rules);
}

function reachOfTopic(topic: string, rules: SerialRules): string | undefined {
  for (const level of topic.split('/')) {
    if (level === thisThing) {
      return undefined;
    }
    if (/[*?+#$]/.test(level.replace(/^\$aws$/, ''))) {
      return `${JSON.stringify(level)} can be any device's name`;
    }
    if (couldBeSerial(level, rules)) {
      return `a device could be called ${JSON.stringify(level)} (reservedWords says which words no serial may be)`;
    }
  }
  return undefined;
}

function couldBeSerial(level: string, rules: SerialRules): boolean {
  try {
    parseSerial(level, rules);
    return true;
  } catch (error) {
    if (error instanceof InadmissibleSerialError) {
      return false;
    }
    throw error;
  }
}

function refuseExchange(statements: readonly DeviceStatement[]): void {
  const topics = (isWanted: (action: string) => boolean) =>
    statements
      .filter(({ actions }) => actions.some((action) => messaging.has(action) && isWanted(action)))
      .flatMap(({ resources }) => resources)
      .filter((resource) => !resource.includes(thisThing))
      .map((resource) => resource.replace(/^topic(?:filter)?\//, ''));
  const read = new Set(topics((action) => !sending.has(action)));
  const both = topics((action) => sending.has(action)).find((topic) => read.has(topic));
  if (both !== undefined) {
    throw new ReachesOtherDevicesError('iot:Publish', both, 'every device may read there what one writes');
  }
}
