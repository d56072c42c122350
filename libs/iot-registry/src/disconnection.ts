import { setTimeout } from 'node:timers/promises';
import {
  DeleteConnectionCommand,
  ResourceNotFoundException,
  type IoTDataPlaneClient,
} from '@aws-sdk/client-iot-data-plane';

/** How soon after it has come back a client is disconnected again. */
const everyMillis = 2_000;

/** After so long without it, a client has understood that it is not wanted. */
const quietMillis = 60_000;

/**
 * AWS IoT ends the connections of an inactive certificate within a few minutes (API reference, UpdateCertificate):
 * whoever comes back after ten has another certificate.
 */
const longestMillis = 600_000;

/** What becomes of a client's session: its subscriptions, and the messages that wait for it. */
export type SessionEnd = 'ends' | 'is-kept';

/**
 * Ends the connection of a client; its last will is sent. The client may come back at once, unless its certificate is
 * inactive. Needs `iot:DeleteConnection` on the client.
 * @param session `is-kept` where the client may be one that nobody wants away
 * @returns whether it was connected
 */
export async function endConnection(
  iotData: IoTDataPlaneClient,
  clientId: string,
  session: SessionEnd,
): Promise<boolean> {
  try {
    await iotData.send(new DeleteConnectionCommand({ clientId, cleanSession: session === 'ends' }));
    return true;
  } catch (error) {
    // Guessed: this says that the client is not connected. The API reference has the name alone.
    if (error instanceof ResourceNotFoundException) {
      return false;
    }
    throw error;
  }
}

/** What came of keeping a client away. All times are in milliseconds from when that began. */
export interface Disconnection {
  /** `called off`: nobody wanted it any more. `still coming back`: the time was over before. */
  readonly outcome: 'away' | 'called off' | 'still coming back';
  /** How many connections were ended. */
  readonly cuts: number;
  /** When the first of them was; absent if the client was never there. */
  readonly firstCutMillis?: number;
  /** Since when it has been away. */
  readonly awaySinceMillis?: number;
}

/** Time as it passes while a client is kept away. */
export interface ElapsingTime {
  readonly nowMillis: () => number;
  readonly wait: (millis: number) => Promise<unknown>;
}

const ownTime: ElapsingTime = { nowMillis: () => performance.now(), wait: (millis) => setTimeout(millis) };

export interface DisconnectOptions {
  /** Asked before each look: whether the client is still to be kept away. */
  readonly goesOn?: () => boolean | Promise<boolean>;
  /** Told of each connection that was ended. */
  readonly onCut?: (cuts: number, atMillis: number) => void;
  readonly time?: ElapsingTime;
}

/**
 * Ends the connection of a client at once, and each that it makes after that, until it has been away for a minute; for
 * ten minutes at most. Make its certificates inactive before. Needs `iot:DeleteConnection` on the client.
 */
export async function disconnectUntilAway(
  iotData: IoTDataPlaneClient,
  clientId: string,
  { goesOn = () => true, onCut = () => undefined, time = ownTime }: DisconnectOptions = {},
): Promise<Disconnection> {
  const beganAt = time.nowMillis();
  const seen: { cuts: number; firstCutMillis?: number; awaySinceMillis?: number } = { cuts: 0 };
  for (;;) {
    if (!(await goesOn())) {
      return { outcome: 'called off', ...seen };
    }
    const wasConnected = await endConnection(iotData, clientId, 'ends');
    const atMillis = time.nowMillis() - beganAt;
    if (wasConnected) {
      seen.cuts += 1;
      seen.firstCutMillis ??= atMillis;
      seen.awaySinceMillis = atMillis;
      onCut(seen.cuts, atMillis);
    } else {
      seen.awaySinceMillis ??= atMillis;
    }
    if (atMillis - seen.awaySinceMillis >= quietMillis) {
      return { outcome: 'away', ...seen };
    }
    if (atMillis >= longestMillis) {
      return { outcome: 'still coming back', ...seen };
    }
    await time.wait(everyMillis);
  }
}
