/** By media type. */
export const TEXT_EXAMPLES: Readonly<Record<string, string>> = {
  'text/csv': 'sessionId,createdAt,pool,…\r\n019ab1f7-…,2026-11-24T08:05:00.000Z,rides,…\r\n',
  'text/html': '<!doctype html>…',
  'text/plain': 'maskline_call_decisions_total{decision="connect",reason="callable"} 3\n',
};
