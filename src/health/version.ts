import { readDocument } from '../platform/openapi/index.js';

let version: string | undefined;

/** Returns the version of Maskline, which the OpenAPI document has too. */
export const versionOfMaskline = (): string => (version ??= readDocument().info.version);
