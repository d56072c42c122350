import * as z from 'zod';

/** What the hooks and the proof handler log of each decision. */
export const decisionLine = z.object({
  source: z.enum(['provision', 'rotation', 'proof']),
  decision: z.string(),
  reason: z.string().default('none'),
  serial: z.string().optional(),
  certificateId: z.string().optional(),
  principal: z.string().optional(),
});
