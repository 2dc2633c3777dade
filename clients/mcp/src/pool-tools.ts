import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { answerOf, type MasklineClient } from '../../typescript/src/index.js';
import { READS, resultOf } from './tool-result.js';

const pool = z.string().describe('Name or id of a pool');

/** Adds the tools about pools. */
export function addPoolTools(server: McpServer, maskline: MasklineClient): void {
  server.registerTool(
    'list_pools',
    { title: 'List pools', description: 'All pools and their policies.', annotations: READS },
    () => resultOf(answerOf(maskline.GET('/v1/pools', { params: { query: { limit: 200 } } }))),
  );
  server.registerTool(
    'pool_load',
    {
      title: 'Load of a pool',
      description: 'Bookings and calls of a pool now, in sum and for its busiest virtual numbers.',
      inputSchema: { pool, limit: z.number().int().min(1).max(200).default(50) },
      annotations: READS,
    },
    ({ pool: name, ...query }) => {
      const params = { path: { pool: name }, query };
      return resultOf(answerOf(maskline.GET('/v1/pools/{pool}/load', { params })));
    },
  );
  server.registerTool(
    'pool_capacity',
    {
      title: 'Plan a pool',
      description:
        'How many virtual numbers a pool needs: chance that a booking finds none, days until they run out.',
      inputSchema: {
        pool,
        growth: z
          .number()
          .min(0)
          .max(10)
          .optional()
          .describe('1.2 plans for a fifth more bookings'),
        targetBlocking: z
          .number()
          .optional()
          .describe('Acceptable chance that a booking finds no number; 0.001 by default'),
      },
      annotations: READS,
    },
    ({ pool: name, ...query }) => {
      const params = { path: { pool: name }, query };
      return resultOf(answerOf(maskline.GET('/v1/pools/{pool}/capacity', { params })));
    },
  );
  server.registerTool(
    'plan_rebalance',
    {
      title: 'Plan a rebalance',
      description: 'The bookings that a rebalance of a pool would move. It moves none.',
      inputSchema: { pool },
      annotations: READS,
    },
    (path) => {
      const params = { path, query: { dryRun: 'true' as const } };
      return resultOf(answerOf(maskline.POST('/v1/pools/{pool}/rebalance', { params })));
    },
  );
}
