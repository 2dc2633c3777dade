#!/usr/bin/env node
// The MCP server of Maskline, over standard input and output. It only reads, unless --allow-changes is given.
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createMasklineClient } from '../../typescript/src/index.js';
import { createServer } from './server.js';

const { MASKLINE_URL: url, MASKLINE_API_KEY: key } = process.env;
const [option, ...more] = process.argv.slice(2);
if (!url || !key || more.length > 0 || (option !== undefined && option !== '--allow-changes')) {
  // The standard output belongs to the protocol.
  console.error('Usage: maskline-mcp [--allow-changes], with MASKLINE_URL and MASKLINE_API_KEY');
  process.exit(2);
}
const server = createServer(createMasklineClient(url, key), {
  allowsChanges: option !== undefined,
});
await server.connect(new StdioServerTransport());
