import { isParameterValue, type DeviceParameter } from '@fleet/fleet-contract';

/** What a device says of itself, by the names of the parameters. */
export type DeviceValues = Readonly<Record<string, string>>;

export type ParametersRead =
  | { readonly outcome: 'values'; readonly values: DeviceValues }
  /** A parameter is missing, or its value is not one that the fleet's configuration admits. */
  | { readonly outcome: 'refused'; readonly reason: 'inadmissible-parameter' };

/** The parameters that the fleet's configuration names, out of what a device has sent; it passes over all others. */
export function deviceValues(
  known: Readonly<Record<string, DeviceParameter>>,
  sent: Readonly<Record<string, string>>,
): ParametersRead {
  const values: Record<string, string> = {};
  for (const [name, parameter] of Object.entries(known)) {
    const value = Object.hasOwn(sent, name) ? sent[name] : parameter.default;
    if (value === undefined || !isParameterValue(parameter, value)) {
      return { outcome: 'refused', reason: 'inadmissible-parameter' };
    }
    values[name] = value;
  }
  return { outcome: 'values', values };
}

/** Those that the template declares: it keeps them as attributes of the thing. */
export function keptValues(
  known: Readonly<Record<string, DeviceParameter>>,
  values: DeviceValues,
): DeviceValues {
  const isKept = ([name]: readonly [string, string]) => known[name]?.attribute !== undefined;
  return Object.fromEntries(Object.entries(values).filter(isKept));
}
