import * as z from 'zod';

/** The request that a custom resource's function gets (page "crpg-ref-requests"). */
export interface CustomResourceRequest {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly ResourceType: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ServiceToken: string;
  readonly ResourceProperties: Readonly<Record<string, unknown>>;
  readonly OldResourceProperties?: Readonly<Record<string, unknown>>;
}

/** How requests get to functions, and where those send their answers. */
export interface CustomResourceTransport {
  /** The address that takes the answer with this token, by HTTP PUT. */
  responseUrl(token: string): string;
  /**
   * Hands the request to the function named by its ServiceToken. Resolves when the function has ended; the answer
   * may come before or after that. Rejects if it could not be invoked, or ended with an error.
   */
  send(request: CustomResourceRequest, signal: AbortSignal): Promise<void>;
}

/** What a function PUTs to the ResponseURL (page "crpg-ref-responses"); at most 4,096 bytes on AWS. */
export const customResourceAnswerSchema = z.object({
  Status: z.enum(['SUCCESS', 'FAILED']),
  Reason: z.string().optional(),
  PhysicalResourceId: z.string().min(1).max(1024).optional(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  NoEcho: z.boolean().optional(),
  Data: z.record(z.string(), z.unknown()).optional(),
});
export type CustomResourceAnswer = z.infer<typeof customResourceAnswerSchema>;

export const maxAnswerBytes = 4_096;
