/**
 * The timeout of a wait in a test, in milliseconds. It is longer than anything takes on a busy machine, and shorter than
 * the test's own timeout, so that the failure says what is missing. It asserts nothing about speed.
 */
export const waitTimeoutMillis = 60_000;
