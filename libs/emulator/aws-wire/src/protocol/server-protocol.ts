import type { ServiceModel } from '../schema/service-model';
import { awsJson } from './aws-json';
import { awsQuery } from './aws-query';
import type { ServerProtocol } from './protocol';
import { restJson } from './rest-json';
import { restXml } from './rest-xml';

/** The server's side of the protocol that a service's clients speak. */
export function serverProtocol(model: ServiceModel): ServerProtocol {
  switch (model.protocol.kind) {
    case 'restJson1':
      return restJson(model);
    case 'awsJson1_0':
      return awsJson(model, '1.0');
    case 'awsJson1_1':
      return awsJson(model, '1.1');
    case 'awsQuery':
      return awsQuery(model);
    case 'restXml':
      return restXml(model);
  }
}
