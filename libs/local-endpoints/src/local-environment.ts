import type { LocalEndpoints } from './local-endpoints';

/** It says nothing about where AWS is, and without it the SDK prints warnings that are of no use to users. */
const warningSwitch = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';

/**
 * The environment in which the AWS CLI, the AWS SDKs and the cdk CLI talk to this local-cloud. Nothing of the user's
 * own settings for AWS is left: a profile, a service's endpoint or a FIPS switch would win over the endpoint or the
 * credentials.
 * @param inherited the environment that it is made from
 */
export function localEnvironment(endpoints: LocalEndpoints, inherited: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const noProxy = withoutProxy(endpoints, inherited);
  return {
    ...withoutAwsSettings(inherited),
    AWS_ENDPOINT_URL: endpoints.aws,
    AWS_ACCESS_KEY_ID: endpoints.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: endpoints.credentials.secretAccessKey,
    AWS_REGION: endpoints.region,
    AWS_DEFAULT_REGION: endpoints.region,
    AWS_EC2_METADATA_DISABLED: 'true',
    // Files with nothing in them: without these, the user's `[default]` profile would add its settings.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    NO_PROXY: noProxy,
    no_proxy: noProxy,
  };
}

function withoutAwsSettings(inherited: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(inherited).filter(([name]) => !name.startsWith('AWS_') || name === warningSwitch),
  );
}

/** The hosts that a proxy is not asked for: the user's, and those at which local-cloud is. */
function withoutProxy({ aws, mqtt }: LocalEndpoints, inherited: NodeJS.ProcessEnv): string {
  const theirs = [inherited['NO_PROXY'], inherited['no_proxy']].flatMap(
    (hosts) => hosts?.split(/[\s,]+/) ?? [],
  );
  if (theirs.includes('*')) {
    return '*';
  }
  const ours = ['127.0.0.1', 'localhost', new URL(aws).hostname, mqtt.host];
  return [...new Set([...theirs, ...ours])].filter((host) => host !== '').join(',');
}
