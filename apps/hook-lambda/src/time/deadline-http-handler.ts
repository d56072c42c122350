import { NodeHttpHandler } from '@smithy/node-http-handler';
import { deadlineSignal } from './deadline';

/** Sends the requests of an SDK client, none beyond the deadline of the event that it is for. */
export class DeadlineHttpHandler extends NodeHttpHandler {
  override handle(
    request: Parameters<NodeHttpHandler['handle']>[0],
    options: Parameters<NodeHttpHandler['handle']>[1] = {},
  ): ReturnType<NodeHttpHandler['handle']> {
    const abortSignal = deadlineSignal();
    return super.handle(request, abortSignal === undefined ? options : { ...options, abortSignal });
  }
}
