/** Names of MQTT 5 DISCONNECT reasons that a device meets (OASIS MQTT 5.0, 3.14.2.1). */
const disconnectReasons: Readonly<Record<number, string>> = {
  0x87: 'the policy of its certificate does not allow what it did',
  0x8b: 'the server is shutting down',
  0x8d: 'the server received nothing for too long',
  0x8e: 'another connection with its client id replaced it',
  0x98: 'the server ended it',
};

export function disconnectWords(reasonCode: number | undefined): string {
  return (
    disconnectReasons[reasonCode ?? 0x98] ?? `the server ended it with reason ${reasonCode ?? 'unknown'}`
  );
}
