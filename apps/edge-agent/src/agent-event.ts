import type { MessageName } from './session/outgoing-message';
import type { RotationReason } from './rotation/rotation-reason';

/** What an agent has to tell. `run --json` prints each as a line, in this shape and with its time. */
export type AgentEvent =
  | { readonly event: 'connecting'; readonly endpoint: string; readonly clientId: string }
  | { readonly event: 'connect-delayed'; readonly clientId: string; readonly seconds: number }
  | { readonly event: 'certificate-issued'; readonly certificateId: string }
  | { readonly event: 'registered'; readonly thingName: string; readonly certificateId: string }
  | { readonly event: 'connected'; readonly thingName: string; readonly certificateId: string }
  | { readonly event: 'confirmed'; readonly thingName: string; readonly certificateId: string }
  /** The device can ask with it for another certificate no more. */
  | { readonly event: 'claim-removed' }
  | { readonly event: 'listening'; readonly topic: string }
  | {
      readonly event: 'message';
      readonly topic: string;
      /** UTF-8 text, or base64 where the bytes are none. */
      readonly payload: string;
      readonly encoding: 'utf8' | 'base64';
    }
  | ({ readonly event: 'published' } & MessageName)
  /** A message of the device's own programs that the agent does not send, or not again; or so many of them. */
  | ({
      readonly event: 'dropped';
      readonly reason: string;
      readonly program?: string;
      readonly count?: number;
    } & Partial<MessageName>)
  | { readonly event: 'rotation-ordered'; readonly by: RotationReason; readonly startsInSeconds: number }
  | { readonly event: 'rotated'; readonly thingName: string; readonly certificateId: string }
  | {
      readonly event: 'rotation-failed';
      readonly reason: string;
      /** Absent where it is not tried again until it is ordered again. */
      readonly nextTryInSeconds?: number;
    }
  | { readonly event: 'not-let-in'; readonly certificateId: string; readonly reason: string }
  | { readonly event: 'refused'; readonly certificateId: string; readonly reason: string }
  | { readonly event: 'waiting'; readonly reason: string; readonly seconds: number }
  | { readonly event: 'disconnected'; readonly reason: string }
  /** Programs of the device may connect. */
  | { readonly event: 'serving'; readonly address: string }
  | { readonly event: 'program-disconnected'; readonly program: string; readonly reason: string }
  | { readonly event: 'stopped' }
  | { readonly event: 'warning'; readonly message: string };
