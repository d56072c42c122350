export {
  findLocalCloud,
  LocalCloudNotRunningError,
  localCloudDirectory,
  localEnvironment,
  type LocalEndpoints,
} from './local-endpoints';
