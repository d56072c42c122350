import * as z from 'zod';
import { Rejection } from './rejection';

const createCertificateFromCsr = z.object({ certificateSigningRequest: z.string().min(1) });

const registerThing = z.object({
  certificateOwnershipToken: z.string().min(1),
  parameters: z.record(z.string(), z.string()).nullish(),
});

/** @throws Rejection InvalidPayload when the decoded request is not a map */
export function mapOf(request: unknown): object {
  if (typeof request === 'object' && request !== null && !Array.isArray(request)) {
    return request;
  }
  throw new Rejection(400, 'InvalidPayload', 'The request must be a map.');
}

/** @throws Rejection InvalidCertificateSigningRequest */
export function certificateSigningRequestOf(request: object): z.output<typeof createCertificateFromCsr> {
  const { data } = createCertificateFromCsr.safeParse(request);
  if (data) {
    return data;
  }
  const message = 'certificateSigningRequest must be a text and cannot be empty.';
  throw new Rejection(400, 'InvalidCertificateSigningRequest', message);
}

/** @throws Rejection InvalidCertificateOwnershipToken, or InvalidParameters */
export function registrationOf(request: object): {
  certificateOwnershipToken: string;
  parameters: Record<string, string>;
} {
  const { data, error } = registerThing.safeParse(request);
  if (data) {
    return { ...data, parameters: data.parameters ?? {} };
  }
  if (error.issues.every(({ path }) => path[0] === 'parameters')) {
    throw new Rejection(400, 'InvalidParameters', 'parameters must map names to texts.');
  }
  const message = 'Certificate ownership token cannot be empty.';
  throw new Rejection(400, 'InvalidCertificateOwnershipToken', message);
}
