export type IotDataAction =
  'iot:Connect' | 'iot:Publish' | 'iot:Subscribe' | 'iot:Receive' | 'iot:RetainPublish';

/** One action of one MQTT connection, as the policies of its certificate see it. */
export interface AuthorizationRequest {
  /** The certificate of the connection: one object for each connection. */
  readonly principal: { readonly certificateId: string };
  readonly clientId: string;
  readonly action: IotDataAction;
  readonly resource: { readonly type: 'client' | 'topic' | 'topicfilter'; readonly name: string };
  readonly sourceIp?: string;
  /** Host name the client asked for (TLS SNI): policy variable `iot:DomainName`. */
  readonly domainName?: string;
}
