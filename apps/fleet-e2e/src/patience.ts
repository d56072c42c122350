/**
 * How long a test waits for a whole command of a user, in milliseconds: it runs several programs by one, and has
 * almost all the time that a test has. Everything else has the patience of @fleet/eventually.
 */
export const patienceWithCommandMillis = 110_000;
