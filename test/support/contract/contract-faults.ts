/**
 * Deviations of responses from the OpenAPI document; a test fails if it finds any here.
 * Kept in a separate file, so that tests without an application do not load the document.
 */
export const contractFaults: string[] = [];
