import { alarmThresholdBounds, alarmThresholdDefaults } from './alarm-thresholds';
import { InvalidFleetConfigError, parseFleetConfig } from './fleet-config';

const models = ['pump'];

function problemsOf(config: object): unknown {
  try {
    return parseFleetConfig({ models, ...config });
  } catch (error) {
    return error instanceof InvalidFleetConfigError ? error.problems : error;
  }
}

describe('the thresholds of alarms', () => {
  it('have the default of each that is not said', () => {
    const { alarmThresholds } = parseFleetConfig({ models, alarmThresholds: { claimDays: 90 } });
    expect(alarmThresholds).toEqual({ ...alarmThresholdDefaults, claimDays: 90 });
  });

  it('have defaults within their bounds', () => {
    expect(parseFleetConfig({ models, alarmThresholds: alarmThresholdDefaults }).alarmThresholds).toEqual(
      alarmThresholdDefaults,
    );
  });

  it('are refused by name beyond their bounds', () => {
    for (const [name, [minimum, maximum]] of Object.entries(alarmThresholdBounds)) {
      for (const value of [minimum - 1, maximum + 1, 'many']) {
        expect(problemsOf({ alarmThresholds: { [name]: value } })).toEqual([
          { path: `alarmThresholds.${name}`, message: expect.stringContaining(`${minimum} to ${maximum}`) },
        ]);
      }
    }
  });

  it('are refused where nobody knows them', () => {
    expect(problemsOf({ alarmThresholds: { refusals: 1 } })).toEqual([
      {
        path: 'alarmThresholds',
        message: expect.stringMatching(/unknown keys: refusals; .*refusalsPerHour/),
      },
    ]);
  });
});

describe('whom an alarm tells', () => {
  it.each(['fleet@example.com', 'a+b@localhost'])('can be %s', (alarmEmail) => {
    expect(parseFleetConfig({ models, alarmEmail }).alarmEmail).toBe(alarmEmail);
  });

  it.each(['', 'nobody', '@example.com', 'a b@example.com', 'a@b@c', `${'a'.repeat(320)}@example.com`, 7])(
    'cannot be %s',
    (alarmEmail) => {
      expect(problemsOf({ alarmEmail })).toEqual([{ path: 'alarmEmail', message: 'must be a mail address' }]);
    },
  );

  it('is told where the runbooks are, which no description has room for beyond 500 characters', () => {
    expect(problemsOf({ runbooks: 'x'.repeat(501) })).toEqual([
      { path: 'runbooks', message: 'must be a URL or a path of at most 500 characters' },
    ]);
  });
});
