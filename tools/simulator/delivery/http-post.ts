import * as http from 'node:http';
import * as https from 'node:https';

/** Larger responses cannot be a callflow. */
const MAX_RESPONSE_BYTES = 64 * 1024;

export interface PostRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
  /** Real milliseconds for the whole exchange, from connecting to the last byte of the response. */
  timeoutMs: number;
  /** Aborts the exchange; its reason is thrown. */
  signal: AbortSignal;
}

export interface PostResponse {
  status: number;
  body: string;
}

/** POSTs over keep-alive connections, follows no redirects, and leaves nothing open after `close`. */
export class HttpPoster {
  private readonly httpAgent = new http.Agent({ keepAlive: true });
  private readonly httpsAgent = new https.Agent({ keepAlive: true });

  /** @throws Error without a complete response in time; the message says why */
  async post(request: PostRequest): Promise<PostResponse> {
    request.signal.throwIfAborted();
    const { timeoutMs } = request;
    // Its own signal, since a shared one would collect listeners of every request.
    const stop = new AbortController();
    const onAbort = () => stop.abort(request.signal.reason);
    request.signal.addEventListener('abort', onAbort, { once: true });
    const timer = setTimeout(() => {
      stop.abort(new Error(`no response within ${timeoutMs} ms`));
    }, timeoutMs);
    try {
      return await this.exchange({ ...request, signal: stop.signal });
    } catch (error) {
      stop.signal.throwIfAborted();
      throw error;
    } finally {
      clearTimeout(timer);
      request.signal.removeEventListener('abort', onAbort);
    }
  }

  close(): void {
    this.httpAgent.destroy();
    this.httpsAgent.destroy();
  }

  private exchange(request: PostRequest, freshConnection = false): Promise<PostResponse> {
    const { url, headers, body, signal } = request;
    const secure = new URL(url).protocol === 'https:';
    const agent = secure ? this.httpsAgent : this.httpAgent;
    const options = { method: 'POST', headers, signal, agent: freshConnection ? false : agent };
    return new Promise((resolve, reject) => {
      let answered = false;
      const onAnswer = (incoming: http.IncomingMessage) => {
        answered = true;
        readAnswer(incoming).then(resolve, reject);
      };
      const outgoing = secure
        ? https.request(url, options, onAnswer)
        : http.request(url, options, onAnswer);
      outgoing.on('error', (error) => {
        // The receiver may close a keep-alive connection just as it is reused, which is not a failure.
        const closedWhileIdle = outgoing.reusedSocket && !answered && isConnectionLost(error);
        if (closedWhileIdle && !signal.aborted) {
          this.exchange(request, true).then(resolve, reject);
        } else {
          reject(error);
        }
      });
      outgoing.end(body);
    });
  }
}

const isConnectionLost = (error: NodeJS.ErrnoException): boolean =>
  error.code === 'ECONNRESET' || error.code === 'EPIPE';

async function readAnswer(incoming: http.IncomingMessage): Promise<PostResponse> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Leaving the loop destroys the connection.
    if (bytes > MAX_RESPONSE_BYTES)
      throw new Error(`response larger than ${MAX_RESPONSE_BYTES} bytes`);
    chunks.push(chunk);
  }
  return { status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') };
}
