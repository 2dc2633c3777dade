import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';

/**
 * Floors, each a separate process:
 * - `bare`: `node:http` that parses the JSON and responds, without further logic
 * - `straightforward`: `node:http` and `pg`, one select and one insert per call; no authentication, no
 *   validation, no encryption
 * - `status`: `node:http` and `pg`, one insert per status, likewise
 * - `text`: `node:http` and `pg`, one select and one insert per text or receipt, likewise
 */
interface Plan {
  kind: 'bare' | 'straightforward' | 'status' | 'text';
  databaseUrl: string;
}

const plan = JSON.parse(process.argv[2]!) as Plan;
const pool = new pg.Pool({ connectionString: plan.databaseUrl, max: 10 });

async function answer(message: { payload: Record<string, string> }): Promise<object> {
  if (plan.kind === 'text') return takeText(message.payload);
  const { sessionId, source, destination } = message.payload;
  if (plan.kind === 'status') {
    await pool.query(
      `insert into floor_status (event_id, session_id, call_id, status, content)
       values ($1, $2, $3, $4, $5)`,
      [
        message.payload['eventId'],
        sessionId,
        message.payload['callId'],
        message.payload['callStatus'],
        message.payload,
      ],
    );
    return {};
  }
  let callee = '+6580000000';
  if (plan.kind === 'straightforward') {
    const { rows } = await pool.query<{ callee: string; booking_id: string; pool_id: string }>(
      'select callee, booking_id, pool_id from floor_route where msisdn = $1 and caller = $2',
      [destination, source],
    );
    const [row] = rows;
    if (!row) return { callflow: [{ action: 'hangup' }] };
    callee = row.callee;
    await pool.query(
      `insert into call_session (pool_id, session_id, booking_id, virtual_number, decision, reason,
         decided_at)
       values ($1, $2, $3, $4, 'connect', 'callable', now())`,
      [row.pool_id, sessionId, row.booking_id, destination],
    );
  }
  return {
    callflow: [{ action: 'makeCall', params: { source: destination, destination: callee } }],
  };
}

/** Stores a text or a receipt beside what it concerns. */
async function takeText(payload: Record<string, string>): Promise<object> {
  const { umid, source, destination, body, clientMessageId } = payload;
  const isText = body !== undefined;
  const { rows } = await pool.query<{ booking_id: string | null }>(
    isText
      ? 'select callee, booking_id from floor_route where msisdn = $1 and caller = $2'
      : 'select booking_id from message where id = $1',
    isText ? [destination, source] : [clientMessageId],
  );
  await pool.query(
    `insert into floor_text (umid, booking_id, source, destination, body, content)
     values ($1, $2, $3, $4, $5, $6)`,
    [umid, rows[0]?.booking_id ?? null, source, destination, body, payload],
  );
  return {};
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    void answer(JSON.parse(Buffer.concat(chunks).toString()) as never).then((callflow) => {
      const body = JSON.stringify(callflow);
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      });
      response.end(body);
    });
  });
});
server.listen(0, '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.on('SIGTERM', () => process.exit(0));
