import { randomBytes } from 'node:crypto';

/** 256 bits of chance as text that an address, a cookie and a header can have. */
export type RandomSecret = () => string;

export const randomSecret: RandomSecret = () => randomBytes(32).toString('base64url');
