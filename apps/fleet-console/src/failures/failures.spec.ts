import { ResourceNotFoundException } from '@aws-sdk/client-iot';
import { ApiInTest } from '../testing/api-in-test';
import { provision } from '@fleet/fleet-operations/testing';
import { failureOfError } from './failure-of-error';

/** An error as the SDK throws it. */
function thrown(name: string, message: string, more: object = {}): Error {
  return Object.assign(new Error(message), { name, ...more });
}

const notAuthorized =
  'User: arn:aws:sts::123456789012:assumed-role/reader/me is not authorized to perform: iot:GetStatistics on resource: *';

describe('what fails', () => {
  it.each([
    [thrown('AccessDeniedException', notAuthorized), 403, 'denied', 'iot:GetStatistics'],
    [thrown('UnauthorizedException', 'no'), 403, 'denied', undefined],
    [
      thrown('ExpiredTokenException', 'The security token included in the request is expired'),
      502,
      'expired-credentials',
      undefined,
    ],
    [
      thrown('CredentialsProviderError', 'The SSO session has expired'),
      502,
      'expired-credentials',
      undefined,
    ],
    [thrown('Error', 'connect ECONNREFUSED', { code: 'ECONNREFUSED' }), 503, 'unreachable', undefined],
    [thrown('ThrottlingException', 'Rate exceeded'), 503, 'unreachable', undefined],
    ['not even an error', 500, 'unexpected', undefined],
  ])('is told apart: %s', (error, status, kind, permission) => {
    const failure = failureOfError(error, false);
    expect([failure.status, failure.kind, failure.permission]).toEqual([status, kind, permission]);
  });

  it('says of local-cloud how to start it', () => {
    const error = thrown('Error', 'connect', { code: 'ECONNREFUSED' });
    expect(failureOfError(error, true).message).toMatch(
      /^local-cloud does not answer\. .* npm run local-cloud/,
    );
    expect(failureOfError(error, false).message).not.toContain('local-cloud does not answer');
  });
});

describe('a console', () => {
  let api: ApiInTest;
  beforeEach(async () => {
    api = await ApiInTest.start();
    await provision(api.fleet, 'a-1', 'a');
  });
  const answer = async (path: string) => {
    const got = await api.ask(path);
    return { status: got.status, body: await got.json() };
  };
  const failOn = (command: string | undefined, error: Error) => {
    api.fleet.scripted.before = (name) => {
      if (command === undefined || name === command) {
        throw error;
      }
    };
  };

  it('shows the rest where IAM denies a view, and says which permission is missing', async () => {
    failOn('GetStatistics', thrown('AccessDeniedException', notAuthorized));
    expect(await answer('/api/fleet')).toMatchObject({
      status: 403,
      body: {
        kind: 'denied',
        permission: 'iot:GetStatistics',
        message: expect.stringContaining('Ask for this permission'),
      },
    });
    expect((await answer('/api/devices/a-1')).status).toBe(200);
    expect((await answer('/api/devices')).status).toBe(200);
    expect((await answer('/api/about')).status).toBe(200);
  });

  it('says that credentials have expired, and goes on when they are renewed', async () => {
    expect((await answer('/api/devices/a-1')).status).toBe(200);
    failOn(
      undefined,
      thrown('ExpiredTokenException', 'The security token included in the request is expired'),
    );
    expect(await answer('/api/devices/a-1')).toMatchObject({
      status: 502,
      body: { kind: 'expired-credentials', message: expect.stringContaining('aws sso login') },
    });
    const [failed] = await api.act('/api/devices/a-1/acts', { act: 'block' });
    expect(failed).toMatchObject({ kind: 'failed', failure: { kind: 'expired-credentials' } });
    api.fleet.scripted.before = () => undefined;
    expect((await answer('/api/devices/a-1')).status).toBe(200);
  });

  it('says that the fleet is not deployed', async () => {
    failOn('GetStatistics', new ResourceNotFoundException({ message: 'no index', $metadata: {} }));
    expect(await answer('/api/fleet')).toMatchObject({ status: 409, body: { kind: 'not-deployed' } });
  });

  it('names the log that may not be read, and shows the others', async () => {
    api.watch.script = (_, { logGroupName }) => {
      if (logGroupName === '/aws/lambda/fleetprov_proof_handler') {
        throw thrown(
          'AccessDeniedException',
          'is not authorized to perform: logs:FilterLogEvents on resource: x',
        );
      }
      return {};
    };
    expect(await answer('/api/devices/a-1/decisions')).toMatchObject({
      status: 200,
      body: { decisions: [], remarks: [expect.stringContaining('logs:FilterLogEvents')] },
    });
    api.watch.script = () => {
      throw thrown(
        'AccessDeniedException',
        'is not authorized to perform: logs:FilterLogEvents on resource: x',
      );
    };
    expect(await answer('/api/devices/a-2/decisions')).toMatchObject({
      status: 403,
      body: { kind: 'denied' },
    });
  });
});
