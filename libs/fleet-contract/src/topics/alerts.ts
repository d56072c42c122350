/** A message of the cloud to one device. */
export interface Alert {
  readonly msg: 'rotate_cert';
  /** When it is the device's turn, where very many are warned at once. What is no number of a day at most is left out. */
  readonly startsInSeconds?: number;
}

/** No device waits longer for its turn. */
const longestTurnSeconds = 86_400;

/** Far more than an alert needs; what is larger is not parsed at all. */
const maximumPayloadBytes = 4096;

/** Where the cloud warns the device `thingName`. */
export function alertsTopic(thingName: string): string {
  return `cmd/${thingName}/alerts`;
}

/** The payload of a rotation warning: `{"msg":"rotate_cert"}` in UTF-8, with the device's turn where it has to wait for one. */
export function buildAlert(msg: Alert['msg'], startsInSeconds = 0): Uint8Array {
  const alert: Alert = startsInSeconds > 0 ? { msg, startsInSeconds } : { msg };
  return new TextEncoder().encode(JSON.stringify(alert));
}

/**
 * Reads a message on the alerts topic. A publisher on that topic may send anything, so a message that is not an alert
 * of ours (other JSON, other text, binary data, an oversized payload) is `undefined`; further keys are ignored.
 */
export function parseAlert(payload: Uint8Array): Alert | undefined {
  if (payload.byteLength > maximumPayloadBytes) {
    return undefined;
  }
  let message: unknown;
  try {
    message = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    return undefined;
  }
  if (typeof message !== 'object' || message === null || !('msg' in message)) {
    return undefined;
  }
  if (message.msg !== 'rotate_cert') {
    return undefined;
  }
  const turn = 'startsInSeconds' in message ? message.startsInSeconds : undefined;
  return isTurn(turn) ? { msg: message.msg, startsInSeconds: turn } : { msg: message.msg };
}

function isTurn(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= longestTurnSeconds;
}
