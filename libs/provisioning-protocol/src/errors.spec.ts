import { isRetryableRejection, RequestRejectedError } from './errors';

describe('a rejection', () => {
  it.each([
    [500, 'InternalFailure', true],
    [503, 'ServiceUnavailable', true],
    [429, 'TooManyRequests', true],
    [400, 'ThrottlingException', true],
    [409, 'ConflictingResourceUpdate', true],
    [403, 'AccessDenied', true],
    [400, 'InvalidCertificateOwnershipToken', false],
    [400, 'InvalidCertificateSigningRequest', false],
    [400, 'ResourceRegistrationFailure', false],
    [401, 'Unauthorized', false],
    [404, 'ResourceNotFound', false],
    [409, 'ResourceConflicts', false],
  ])('%i %s: retryable %s', (statusCode, errorCode, retryable) => {
    expect(isRetryableRejection(statusCode, errorCode)).toBe(retryable);
    const error = new RequestRejectedError('RegisterThing', { statusCode, errorCode, errorMessage: 'no' });
    expect(error).toMatchObject({ name: 'RequestRejectedError', statusCode, errorCode, retryable });
    expect(error.message).toBe(`RegisterThing was rejected with ${statusCode} ${errorCode}: no`);
  });
});
