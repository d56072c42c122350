/** What a command's end means to the script that called it. */
export const exitCodes = {
  ok: 0,
  unexpected: 1,
  configuration: 2,
  refused: 3,
  unreachable: 4,
  notInTime: 5,
  busy: 6,
  storage: 7,
  notProvisioned: 8,
} as const;
