import * as z from 'zod';

export const stackStatus = z.enum([
  ...(['REVIEW_IN_PROGRESS', 'CREATE_IN_PROGRESS', 'CREATE_COMPLETE', 'CREATE_FAILED'] as const),
  ...(['ROLLBACK_IN_PROGRESS', 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED'] as const),
  ...([
    'UPDATE_IN_PROGRESS',
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'UPDATE_COMPLETE',
    'UPDATE_FAILED',
  ] as const),
  ...(['UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'] as const),
  ...(['UPDATE_ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_FAILED'] as const),
  ...(['DELETE_IN_PROGRESS', 'DELETE_COMPLETE', 'DELETE_FAILED'] as const),
]);
export type StackStatus = z.infer<typeof stackStatus>;

export const resourceStatus = z.enum([
  ...(['CREATE_IN_PROGRESS', 'CREATE_COMPLETE', 'CREATE_FAILED'] as const),
  ...(['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE', 'UPDATE_FAILED'] as const),
  ...(['DELETE_IN_PROGRESS', 'DELETE_COMPLETE', 'DELETE_FAILED', 'DELETE_SKIPPED'] as const),
]);
export type ResourceStatus = z.infer<typeof resourceStatus>;

export const changeSetStatus = z.enum(['CREATE_COMPLETE', 'FAILED']);
export const executionStatus = z.enum([
  ...(['AVAILABLE', 'UNAVAILABLE', 'OBSOLETE'] as const),
  ...(['EXECUTE_IN_PROGRESS', 'EXECUTE_COMPLETE', 'EXECUTE_FAILED'] as const),
]);
