import * as z from 'zod';
import { changeSetStatus, executionStatus, resourceStatus, stackStatus } from './statuses';

/** What lies in the store, as JSON. Times are milliseconds of the cloud's clock. */
const strings = z.record(z.string(), z.string());
const jsonObject = z.record(z.string(), z.unknown());

const capability = z.enum(['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND']);
export type Capability = z.infer<typeof capability>;

const parameterValue = z.object({ value: z.string(), resolved: z.string().optional() });

/** Everything that one deployment is made from: a template and what is fed into it. */
export const revisionSchema = z.object({
  templateBody: z.string(),
  parameters: z.record(z.string(), parameterValue),
  tags: strings,
  capabilities: z.array(capability),
  notificationArns: z.array(z.string()),
  roleArn: z.string().optional(),
});
export type Revision = z.infer<typeof revisionSchema>;

const outputSchema = z.object({
  key: z.string(),
  value: z.string(),
  description: z.string().optional(),
  exportName: z.string().optional(),
});
export type Output = z.infer<typeof outputSchema>;

export const stackSchema = z.object({
  id: z.string(),
  name: z.string(),
  status: stackStatus,
  statusReason: z.string().optional(),
  createdAt: z.number(),
  updatedAt: z.number().optional(),
  deletedAt: z.number().optional(),
  /** Absent while the stack is only under review. */
  revision: revisionSchema.optional(),
  outputs: z.array(outputSchema),
  /** Names of the exports of other stacks that this one uses. */
  imports: z.array(z.string()),
  terminationProtection: z.boolean(),
  disableRollback: z.boolean(),
  changeSetId: z.string().optional(),
});
export type StackRecord = z.infer<typeof stackSchema>;

export const resourceSchema = z.object({
  logicalId: z.string(),
  type: z.string(),
  status: resourceStatus,
  statusReason: z.string().optional(),
  updatedAt: z.number(),
  /** Absent until something exists. */
  physicalId: z.string().optional(),
  properties: jsonObject,
  attributes: jsonObject,
  noEcho: z.boolean(),
  metadata: z.unknown().optional(),
  deletionPolicy: z.string(),
  updateReplacePolicy: z.string(),
  dependencies: z.array(z.string()),
  /** The random part of the names made for this resource. */
  nonce: z.string(),
  /** A creation that has begun: on disk before the first call, so that a kill leaves no orphan. */
  making: z.object({ nonce: z.string(), properties: jsonObject }).optional(),
});
export type ResourceRecord = z.infer<typeof resourceSchema>;

export const operationSchema = z.object({
  stackId: z.string(),
  kind: z.enum(['create', 'update', 'delete']),
  /** `paused`: failed, with rollback switched off or failed as well; waits for the user. */
  phase: z.enum(['forward', 'cleanup', 'rollback', 'rollback-cleanup', 'paused']),
  target: revisionSchema,
  previous: revisionSchema.optional(),
  retain: z.array(z.string()),
  disableRollback: z.boolean(),
  clientRequestToken: z.string().optional(),
  /** By whose permissions resources are made; absent where the account's own user asked, and named no role. */
  actsAs: z
    .object({
      roleArn: z.string(),
      sessionName: z.string(),
      policies: z
        .object({ policy: z.string().optional(), policyArns: z.array(z.string()).readonly() })
        .optional(),
      calledVia: z.string().optional(),
    })
    .optional(),
});
export type OperationRecord = z.infer<typeof operationSchema>;

export const eventSchema = z.object({
  id: z.string(),
  stackId: z.string(),
  stackName: z.string(),
  at: z.number(),
  logicalId: z.string(),
  physicalId: z.string(),
  type: z.string(),
  status: z.union([stackStatus, resourceStatus]),
  reason: z.string().optional(),
  properties: z.string().optional(),
  clientRequestToken: z.string().optional(),
});
export type StackEvent = z.infer<typeof eventSchema>;

export const resourceChangeSchema = z.object({
  action: z.enum(['Add', 'Modify', 'Remove']),
  logicalId: z.string(),
  physicalId: z.string().optional(),
  type: z.string(),
  replacement: z.enum(['True', 'False', 'Conditional']).optional(),
  scope: z.array(z.enum(['Properties', 'Metadata', 'DeletionPolicy', 'UpdateReplacePolicy'])),
  /** The properties that change, for `Scope: Properties`. */
  details: z.array(z.object({ name: z.string(), recreation: z.enum(['Always', 'Never']) })),
});
export type ResourceChange = z.infer<typeof resourceChangeSchema>;

export const changeSetSchema = z.object({
  id: z.string(),
  name: z.string(),
  stackId: z.string(),
  stackName: z.string(),
  description: z.string().optional(),
  type: z.enum(['CREATE', 'UPDATE']),
  status: changeSetStatus,
  statusReason: z.string().optional(),
  executionStatus,
  createdAt: z.number(),
  revision: revisionSchema,
  changes: z.array(resourceChangeSchema),
  clientToken: z.string().optional(),
});
export type ChangeSet = z.infer<typeof changeSetSchema>;
