import type { ControlPlane } from '../control-plane';
import type { IotHandlers } from '../iot-handlers';
import type { TopicRule } from './topic-rule';

/** Topic rules. */
export function topicRuleHandlers({ arns, rules, tags }: ControlPlane) {
  return {
    CreateTopicRule: ({ ruleName, topicRulePayload, tags: given }) => {
      rules.create(ruleName, topicRulePayload);
      tags.tag(arns.rule(ruleName), tagsIn(given));
      return {};
    },

    ReplaceTopicRule: ({ ruleName, topicRulePayload }) => {
      rules.replace(ruleName, topicRulePayload);
      return {};
    },

    GetTopicRule: ({ ruleName }) => {
      const { ruleArn, topicPattern: _pattern, ...rule } = rules.describe(ruleName);
      return { ruleArn, rule: { ...rule, actions: [...rule.actions] } };
    },

    ListTopicRules: (input) => {
      const found = rules.list(input, input.ruleDisabled);
      return { rules: found.items.map(summary), nextToken: found.nextToken };
    },

    EnableTopicRule: ({ ruleName }) => {
      rules.setDisabled(ruleName, false);
      return {};
    },

    DisableTopicRule: ({ ruleName }) => {
      rules.setDisabled(ruleName, true);
      return {};
    },

    DeleteTopicRule: ({ ruleName }) => {
      rules.delete(ruleName);
      tags.forget(arns.rule(ruleName));
      return {};
    },
  } satisfies IotHandlers;
}

/** The tags of CreateTopicRule come as the text of a header: `key=value&key=value`. */
function tagsIn(header: string | undefined): { Key: string; Value: string }[] {
  return [...new URLSearchParams(header)].map(([Key, Value]) => ({ Key, Value }));
}

function summary({ ruleArn, ruleName, topicPattern, ruleDisabled, createdAt }: TopicRule) {
  return { ruleArn, ruleName, topicPattern, ruleDisabled, createdAt };
}
