import { Button, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { useCan } from '../../app/session.js';
import { Problem } from '../../components/problem.js';
import { Section } from '../../components/section.js';
import { Explanation } from '../explain/explanation.js';

/** What would happen if the same caller dialled the same number now. */
export function CallNow({ sessionId }: { sessionId: string }) {
  const can = useCan();
  const explain = useMutation({
    mutationFn: () =>
      answerOf(api.POST('/v1/calls/{sessionId}/explain', { params: { path: { sessionId } } })),
  });
  if (!can('bookings:read')) return null;
  return (
    <Section
      title="What would happen now?"
      actions={
        <Button
          size="xs"
          variant="default"
          loading={explain.isPending}
          onClick={() => explain.mutate()}
        >
          Explain
        </Button>
      }
    >
      <Text size="sm" mb="sm">
        Decides the same call again, as of now. Nobody is called, and nothing is recorded.
      </Text>
      {explain.error && <Problem error={explain.error} />}
      {explain.data && <Explanation of={explain.data} />}
    </Section>
  );
}
