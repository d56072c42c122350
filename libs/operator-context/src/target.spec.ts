import { enterTarget } from './target';

describe('the account of a command', () => {
  const before = process.env;

  beforeEach(() => {
    process.env = {
      HOME: '/home/operator',
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
      AWS_REGION: 'us-east-1',
    };
  });

  afterEach(() => {
    process.env = before;
  });

  it('is the one that every AWS tool finds, without a word of the command line', async () => {
    const environment = { ...process.env };
    const target = await enterTarget({});
    expect(target.environment).toEqual(environment);
    expect(process.env).toEqual(environment);
  });

  it('is the one of a named profile for this program and for those that it starts, whatever keys there are', async () => {
    const target = await enterTarget({ profile: 'factory' });
    const environment = { HOME: '/home/operator', AWS_PROFILE: 'factory', AWS_REGION: 'us-east-1' };
    expect(target.environment).toEqual(environment);
    expect(process.env).toEqual(environment);
  });

  it('is in a named region', async () => {
    const { environment } = await enterTarget({ region: 'eu-central-1' });
    expect(environment).toMatchObject({
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_REGION: 'eu-central-1',
      AWS_DEFAULT_REGION: 'eu-central-1',
    });
    expect(process.env['AWS_REGION']).toBe('eu-central-1');
  });
});
