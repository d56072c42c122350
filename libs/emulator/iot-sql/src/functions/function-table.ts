import { bitFunctions } from './bits';
import { collectionFunctions } from './collections';
import { hashFunctions } from './hashes';
import { mathematicalFunctions } from './mathematics';
import { messageFunctions } from './messages';
import { regularExpressionFunctions } from './regular-expressions';
import type { SqlFunction } from './sql-function';
import { textFunctions } from './texts';
import { timeFunctions } from './times';

/** The functions that rules can call, by their names in small letters. `cast` is one of the syntax. */
export const functions: ReadonlyMap<string, SqlFunction> = new Map(
  [
    ...bitFunctions,
    ...collectionFunctions,
    ...hashFunctions,
    ...mathematicalFunctions,
    ...messageFunctions,
    ...regularExpressionFunctions,
    ...textFunctions,
    ...timeFunctions,
  ].map((one) => [one.name.toLowerCase(), one]),
);

/** Functions of the developer guide that are not run, and what they would have to ask. */
export const absentFunctions: ReadonlyMap<string, string> = new Map([
  ['aws_lambda', 'a function, while the rule is evaluated'],
  ['get_dynamodb', 'a table, while the rule is evaluated'],
  ['get_mqtt_property', 'the message for its properties of MQTT 5'],
  ['get_registry_data', 'the registry, while the rule is evaluated'],
  ['get_secret', 'Secrets Manager, which local-cloud does not have'],
  ['get_thing_shadow', 'the Device Shadow service, which local-cloud does not have'],
  ['get_user_properties', 'the message for its properties of MQTT 5'],
  ['machinelearning_predict', 'Amazon Machine Learning, which local-cloud does not have'],
]);
