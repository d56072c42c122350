/**
 * How long a test waits for what should come, in milliseconds: longer than anything takes on a busy machine, and
 * shorter than the time that a test has, so that its failure says what did not come. It asserts nothing about speed.
 */
export const patienceMillis = 60_000;
