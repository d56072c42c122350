import type { ServiceModel } from '../schema/service-model';
import type { ServerProtocol } from './protocol';
import { restBindings } from './rest-bindings';
import { readRestInput } from './rest-input';
import type { ReadBody } from './rest-input';
import { writeRestOutput } from './rest-output';
import type { BodyWriter } from './rest-output';
import { RestRouter } from './rest-router';

/** What the two REST protocols have in common: everything but the language of the bodies. */
export function restProtocol(
  model: ServiceModel,
  language: { readBody: ReadBody; writer: BodyWriter; writeError: ServerProtocol['writeError'] },
): ServerProtocol {
  const router = new RestRouter(model.operations.values());
  return {
    route: (request) => router.route(request),
    streamedMember: ({ input }) => {
      const { payload } = restBindings(input);
      return payload?.schema.isStreaming() === true && payload.schema.isBlobSchema()
        ? payload.name
        : undefined;
    },
    readInput: (routed, request, body) => readRestInput(routed, request, body, language.readBody),
    writeOutput: (operation, output) => writeRestOutput(operation, output, language.writer),
    writeError: language.writeError,
  };
}
