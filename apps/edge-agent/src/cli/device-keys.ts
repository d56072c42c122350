import { keyFiles } from '../keys/files/key-files';
import type { KeyStore } from '../keys/key-store';

/** Where the keys of this device are: the one place that knows. A maker with a TPM or a PKCS#11 token puts his adapter here. */
export const deviceKeys: KeyStore = keyFiles;
