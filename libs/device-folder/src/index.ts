export { setEndpoint, unpackDeviceBundle } from './device-folder';
