/**
 * What answers have done against the OpenAPI document; a test fails with what it finds here. In a file of
 * its own: tests without an application do not load the document.
 */
export const contractFaults: string[] = [];
