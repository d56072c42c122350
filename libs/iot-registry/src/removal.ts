import {
  DeleteConflictException,
  DeleteThingCommand,
  DetachThingPrincipalCommand,
  InvalidRequestException,
  type IoTClient,
} from '@aws-sdk/client-iot';
import { setTimeout as wait } from 'node:timers/promises';
import { absentIfNotFound } from './absent-if-not-found';
import { deleteCertificate } from './certificates';

/** DetachThingPrincipal takes some seconds to spread (API reference); thing and certificate are not deleted before. */
const detachmentSpreads = [500, 1_000, 2_000, 4_000, 8_000, 16_000] as const;

export type Pause = (millis: number) => Promise<unknown>;

/** Does what AWS IoT refuses, with this error, until a detachment has spread. */
export async function onceDetached<Answer>(
  act: () => Promise<Answer>,
  tooEarly: typeof DeleteConflictException | typeof InvalidRequestException,
  pause: Pause = wait,
): Promise<Answer> {
  for (const millis of detachmentSpreads) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof tooEarly)) {
        throw error;
      }
      await pause(millis);
    }
  }
  return act();
}

/** Detaches a certificate from a thing, where it is attached. Needs `iot:DetachThingPrincipal`. */
export async function detachFromThing(iot: IoTClient, thingName: string, principal: string): Promise<void> {
  await absentIfNotFound(iot.send(new DetachThingPrincipalCommand({ thingName, principal })));
}

/** Deletes a certificate that is INACTIVE and was just detached from its thing. Needs `iot:DeleteCertificate`. */
export function deleteDetached(iot: IoTClient, certificateId: string, pause?: Pause): Promise<void> {
  return onceDetached(() => deleteCertificate(iot, certificateId), DeleteConflictException, pause);
}

/** Deletes a thing whose certificates were just detached; also one that is gone. Needs `iot:DeleteThing`. */
export async function deleteThing(iot: IoTClient, thingName: string, pause?: Pause): Promise<void> {
  await onceDetached(
    () => absentIfNotFound(iot.send(new DeleteThingCommand({ thingName }))),
    InvalidRequestException,
    pause,
  );
}
