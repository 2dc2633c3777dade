import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { answerOf, type MasklineClient } from '../../typescript/src/index.js';
import { READS, resultOf } from './tool-result.js';

/** Adds the tools about bookings. */
export function addBookingTools(server: McpServer, maskline: MasklineClient): void {
  server.registerTool(
    'find_bookings',
    {
      title: 'Find bookings',
      description: 'The newest bookings, by pool, reference, status or virtual number.',
      inputSchema: {
        pool: z.string().optional().describe('Name or id of a pool'),
        reference: z.string().optional().describe("The company's own id of the ride or order"),
        status: z.enum(['open', 'active', 'completed', 'cancelled', 'expired']).optional(),
        virtualNumber: z.string().optional().describe('In E.164, such as +6568332048'),
        limit: z.number().int().min(1).max(200).default(20),
      },
      annotations: READS,
    },
    (query) => resultOf(answerOf(maskline.GET('/v1/bookings', { params: { query } }))),
  );
  server.registerTool(
    'get_booking',
    {
      title: 'Show a booking',
      description: 'A booking and its calls.',
      inputSchema: { id: z.string().describe('Id of the booking') },
      annotations: READS,
    },
    ({ id }) => {
      const params = { path: { id } };
      const found = Promise.all([
        answerOf(maskline.GET('/v1/bookings/{id}', { params })),
        answerOf(maskline.GET('/v1/bookings/{id}/calls', { params })),
      ]);
      return resultOf(found.then(([booking, { items }]) => ({ booking, calls: items })));
    },
  );
}
