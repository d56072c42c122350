import * as z from 'zod/mini';

const certificateId = z.string().check(z.regex(/^[0-9a-f]{64}$/));

/** What AWS IoT sends to a pre-provisioning hook (developer guide, pre-provisioning-hook). */
const hookEvent = z.object({
  /** Of the certificate on the connection that asks: a claim, or a device's own. */
  claimCertificateId: certificateId,
  /** Of the certificate that is to be registered. */
  certificateId,
  clientId: z.string(),
  /** Of the template that is to be used, with the region and the account. */
  templateArn: z.optional(z.string()),
  /** The device chooses names and values freely. */
  parameters: z._default(z.record(z.string(), z.string()), {}),
});

export type HookEvent = z.infer<typeof hookEvent>;

/** AWS IoT would not send this; something else has called the function. */
export class MalformedHookEventError extends Error {
  override readonly name = 'MalformedHookEventError';
}

/** @throws MalformedHookEventError naming the members that are wrong, none of their values */
export function parseHookEvent(event: unknown): HookEvent {
  const parsed = z.safeParse(hookEvent, event);
  if (parsed.success) {
    return parsed.data;
  }
  const members = parsed.error.issues.map((issue) => issue.path.join('.') || 'the event itself');
  throw new MalformedHookEventError(`Not a pre-provisioning hook's event; wrong: ${members.join(', ')}`);
}
