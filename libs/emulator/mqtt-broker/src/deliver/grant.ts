/**
 * The QoS in which a connection gets a message, or why it gets none. `ending`: it gets nothing any more, and its session
 * keeps what it has stored.
 */
export type Grant = 0 | 1 | 'denied' | 'ending';
