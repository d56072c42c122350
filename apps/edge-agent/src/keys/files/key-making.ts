/*
 * What a certificate is asked for with. A fifth of the program's start, and so imported when it is needed only: by
 * itself, as the names of key algorithms, of the same library, are needed at once.
 */
export { createCertificateRequest, generateIdentityKeyOf } from '@fleet/certificate-request';
