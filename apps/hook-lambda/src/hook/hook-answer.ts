import { formatCertDate } from '@fleet/cert-dates';
import { templateParameters } from '@fleet/fleet-contract';

/** What AWS IoT takes from a pre-provisioning hook. */
export interface HookAnswer {
  readonly allowProvisioning: boolean;
  readonly parameterOverrides: Readonly<Record<string, string>>;
}

/**
 * Made anew for every call: a warm function must not answer with what it said before. All parameters of the
 * templates are written here, so that none is the device's to choose.
 */
export function allowed(device: {
  readonly serial: string;
  readonly model: string;
  readonly at: Date;
  /** Parameters whose values the device chose, as far as the fleet's configuration admits. */
  readonly kept?: Readonly<Record<string, string>>;
}): HookAnswer {
  return {
    allowProvisioning: true,
    parameterOverrides: {
      ...device.kept,
      [templateParameters.serialNumber]: device.serial,
      [templateParameters.modelType]: device.model,
      [templateParameters.certDate]: formatCertDate(device.at),
    },
  };
}

export function refused(): HookAnswer {
  return { allowProvisioning: false, parameterOverrides: {} };
}
