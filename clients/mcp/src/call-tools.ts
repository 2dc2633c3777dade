import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { answerOf, CALL_OUTCOMES, type MasklineClient } from '../../typescript/src/index.js';
import { READS, resultOf } from './tool-result.js';

/** Adds the tools about calls. */
export function addCallTools(server: McpServer, maskline: MasklineClient): void {
  server.registerTool(
    'list_calls',
    {
      title: 'List calls',
      description: 'The newest calls, of a pool, a booking or a virtual number.',
      inputSchema: {
        pool: z.string().optional().describe('Name or id of a pool'),
        bookingId: z.string().optional(),
        virtualNumber: z.string().optional().describe('In E.164, such as +6568332048'),
        outcome: z.enum(CALL_OUTCOMES).optional(),
        from: z.string().optional().describe('Time in RFC 3339'),
        to: z.string().optional().describe('Time in RFC 3339'),
        limit: z.number().int().min(1).max(200).default(20),
      },
      annotations: READS,
    },
    (query) => resultOf(answerOf(maskline.GET('/v1/calls', { params: { query } }))),
  );
  server.registerTool(
    'explain_call',
    {
      title: 'Explain a call',
      description:
        'The record of a call, and how the same call would be routed now and why. It connects nobody.',
      inputSchema: { sessionId: z.string().describe("8x8's id of the call") },
      annotations: READS,
    },
    ({ sessionId }) => {
      const params = { path: { sessionId } };
      const explained = Promise.all([
        answerOf(maskline.GET('/v1/calls/{sessionId}', { params })),
        answerOf(maskline.POST('/v1/calls/{sessionId}/explain', { params })),
      ]);
      return resultOf(explained.then(([call, now]) => ({ call, now })));
    },
  );
}
