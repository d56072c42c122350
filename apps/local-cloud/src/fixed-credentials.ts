import { readFileSync } from 'node:fs';
import type { CloudCredentials } from '@fleet/emulator-cloud';
import { pathOfUser } from '@fleet/user-paths';
import { InvalidOptionError } from './invalid-option';

const variable = 'LOCAL_CLOUD_SECRET_ACCESS_KEY';

/**
 * The access key that the cloud is to have, if the user says so. Its secret comes from a file or from the environment:
 * everybody on the machine can read the arguments of a program.
 * @throws InvalidOptionError
 */
export function fixedCredentials(
  named: { accessKeyId: string | undefined; secretAccessKeyFile: string | undefined },
  { environment, workingDirectory }: { environment: NodeJS.ProcessEnv; workingDirectory: string },
): CloudCredentials | undefined {
  const { accessKeyId, secretAccessKeyFile: file } = named;
  if (accessKeyId === undefined) {
    if (file !== undefined) {
      throw new InvalidOptionError(
        '--secret-access-key-file belongs to an --access-key-id: give both or none',
      );
    }
    return undefined;
  }
  const secretAccessKey =
    file === undefined ? environment[variable] : secretIn(pathOfUser(file, environment, workingDirectory));
  if (secretAccessKey === undefined || secretAccessKey === '') {
    throw new InvalidOptionError(
      `--access-key-id needs its secret: name a file with --secret-access-key-file, or set ${variable}`,
    );
  }
  return { accessKeyId, secretAccessKey };
}

/** The file's text, without the end of its line. */
function secretIn(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new InvalidOptionError(`--secret-access-key-file must be a file that can be read, not ${path}`, {
      cause: error,
    });
  }
}
