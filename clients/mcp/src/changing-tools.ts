import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { answerOf, type MasklineClient } from '../../typescript/src/index.js';
import { resultOf } from './tool-result.js';

const CHANGES = { readOnlyHint: false, destructiveHint: true, openWorldHint: false };

/** Adds the tools that change something, for a server that was started with `--allow-changes`. */
export function addChangingTools(server: McpServer, maskline: MasklineClient): void {
  server.registerTool(
    'complete_booking',
    {
      title: 'Complete a booking',
      description: "Ends a booking. Its parties can still call during the pool's grace period.",
      inputSchema: { id: z.string().describe('Id of the booking') },
      annotations: { ...CHANGES, idempotentHint: true },
    },
    (path) => resultOf(answerOf(maskline.POST('/v1/bookings/{id}/complete', { params: { path } }))),
  );
  server.registerTool(
    'rebalance_pool',
    {
      title: 'Rebalance a pool',
      description: 'Moves bookings off unusable and overloaded virtual numbers. Plan it first.',
      inputSchema: { pool: z.string().describe('Name or id of a pool') },
      annotations: CHANGES,
    },
    (path) => resultOf(answerOf(maskline.POST('/v1/pools/{pool}/rebalance', { params: { path } }))),
  );
}
