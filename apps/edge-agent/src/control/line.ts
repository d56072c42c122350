import type { Socket } from 'node:net';
import { longestLineBytes } from './control-messages';

/**
 * Reads the one line that the other side sends.
 *
 * @throws Error when the connection ends before the line does, or the line is too long
 */
export function readLine(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      const end = received.indexOf('\n');
      if (end >= 0) {
        resolve(received.subarray(0, end).toString('utf8'));
      } else if (received.length > longestLineBytes) {
        reject(new Error('The line is too long.'));
        socket.destroy();
      }
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('The connection ended before the answer came.')));
  });
}
