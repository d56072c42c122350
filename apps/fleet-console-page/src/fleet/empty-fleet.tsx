import Alert from '@cloudscape-design/components/alert';

/** A fleet that nobody has joined yet. */
export function EmptyFleet() {
  return (
    <Alert type="info" header="No device has joined this fleet yet">
      Download the bundle of a model (models/&lt;model&gt;/client.zip in the fleet’s bucket), and start its
      agent on a device. The device appears here when it has provisioned. On local-cloud, npm run demo does
      all of this.
    </Alert>
  );
}
