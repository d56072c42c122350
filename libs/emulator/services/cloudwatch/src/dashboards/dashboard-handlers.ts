import { AwsError } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { readInput } from '@fleet/input-fault';
import { page, textKey } from '@fleet/paging';
import * as z from 'zod';
import type { Place } from '../alarms/alarm-message';
import type { CloudWatchHandlers } from '../cloudwatch-parts';
import { dashboardPages } from '../page-rules';
import type { DashboardRepository } from './dashboard-repository';

export interface DashboardParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly place: Place;
  readonly dashboards: DashboardRepository;
}

/** Dashboards: they are kept, and checked as far as every one has to look; nothing draws them. */
export function dashboardHandlers({ store, clock, place, dashboards }: DashboardParts): CloudWatchHandlers {
  // Reported: dashboards belong to no region, and their ARN has none.
  const arnOf = (name: string) => `arn:aws:cloudwatch::${place.accountId}:dashboard/${name}`;
  return {
    /** API reference: tags count for a new dashboard alone. */
    PutDashboard: ({ DashboardName: name, DashboardBody: body, Tags = [] }) => {
      if (!/^[A-Za-z0-9_-]{1,255}$/.test(name)) {
        throw invalidInput(`The name ${name.slice(0, 300)} has to have 1 to 255 letters, digits, - and _.`);
      }
      checkBody(body);
      const tags = Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
      dashboards.save({ name, body, modified: clock.now(), tags });
      return { DashboardValidationMessages: [] };
    },

    GetDashboard: ({ DashboardName: name }) => {
      const found = dashboards.find(name);
      if (found === undefined) {
        throw notFound(name);
      }
      return { DashboardArn: arnOf(name), DashboardBody: found.body, DashboardName: name };
    },

    ListDashboards: ({ DashboardNamePrefix: prefix = '', NextToken }) => {
      const found = page({ nextToken: NextToken }, dashboardPages, {
        name: ['dashboards', prefix],
        key: textKey,
        read: (after, limit) => dashboards.page(prefix, after, limit),
        keyOf: ({ name }) => name,
      });
      return {
        DashboardEntries: found.items.map(({ name, body, modified }) => ({
          DashboardName: name,
          DashboardArn: arnOf(name),
          LastModified: modified,
          Size: Buffer.byteLength(body),
        })),
        NextToken: found.nextToken,
      };
    },

    /** API reference: if one of them does not exist, none is deleted. */
    DeleteDashboards: ({ DashboardNames: names }) => {
      store.transaction(() => {
        const unknown = names.find((name) => dashboards.find(name) === undefined);
        if (unknown !== undefined) {
          throw notFound(unknown);
        }
        names.forEach((name) => dashboards.delete(name));
      });
      return {};
    },
  };
}

/** API reference, "Dashboard Body Structure and Syntax". What is inside of a widget is left alone. */
const dashboardBody = z.looseObject({
  widgets: z
    .array(
      z.looseObject({
        type: z.enum(['metric', 'text', 'log', 'alarm', 'explorer', 'custom']),
        properties: z.looseObject({}),
      }),
    )
    .max(500),
});

function checkBody(body: string): void {
  readInput(
    dashboardBody,
    jsonIn(body),
    (fault) => invalidInput(`The field DashboardBody is not valid: ${fault}.`),
    'the body',
  );
}

function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw invalidInput('The field DashboardBody must be a valid JSON object.', { cause });
  }
}

function invalidInput(message: string, options?: ErrorOptions): AwsError {
  return new AwsError('DashboardInvalidInputError', message, options);
}

function notFound(name: string): AwsError {
  return new AwsError('DashboardNotFoundError', `Dashboard ${name} does not exist`);
}
