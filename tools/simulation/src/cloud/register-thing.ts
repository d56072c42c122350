import { fleetNames, templateParameters, thingAttributes } from '@fleet/fleet-contract';
import { certificateOf, thingOf, type CloudState } from './cloud-state';

/** What RegisterThing does to registry and certificate, by our templates; AWS does not say in which order. */
export type RegistrationStep = 'thing' | 'group' | 'principal' | 'policy' | 'ACTIVE';

export const allSteps: readonly RegistrationStep[] = ['thing', 'group', 'principal', 'policy', 'ACTIVE'];

const { thingGroup } = fleetNames('fleetprov');

export interface Registration {
  readonly certificateId: string;
  /** What the hook has answered. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Carries out these steps of a registration that the hook has allowed: AWS may be throttled between any two. */
export function register(
  state: CloudState,
  { certificateId, parameters }: Registration,
  steps: readonly RegistrationStep[] = allSteps,
): void {
  const thingName = parameters[templateParameters.serialNumber];
  const certificate = certificateOf(state, certificateId);
  if (thingName === undefined || certificate === undefined) {
    return;
  }
  for (const step of steps) {
    switch (step) {
      case 'thing':
        putThing(state, thingName, parameters);
        break;
      case 'group': {
        const thing = thingOf(state, thingName);
        if (thing !== undefined) {
          thing.groups = [thingGroup];
        }
        break;
      }
      case 'principal':
        // There is nothing to attach it to where the thing was not made.
        if (thingOf(state, thingName) !== undefined) {
          certificate.things = [...new Set([...certificate.things, thingName])];
        }
        break;
      case 'policy':
        certificate.hasPolicy = true;
        break;
      case 'ACTIVE':
        certificate.status = 'ACTIVE';
    }
  }
}

function putThing(state: CloudState, thingName: string, parameters: Registration['parameters']): void {
  const attributes = {
    [thingAttributes.certIssuance]: parameters[templateParameters.certDate] ?? 'none',
    [thingAttributes.modelType]: parameters[templateParameters.modelType] ?? 'none',
  };
  const before = thingOf(state, thingName);
  if (before === undefined) {
    state.things = [...state.things, { thingName, attributes, groups: [] }];
  } else {
    before.attributes = { ...before.attributes, ...attributes };
  }
}
