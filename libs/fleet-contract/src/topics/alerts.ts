/** A message of the cloud to one device. */
export interface Alert {
  readonly msg: 'rotate_cert';
}

/** Far more than an alert needs; what is larger is not parsed at all. */
const maximumPayloadBytes = 4096;

/** Where the cloud warns the device `thingName`. */
export function alertsTopic(thingName: string): string {
  return `cmd/${thingName}/alerts`;
}

/** The payload of a rotation warning: `{"msg":"rotate_cert"}` in UTF-8. */
export function buildAlert(msg: Alert['msg']): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ msg }));
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
  return message.msg === 'rotate_cert' ? { msg: message.msg } : undefined;
}
