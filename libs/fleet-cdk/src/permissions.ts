/** How the fleet's stacks write permissions on what AWS IoT has, and say why they have wildcards. */
export { explainWildcard } from './constructs/explained-wildcard';
export { iotArn } from './constructs/iot-arn';
export { idsAreUnknown } from './constructs/wildcard-reasons';
