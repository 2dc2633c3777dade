import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** Sends bytes that are no good HTTP, and returns all that comes back. */
export async function sendRaw(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.end(bytes);
  return text(socket).catch(() => '');
}
