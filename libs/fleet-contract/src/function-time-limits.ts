/** After so long AWS ends a function's work on one event; the stack sets it, and the functions keep within it. */
export const functionTimeLimits = {
  /** AWS IoT waits this long for a pre-provisioning hook (developer guide, pre-provisioning-hook). */
  hookSeconds: 5,
  proofHandlerSeconds: 30,
} as const;
