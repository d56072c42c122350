import { abuse } from './abuse';
import { expiry } from './expiry';
import { rotatingFleet } from './rotating-fleet';
import { undatedThings } from './undated-things';
import { workflow } from './workflow';

/** Certificates get old, the cloud notices, devices replace their own: with the cloud's own clock and schedule. */
describe('a fleet whose certificates rotate', () => {
  const running = rotatingFleet();
  describe('a sweep', () => workflow(running));
  describe('things without a date', () => undatedThings(running));
  describe('a device that does not listen', () => expiry(running));
  describe('a rotation', () => abuse(running));
});
