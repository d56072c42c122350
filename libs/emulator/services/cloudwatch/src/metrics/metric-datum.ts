import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import type { Parsed } from '@fleet/aws-wire';
import { invalidCombination, invalidValue, missingParameter } from '../errors';
import { distributionOf, distributionOfSet } from './distribution';
import type { Distribution } from './distribution';
import { metricOf } from './metric';
import { faultOfMetric, isStorableValue, isTimely, noUnit, unitNamed } from './metric-rules';
import type { Unit } from './metric-rules';
import type { Sample } from './sample';

const mostValues = 150;

/**
 * What a datum of PutMetricData tells.
 * @throws AwsError for what the API reference does not allow
 */
export function sampleOf(namespace: string, datum: Parsed<MetricDatum>, nowMillis: number): Sample {
  const dimensions = (datum.Dimensions ?? []).map(({ Name, Value }) => ({ name: Name, value: Value }));
  const metric = metricOf(namespace, datum.MetricName, dimensions);
  const fault = faultOfMetric(metric);
  if (fault !== undefined) {
    throw invalidValue(fault);
  }
  const atMillis = datum.Timestamp?.getTime() ?? nowMillis;
  if (!isTimely(atMillis, nowMillis)) {
    throw invalidValue(
      'The parameter MetricData.member.Timestamp must specify a time no more than two weeks in the past ' +
        'and no more than two hours in the future.',
    );
  }
  return {
    metric,
    atMillis,
    unit: checkUnit(datum.Unit ?? noUnit),
    resolution: resolutionOf(datum.StorageResolution ?? 60),
    distribution: distributionIn(datum),
  };
}

function checkUnit(name: string): Unit {
  const unit = unitNamed(name);
  if (unit === undefined) {
    throw invalidValue(`The value ${name} for parameter MetricData.member.Unit is invalid.`);
  }
  return unit;
}

function resolutionOf(seconds: number): Sample['resolution'] {
  if (seconds !== 1 && seconds !== 60) {
    throw invalidValue(`The parameter MetricData.member.StorageResolution is 1 or 60, not ${seconds}.`);
  }
  return seconds;
}

function distributionIn(datum: Parsed<MetricDatum>): Distribution {
  const { Value, Values, StatisticValues, Counts, MetricName } = datum;
  if ([Value, Values, StatisticValues].filter((each) => each !== undefined).length > 1) {
    throw invalidCombination(
      `Of the parameters Value, Values and StatisticValues of the metric ${MetricName}, give one.`,
    );
  }
  if (Value !== undefined) {
    return distributionOf([[storable(Value, 'Value'), 1]]);
  }
  if (StatisticValues !== undefined) {
    return ofSet(StatisticValues);
  }
  if (Values === undefined) {
    throw missingParameter(`The parameter MetricData.member.Value of the metric ${MetricName} is required.`);
  }
  return ofValues(Values, Counts ?? Values.map(() => 1));
}

function ofSet(set: NonNullable<Parsed<MetricDatum>['StatisticValues']>): Distribution {
  const [count, sum] = [storable(set.SampleCount, 'SampleCount'), storable(set.Sum, 'Sum')];
  const [minimum, maximum] = [storable(set.Minimum, 'Minimum'), storable(set.Maximum, 'Maximum')];
  if (count <= 0) {
    throw invalidValue('The parameter StatisticValues.SampleCount must be greater than 0.');
  }
  if (minimum > maximum) {
    throw invalidValue('The parameter StatisticValues.Minimum must not be greater than Maximum.');
  }
  return distributionOfSet({ count, sum, minimum, maximum });
}

function ofValues(values: readonly number[], counts: readonly number[]): Distribution {
  if (values.length === 0 || values.length > mostValues) {
    throw invalidValue(`The parameter MetricData.member.Values must have 1 to ${mostValues} values.`);
  }
  if (counts.length !== values.length) {
    throw invalidValue('The parameters Values and Counts must have the same number of elements.');
  }
  const counted = counts.map((count) => storable(count, 'Counts'));
  if (counted.some((count) => count < 0) || counted.every((count) => count === 0)) {
    throw invalidValue('The parameter Counts must not be negative, nor 0 for all values.');
  }
  const occurrences = values.map((value, index): [number, number] => [
    storable(value, 'Values'),
    counted[index] ?? 0,
  ]);
  return distributionOf(occurrences.filter(([, times]) => times > 0));
}

function storable(value: number, parameter: string): number {
  if (!isStorableValue(value)) {
    throw invalidValue(`The value ${value} for parameter MetricData.member.${parameter} is invalid.`);
  }
  return value;
}
