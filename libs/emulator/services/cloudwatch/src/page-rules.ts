import { AwsError } from '@fleet/aws-wire';
import type { PageRules } from '@fleet/paging';
import { invalidValue } from './errors';

const refuseSize: PageRules['refuseSize'] = (asked, largest) =>
  invalidValue(`The parameter MaxRecords is from 1 to ${largest}, not ${asked}.`);

/** API reference, ListMetrics: up to 500 on a page, and nobody can ask for another number. */
export const metricPages: PageRules = {
  defaultSize: 500,
  largestSize: 500,
  refuseSize,
  refuseToken: (reason) => invalidValue(`The parameter NextToken is ${reason}.`),
};

/** API reference, DescribeAlarms and DescribeAlarmHistory: 50 unless MaxRecords says otherwise, 100 at most. */
export const alarmPages: PageRules = {
  defaultSize: 50,
  largestSize: 100,
  refuseSize,
  refuseToken: (reason) => new AwsError('InvalidNextToken', `The next token is ${reason}.`),
};

/** API reference, ListDashboards: up to 1,000 on a page. */
export const dashboardPages: PageRules = {
  defaultSize: 1_000,
  largestSize: 1_000,
  refuseSize,
  refuseToken: (reason) => invalidValue(`The parameter NextToken is ${reason}.`),
};
