import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import type { BucketRepository } from './bucket-repository';
import type { ContentFiles } from './content-files';
import type { MultipartRepository } from './multipart-repository';
import type { ObjectRepository } from './object-repository';

/** What the handlers of S3's API share. */
export interface S3Parts {
  readonly store: Store;
  readonly clock: Clock;
  readonly region: string;
  readonly buckets: BucketRepository;
  readonly objects: ObjectRepository;
  readonly uploads: MultipartRepository;
  readonly files: ContentFiles;
}
