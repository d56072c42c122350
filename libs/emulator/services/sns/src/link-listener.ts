import type { RequestListener } from 'node:http';
import { AwsError } from '@fleet/aws-wire';
import type { SnsParts } from './sns-parts';
import { confirmed } from './subscribing';

/** Answers who follows a link. Who knows the token, or the ARN with its random end, has it from SNS. */
export function linkListener(parts: SnsParts): RequestListener {
  return (request, response) => {
    const answer = answerTo(parts, request.method, request.url);
    parts.store.durable().then(
      () => {
        response.writeHead(answer.status, { 'content-type': 'text/plain; charset=UTF-8' });
        response.end(answer.text);
      },
      () => response.destroy(),
    );
  };
}

function answerTo(parts: SnsParts, method: string | undefined, url = ''): { status: number; text: string } {
  const query = new URLSearchParams(url.slice(url.indexOf('?') + 1));
  if (method !== 'GET') {
    return { status: 405, text: 'a link is followed by GET' };
  }
  const [action, topicArn, token, subscriptionArn] = ['Action', 'TopicArn', 'Token', 'SubscriptionArn'].map(
    (name) => query.get(name),
  );
  if (action === 'ConfirmSubscription' && isGiven(topicArn) && isGiven(token)) {
    return confirmation(parts, topicArn, token);
  }
  if (action === 'Unsubscribe' && isGiven(subscriptionArn)) {
    parts.subscriptions.delete(subscriptionArn);
    return { status: 200, text: 'the subscription has ended' };
  }
  return { status: 400, text: 'this is no link to confirm or end a subscription' };
}

function isGiven(parameter: string | null | undefined): parameter is string {
  return typeof parameter === 'string';
}

function confirmation(parts: SnsParts, topicArn: string, token: string): { status: number; text: string } {
  try {
    return { status: 200, text: confirmed(parts, topicArn, token).arn };
  } catch (error) {
    if (error instanceof AwsError) {
      return { status: 400, text: error.message };
    }
    throw error;
  }
}
