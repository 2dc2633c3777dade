import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { MasklineClient } from '../../typescript/src/index.js';
import { addBookingTools } from './booking-tools.js';
import { addCallTools } from './call-tools.js';
import { addChangingTools } from './changing-tools.js';
import { addPoolTools } from './pool-tools.js';

const VERSION = '0.1.0';

const INSTRUCTIONS = `Maskline connects two people by phone without showing them each other's number. A booking ties two
parties to virtual numbers; a pool has the virtual numbers. To find out why a call did not connect, list the calls, then
explain the call. Phone numbers of parties are masked; only virtual numbers are shown.`;

/** Creates the MCP server. */
export function createServer(
  maskline: MasklineClient,
  { allowsChanges }: { allowsChanges: boolean },
): McpServer {
  const server = new McpServer(
    { name: 'maskline', version: VERSION },
    { instructions: INSTRUCTIONS },
  );
  addCallTools(server, maskline);
  addBookingTools(server, maskline);
  addPoolTools(server, maskline);
  if (allowsChanges) addChangingTools(server, maskline);
  return server;
}
