import { readdir, rm } from 'node:fs/promises';
import { isNativeError } from 'node:util/types';
import { bundleFiles } from '@fleet/fleet-contract';
import { findLocalCloud, LocalCloudNotRunningError } from '@fleet/local-endpoints';

/** A folder was to be deleted, and does not look like what the demo or local-cloud put there. */
export class ForeignFolderError extends Error {
  override readonly name = 'ForeignFolderError';
}

/** The data of a local-cloud was to be deleted while that runs. */
export class LocalCloudRunsError extends Error {
  override readonly name = 'LocalCloudRunsError';
}

/** Everything that local-cloud keeps at the top of its data directory. */
const cloudData = /^(cloud\.db(-wal|-shm|-journal)?|endpoints\.json(\.tmp)?|iot|lambda|s3)$/;

/** Files by which an unpacked bundle is known. */
const signsOfDevice: readonly string[] = [bundleFiles.agent, bundleFiles.machineConfig];

/**
 * Deletes what an earlier demo left. A user can name any folder as the data directory, so nothing is deleted before
 * both folders look like what they should be.
 * @throws LocalCloudRunsError, ForeignFolderError
 */
export async function deleteOldState({ cloud, device }: { cloud: string; device: string }): Promise<void> {
  await refuseWhileRunning(cloud);
  await assertCloudData(cloud);
  await deleteDevice(device);
  await rm(cloud, { recursive: true, force: true });
}

/**
 * Deletes the folder of a device.
 * @throws ForeignFolderError when something else is there
 */
export async function deleteDevice(folder: string): Promise<void> {
  const entries = await entriesOf(folder);
  if (entries.length > 0 && !entries.some((entry) => signsOfDevice.includes(entry))) {
    throw new ForeignFolderError(
      `${folder} was not deleted: it has no ${signsOfDevice.join(' or ')}, so it is no device of the demo. ` +
        'Move it away.',
    );
  }
  await rm(folder, { recursive: true, force: true });
}

async function refuseWhileRunning(cloud: string): Promise<void> {
  try {
    const { pid } = await findLocalCloud(cloud);
    throw new LocalCloudRunsError(
      `${cloud} was not deleted: a local-cloud is running on it, as process ${pid}. ` +
        `Stop it first, with Ctrl-C in its terminal or with: kill ${pid}`,
    );
  } catch (error) {
    if (!(error instanceof LocalCloudNotRunningError)) {
      throw error;
    }
  }
}

async function assertCloudData(folder: string): Promise<void> {
  const entries = await entriesOf(folder);
  const foreign = entries.find((entry) => !cloudData.test(entry));
  if (foreign !== undefined) {
    throw new ForeignFolderError(
      `${folder} was not deleted: it contains ${foreign}, which is not from local-cloud. ` +
        'Move that away, or name another folder in LOCAL_CLOUD_DATA_DIR.',
    );
  }
  if (entries.length > 0 && !entries.includes('cloud.db')) {
    throw new ForeignFolderError(
      `${folder} was not deleted: it has no cloud.db, so it is not the data of a local-cloud. ` +
        'Name another folder in LOCAL_CLOUD_DATA_DIR.',
    );
  }
}

/** The names in a folder; none when it does not exist. */
async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const code = isNativeError(error) && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') {
      return [];
    }
    if (code === 'ENOTDIR') {
      throw new ForeignFolderError(`${folder} was not deleted: it is a file, not a folder.`);
    }
    throw error;
  }
}
