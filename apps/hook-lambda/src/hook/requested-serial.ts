import {
  InadmissibleSerialError,
  legacySerialParameter,
  parseSerial,
  templateParameters,
  type Serial,
  type SerialRules,
} from '@fleet/fleet-contract';

export type SerialRefusal =
  /** A parameter begins with `AWS::`: those are AWS IoT's to set. */
  | 'reserved-parameter'
  | 'missing-serial'
  /** `SerialNumber` and `DeviceSerial` with different values. */
  | 'ambiguous-serial'
  | 'inadmissible-serial';

export type RequestedSerial =
  | { readonly outcome: 'serial'; readonly serial: Serial }
  | { readonly outcome: 'refused'; readonly reason: SerialRefusal };

/** Which serial the device asks for, under the parameter of our templates or the one older devices send. */
export function requestedSerial(
  parameters: Readonly<Record<string, string>>,
  rules: SerialRules,
): RequestedSerial {
  if (Object.keys(parameters).some((name) => name.startsWith('AWS::'))) {
    return refuse('reserved-parameter');
  }
  const named = parameters[templateParameters.serialNumber];
  const legacy = parameters[legacySerialParameter];
  if (named !== undefined && legacy !== undefined && named !== legacy) {
    return refuse('ambiguous-serial');
  }
  const value = named ?? legacy;
  if (value === undefined) {
    return refuse('missing-serial');
  }
  try {
    return { outcome: 'serial', serial: parseSerial(value, rules) };
  } catch (error) {
    if (error instanceof InadmissibleSerialError) {
      return refuse('inadmissible-serial');
    }
    throw error;
  }
}

function refuse(reason: SerialRefusal): RequestedSerial {
  return { outcome: 'refused', reason };
}
