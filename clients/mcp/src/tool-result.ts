import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { MasklineError, NoResponseError } from '../../typescript/src/index.js';
import { masked } from './masked.js';

/** A tool that changes nothing. */
export const READS = { readOnlyHint: true, openWorldHint: false };

/** Returns the result of a tool: JSON without phone numbers, or what is wrong and what to do. */
export async function resultOf(response: Promise<unknown>): Promise<CallToolResult> {
  try {
    return { content: [{ type: 'text', text: JSON.stringify(masked(await response), null, 2) }] };
  } catch (error) {
    if (error instanceof MasklineError || error instanceof NoResponseError) {
      return { isError: true, content: [{ type: 'text', text: error.message }] };
    }
    throw error;
  }
}
