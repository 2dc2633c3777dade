import { ApiKeyLookup } from '../api-keys/api-key-lookup.js';
import type { LiveSessionRow } from './console-session.repository.js';

/** Looks up sessions as keys are looked up, so that a revoked key ends its sessions as fast. */
export class ConsoleSessionLookup extends ApiKeyLookup<LiveSessionRow> {}
