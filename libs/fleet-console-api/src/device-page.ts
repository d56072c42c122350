import * as z from 'zod';
import { availability } from './about';

const moment = z.string();

const certificate = z.object({
  certificateId: z.string(),
  role: z.enum(['current', 'awaits-proof', 'superseded', 'retired', 'not-on-record']),
  /** In AWS IoT. */
  status: z.string(),
  attached: z.boolean(),
  issuedOver: z.string().optional(),
  /** Where it was issued over a claim of the fleet. */
  claim: z.object({ model: z.string(), generation: z.number() }).optional(),
  issuedAt: moment.optional(),
  provenAt: moment.optional(),
  confirmedAt: moment.optional(),
  lastSeenAt: moment.optional(),
  dueNotedAt: moment.optional(),
  warnedAt: moment.optional(),
  supersededAt: moment.optional(),
  lostAt: moment.optional(),
  retiredAt: moment.optional(),
  retainUntil: moment.optional(),
  deletedAt: moment.optional(),
  /** While it was the current certificate; it is so still where there is no end. */
  current: z.object({ from: moment, until: moment.optional() }).optional(),
});
export type DeviceCertificate = z.infer<typeof certificate>;

const permission = z.object({
  to: z.enum(['provision', 'rotate', 'connect']),
  allowed: z.boolean(),
  /** In a sentence, on both. */
  why: z.string(),
});
export type Permission = z.infer<typeof permission>;

const timelineItem = z.object({
  at: moment,
  what: z.enum([
    'issued',
    'proven',
    'confirmed',
    'due-noted',
    'warned',
    'last-seen',
    'lost',
    'superseded',
    'retired',
    'deleted',
    'blocked',
    'adopted',
    'due',
    'grace-ends',
    'permit-ends',
  ]),
  words: z.string(),
  certificateId: z.string().optional(),
  /** It has not come yet. */
  isAhead: z.boolean(),
});
export type TimelineItem = z.infer<typeof timelineItem>;

/** Record and registry side by side. What the device itself wrote (attributes) is text. */
export const devicePage = z.object({
  serial: z.string(),
  at: moment,
  state: z.enum(['allowed', 'active', 'blocked', 'not-on-record']),
  model: z.string().optional(),
  allowedModel: z.string().optional(),
  blockedAt: moment.optional(),
  blockReason: z.string().optional(),
  firstIssuedAt: moment.optional(),
  adoption: z.object({ at: moment, policy: z.string() }).optional(),
  /** When its removal began, which is not finished. */
  removalAt: moment.optional(),
  thing: z
    .object({
      attributes: z.record(z.string(), z.string()),
      groups: z.array(z.string()),
      inFleet: z.boolean(),
    })
    .optional(),
  connectivity: z.object({
    state: z.enum(['connected', 'disconnected', 'unknown']),
    since: moment.optional(),
    /** Why it is not known, in words. */
    because: z.string().optional(),
  }),
  rotation: z
    .object({
      issuance: z.string(),
      standing: z.enum(['valid', 'due', 'unreachable', 'expired']),
      /** Days, yyyymmdd. */
      issued: z.string().optional(),
      due: z.string().optional(),
      warned: z.string().optional(),
      holdsUntil: z.string().optional(),
      awaitsProof: z.boolean(),
    })
    .optional(),
  permits: z.array(
    z.object({
      kind: z.enum(['reprovision', 'rotate']),
      until: moment,
      hasEnded: z.boolean(),
      /** The only certificate that it is for. */
      certificateId: z.string().optional(),
    }),
  ),
  /** The oldest first. */
  certificates: z.array(certificate),
  contradictions: z.array(z.string()),
  timeline: z.array(timelineItem),
  permissions: z.array(permission),
  /** What the operator may do with it now, and why not. */
  acts: z.array(availability),
});
export type DevicePage = z.infer<typeof devicePage>;
