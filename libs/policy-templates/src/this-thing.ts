/** The thing attached to the connection's certificate whose name is the client id (thing-policy-variables). */
export const thisThing = '${iot:Connection.Thing.ThingName}';
