export { cloudWatchResourceTypes } from './resource-types';
