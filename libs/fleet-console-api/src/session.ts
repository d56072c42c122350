import * as z from 'zod';

/** Cookies ignore ports, so a session is a cookie and a secret of the tab: every request carries both. */
export const sessionCookie = 'fleet_console';
export const secretHeader = 'x-fleet-console-secret';

/** What the fragment of the link has. */
export const sessionRequest = z.strictObject({ token: z.string().min(1).max(256) });

export const sessionGrant = z.object({
  /** For the header of every request; the tab keeps it, and no other one. */
  secret: z.string(),
});

export type SessionGrant = z.infer<typeof sessionGrant>;
