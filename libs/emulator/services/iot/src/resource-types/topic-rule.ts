import type { OwnClients } from '@fleet/own-clients';
import type { ResourceContext, ResourceType } from '@fleet/resource-types';
import { bool, int, tagMap, tags, unlessGone } from '@fleet/resource-types';
import * as z from 'zod';
import { changeIotTags } from './changed-tags';

/** A substitution template stands for one of these too, in the API; CloudFormation's own list has them alone. */
const keyType = z.enum(['STRING', 'NUMBER']);

/** The members of this shape under the names of the IoT API, which begin with a small letter. */
const action = z
  .strictObject({
    Lambda: z
      .strictObject({ FunctionArn: z.string() })
      .transform(({ FunctionArn: functionArn }) => ({ functionArn }))
      .optional(),
    Sqs: z
      .strictObject({ QueueUrl: z.string(), RoleArn: z.string(), UseBase64: bool.optional() })
      .transform(({ QueueUrl: queueUrl, RoleArn: roleArn, UseBase64: useBase64 }) => ({
        queueUrl,
        roleArn,
        useBase64,
      }))
      .optional(),
    DynamoDB: z
      .strictObject({
        TableName: z.string(),
        RoleArn: z.string(),
        HashKeyField: z.string(),
        HashKeyValue: z.string(),
        HashKeyType: keyType.optional(),
        RangeKeyField: z.string().optional(),
        RangeKeyValue: z.string().optional(),
        RangeKeyType: keyType.optional(),
        PayloadField: z.string().optional(),
      })
      .transform((settings) => ({
        tableName: settings.TableName,
        roleArn: settings.RoleArn,
        hashKeyField: settings.HashKeyField,
        hashKeyValue: settings.HashKeyValue,
        hashKeyType: settings.HashKeyType,
        rangeKeyField: settings.RangeKeyField,
        rangeKeyValue: settings.RangeKeyValue,
        rangeKeyType: settings.RangeKeyType,
        payloadField: settings.PayloadField,
      }))
      .optional(),
    DynamoDBv2: z
      .strictObject({ PutItem: z.strictObject({ TableName: z.string() }), RoleArn: z.string() })
      .transform(({ PutItem: { TableName: tableName }, RoleArn: roleArn }) => ({
        putItem: { tableName },
        roleArn,
      }))
      .optional(),
    Republish: z
      .strictObject({ Topic: z.string(), RoleArn: z.string(), Qos: int.optional() })
      .transform(({ Topic: topic, RoleArn: roleArn, Qos: qos }) => ({ topic, roleArn, qos }))
      .optional(),
  })
  .transform(
    ({ Lambda: lambda, Sqs: sqs, Republish: republish, DynamoDB: dynamoDB, DynamoDBv2: dynamoDBv2 }) => ({
      lambda,
      sqs,
      republish,
      dynamoDB,
      dynamoDBv2,
    }),
  );

const schema = z.strictObject({
  RuleName: z.string().optional(),
  TopicRulePayload: z
    .strictObject({
      Sql: z.string(),
      AwsIotSqlVersion: z.string().optional(),
      Description: z.string().optional(),
      RuleDisabled: bool.optional(),
      Actions: z.array(action),
      ErrorAction: action.optional(),
    })
    .transform((payload) => ({
      sql: payload.Sql,
      awsIotSqlVersion: payload.AwsIotSqlVersion,
      description: payload.Description,
      ruleDisabled: payload.RuleDisabled,
      actions: payload.Actions,
      errorAction: payload.ErrorAction,
    })),
  Tags: tags,
});
type Properties = z.infer<typeof schema>;

/** AWS::IoT::TopicRule. A rule's name has no hyphens: made names get underscores. */
export function iotTopicRule(clients: OwnClients): ResourceType<Properties> {
  const nameOf = ({ RuleName: name }: Properties, context: ResourceContext): string =>
    name ?? context.uniqueName({ maxLength: 128 }).replaceAll('-', '_');
  const attributesOf = async (ruleName: string): Promise<Record<string, unknown>> => {
    const { ruleArn } = await (await clients.iot()).getTopicRule({ ruleName });
    return { Arn: ruleArn };
  };
  return {
    typeName: 'AWS::IoT::TopicRule',
    replaceOn: ['RuleName'],
    schema,
    physicalIdOf: nameOf,
    create: async (properties, context) => {
      const ruleName = nameOf(properties, context);
      const ruleTags = tagMap(properties.Tags, context);
      await (
        await clients.iot()
      ).createTopicRule({
        ruleName,
        topicRulePayload: properties.TopicRulePayload,
        // The API has the tags of a rule in a header.
        tags: new URLSearchParams(ruleTags).toString() || undefined,
      });
      return { physicalId: ruleName, attributes: await attributesOf(ruleName) };
    },
    update: async (properties, previous, ruleName, context) => {
      const iot = await clients.iot();
      await iot.replaceTopicRule({ ruleName, topicRulePayload: properties.TopicRulePayload });
      const { ruleArn } = await iot.getTopicRule({ ruleName });
      const change = { before: previous.properties.Tags, now: properties.Tags };
      await changeIotTags(iot, ruleArn, change, context);
      return { physicalId: ruleName, attributes: previous.attributes };
    },
    delete: async (ruleName) => unlessGone((await clients.iot()).deleteTopicRule({ ruleName })),
  };
}
