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
export function allowed(device: { serial: string; model: string; at: Date }): HookAnswer {
  return {
    allowProvisioning: true,
    parameterOverrides: {
      [templateParameters.serialNumber]: device.serial,
      [templateParameters.modelType]: device.model,
      [templateParameters.certDate]: formatCertDate(device.at),
    },
  };
}

export function refused(): HookAnswer {
  return { allowProvisioning: false, parameterOverrides: {} };
}
