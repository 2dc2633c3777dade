import { Alert, Button, Text } from '@mantine/core';
import { MasklineError } from '../api/client.js';

interface ProblemProps {
  error: unknown;
  onRetry?: () => void;
}

/** Texts for people, where those of the API are for programs. */
const WORDS: Readonly<Record<string, string>> = {
  unauthenticated: 'The key is unknown, expired or revoked. Use another key.',
  'scope-missing':
    'Your key does not have the scope for this. An operator with keys:write can give it to you.',
  'key-restricted': 'This concerns all pools, but your key is restricted to some.',
  overloaded: 'The service is busy. Try again in a moment.',
  'rate-limited': 'Your key has made too many requests. Wait a minute, and try again.',
};

const OFFLINE = 'The service does not respond. Check your connection, and try again.';

/** Explains a failure, and what to do about it. */
export function Problem({ error, onRetry }: ProblemProps) {
  const problem = error instanceof MasklineError ? error.problem : undefined;
  const fields = problem && 'errors' in problem ? problem.errors : [];
  return (
    <Alert variant="default" className="problem" title="This did not work" role="alert" my="sm">
      <Text size="sm">{problem ? (WORDS[problem.code] ?? problem.detail) : OFFLINE}</Text>
      {fields.map(({ path, message }) => (
        <Text size="sm" key={path}>
          {message}
        </Text>
      ))}
      {problem && (
        <Text size="xs" mt={4}>
          Code: {problem.code}
        </Text>
      )}
      {onRetry && (
        <Button size="xs" variant="default" mt="xs" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Alert>
  );
}
