import type { ControlPlane } from '../control-plane';
import type { IotHandlers } from '../iot-handlers';

/** Certificates attached to things. */
export function thingPrincipalHandlers({ arns, thingPrincipals }: ControlPlane) {
  return {
    AttachThingPrincipal: ({ thingName, principal, thingPrincipalType }) => {
      thingPrincipals.attach(thingName, principal, thingPrincipalType);
      return {};
    },

    DetachThingPrincipal: ({ thingName, principal }) => {
      thingPrincipals.detach(thingName, principal);
      return {};
    },

    ListThingPrincipals: (input) => {
      const found = thingPrincipals.ofThing(input, input.thingName);
      return {
        principals: found.items.map(({ certificateId }) => arns.certificate(certificateId)),
        nextToken: found.nextToken,
      };
    },

    ListThingPrincipalsV2: (input) => {
      const found = thingPrincipals.ofThing(input, input.thingName, input.thingPrincipalType);
      return {
        thingPrincipalObjects: found.items.map(({ certificateId, type }) => ({
          principal: arns.certificate(certificateId),
          thingPrincipalType: type,
        })),
        nextToken: found.nextToken,
      };
    },

    ListPrincipalThings: (input) => {
      const found = thingPrincipals.ofPrincipal(input, input.principal);
      return { things: found.items.map(({ thingName }) => thingName), nextToken: found.nextToken };
    },

    ListPrincipalThingsV2: (input) => {
      const found = thingPrincipals.ofPrincipal(input, input.principal, input.thingPrincipalType);
      return {
        principalThingObjects: found.items.map(({ thingName, type }) => ({
          thingName,
          thingPrincipalType: type,
        })),
        nextToken: found.nextToken,
      };
    },
  } satisfies IotHandlers;
}
