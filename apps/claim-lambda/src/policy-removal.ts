import {
  DeleteConflictException,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  type IoTClient,
  ListPolicyVersionsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-iot';
import type { Logger } from 'pino';

/** AWS IoT refuses to delete a policy for up to five minutes after it was detached (API reference, DeletePolicy). */
const detachmentMillis = 5 * 60_000;
const firstPauseMillis = 1_000;
const longestPauseMillis = 15_000;

export interface PolicyRemoval {
  readonly iot: IoTClient;
  /** They carry no device any more. */
  readonly policyNames: readonly string[];
  readonly pause: (millis: number) => Promise<unknown>;
  readonly log: Logger;
}

/**
 * Deletes policies as soon as AWS IoT lets it. CloudFormation would try once, and a stack whose claims were taken back
 * seconds before, by its deletion or by the roll-back of its creation, would end as failed. It takes a policy that is
 * gone for deleted (its handler answers NotFound). What AWS IoT keeps for longer is left to it, and to its words.
 */
export async function removePolicies({ iot, policyNames, pause, log }: PolicyRemoval): Promise<void> {
  let kept = [...policyNames];
  let pauseMillis = firstPauseMillis;
  for (let waited = 0; ; waited += pauseMillis, pauseMillis = Math.min(2 * pauseMillis, longestPauseMillis)) {
    const deleted = await Promise.all(kept.map((policyName) => removePolicy(iot, policyName)));
    kept = kept.filter((_name, index) => deleted[index] === false);
    if (kept.length === 0) {
      return;
    }
    if (waited > detachmentMillis) {
      log.warn({ policies: kept }, 'AWS IoT still keeps the policies: something else may use them');
      return;
    }
    log.info({ policies: kept, pauseMillis }, 'AWS IoT keeps the policies that were detached a moment ago');
    await pause(pauseMillis);
  }
}

/** @returns whether it is gone */
async function removePolicy(iot: IoTClient, policyName: string): Promise<boolean> {
  try {
    const { policyVersions = [] } = await iot.send(new ListPolicyVersionsCommand({ policyName }));
    for (const { versionId: policyVersionId, isDefaultVersion } of policyVersions) {
      if (isDefaultVersion !== true) {
        await iot.send(new DeletePolicyVersionCommand({ policyName, policyVersionId }));
      }
    }
    await iot.send(new DeletePolicyCommand({ policyName }));
    return true;
  } catch (error) {
    if (error instanceof DeleteConflictException) {
      return false;
    }
    if (error instanceof ResourceNotFoundException) {
      return true;
    }
    throw error;
  }
}
