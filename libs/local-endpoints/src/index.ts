export {
  findLocalCloud,
  LocalCloudNotRunningError,
  localCloudDirectory,
  type LocalEndpoints,
} from './local-endpoints';
export { localEnvironment } from './local-environment';
export {
  administerLocalCloud,
  LocalCloudRefusedError,
  type AdministrationRequest,
} from './local-administration';
