import { InvalidPipelineConfigError, parsePipelineConfig } from './pipeline-config';

const source = { kind: 'codecommit', repository: 'fleet' };
const stage = { name: 'staging', fleetConfig: 'fleet.json' };
const place = { account: '111111111111', region: 'eu-central-1' };

function problemsOf(value: unknown): readonly string[] {
  try {
    parsePipelineConfig(value);
    return [];
  } catch (error) {
    if (error instanceof InvalidPipelineConfigError) {
      return error.problems.map(({ path, message }) => `${path}: ${message}`);
    }
    throw error;
  }
}

describe('the configuration of a pipeline', () => {
  it('needs a source and a stage, and has defaults for the rest', () => {
    expect(parsePipelineConfig({ source, stages: [stage] })).toEqual({
      name: 'fleet',
      source: { ...source, branch: 'main' },
      stages: [{ ...stage, approval: false }],
    });
  });

  it('keeps everything that it says', () => {
    const config = {
      name: 'pumps',
      source: {
        kind: 'connection',
        repository: 'acme/pumps',
        branch: 'release',
        connectionArn: 'arn:aws:codeconnections:eu-central-1:111111111111:connection/7',
      },
      place,
      stages: [
        { ...stage, approval: true, place, smokeTest: { serial: 'SMOKE', model: 'pump' } },
        { name: 'production', fleetConfig: 'production.json', approval: false },
      ],
    };
    expect(parsePipelineConfig(config)).toEqual(config);
  });

  it.each([
    [{ stages: [stage] }, 'source: must be an object whose kind is "codecommit" or "connection"'],
    [{ source }, 'stages: must be a list of 1 to 10 stages'],
    [{ source, stages: [] }, expect.stringMatching(/^stages: /)],
    [
      { source, stages: [{ ...stage, name: 'Staging' }] },
      expect.stringMatching(/^stages\[0\]\.name: must be 2 to 20/),
    ],
    [
      { source, stages: [{ ...stage, place: { ...place, account: '1' } }] },
      'stages[0].place.account: must be an account id: 12 digits',
    ],
    [
      { source, stages: [{ ...stage, place: { ...place, region: 'Frankfurt' } }] },
      'stages[0].place.region: must be a region, as eu-central-1',
    ],
    [
      { source, stages: [{ ...stage, approve: true }] },
      'stages[0]: has unknown keys: approve; the known ones are name, fleetConfig, place, approval, smokeTest',
    ],
    [
      { source: { ...source, kind: 'connection', repository: 'fleet' }, stages: [stage] },
      'source.repository: must be a repository, as owner/name',
    ],
    [{ source, stages: [stage, stage] }, 'stages[1].name: is the name of stages[0], too'],
    [
      { source, stages: [{ ...stage, place }] },
      'place: is needed as soon as a stage has a place: the pipeline cannot reach another account from an unknown one',
    ],
  ])('names what is wrong in %j', (value, problem) => {
    expect(problemsOf(value)).toContainEqual(problem);
  });

  it.each([null, 'pipeline', [], 7])('has to be an object, and not %j', (value) => {
    expect(problemsOf(value)).toEqual([': must be an object']);
  });
});
