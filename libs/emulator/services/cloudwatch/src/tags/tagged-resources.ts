import { AwsError } from '@fleet/aws-wire';
import type { AlarmRepository } from '../alarms/alarm-repository';
import type { DashboardRepository } from '../dashboards/dashboard-repository';

export type Tags = Readonly<Record<string, string>>;

/** An alarm or a dashboard, as far as its tags go. */
export interface TaggedResource {
  readonly tags: Tags;
  retag(tags: Tags): void;
}

/** What of the account has tags, by its ARN. */
export class TaggedResources {
  constructor(
    private readonly alarms: AlarmRepository,
    private readonly dashboards: DashboardRepository,
  ) {}

  find(arn: string): TaggedResource | undefined {
    // The name of an alarm may contain colons, and the ARN of a dashboard has no region.
    const [, kind, name = ''] = /^arn:aws:cloudwatch:[^:]*:\d*:(alarm:|dashboard\/)(.+)$/s.exec(arn) ?? [];
    return kind === 'alarm:' ? this.alarm(name) : this.dashboard(name);
  }

  /** @throws AwsError ResourceNotFoundException */
  get(arn: string): TaggedResource {
    const found = this.find(arn);
    if (found === undefined) {
      throw new AwsError('ResourceNotFoundException', `There is no alarm and no dashboard ${arn}.`);
    }
    return found;
  }

  private alarm(name: string): TaggedResource | undefined {
    const found = this.alarms.find(name);
    return found && { tags: found.tags, retag: (tags) => this.alarms.save({ ...found, tags }) };
  }

  private dashboard(name: string): TaggedResource | undefined {
    const found = this.dashboards.find(name);
    return found && { tags: found.tags, retag: (tags) => this.dashboards.retag(name, tags) };
  }
}
