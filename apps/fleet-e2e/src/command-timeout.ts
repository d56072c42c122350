/**
 * The timeout of a user's command in a test, in milliseconds. A command runs several programs, so it has almost all the
 * time of its test. All other waits have the timeout of @fleet/eventually.
 */
export const commandTimeoutMillis = 110_000;
