import { Button, Group, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Problem } from '../../components/problem.js';
import { PageTitle, Section } from '../../components/section.js';
import { Explanation } from './explanation.js';

/** Explains what would happen to a call now. The numbers are only in the body of the request. */
export default function ExplainPage() {
  const [virtualNumber, setVirtualNumber] = useState('');
  const [caller, setCaller] = useState('');
  const explain = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/v1/routing/explain', {
          body: { virtualNumber: virtualNumber.trim(), caller: caller.trim() },
        }),
      ),
  });
  return (
    <>
      <PageTitle title="Explain a call" />
      <Section title="Who dials what?">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            explain.mutate();
          }}
        >
          <Group align="end">
            <TextInput
              label="Dialled virtual number"
              placeholder="+6568332048"
              value={virtualNumber}
              onChange={(event) => setVirtualNumber(event.currentTarget.value)}
              autoComplete="off"
              required
            />
            <TextInput
              label="Phone of the caller"
              placeholder="+65…"
              value={caller}
              onChange={(event) => setCaller(event.currentTarget.value)}
              autoComplete="off"
              required
            />
            <Button type="submit" loading={explain.isPending}>
              Explain
            </Button>
          </Group>
        </form>
      </Section>
      {explain.error && <Problem error={explain.error} />}
      {explain.data && (
        <Section title="What would happen now">
          <Explanation of={explain.data} />
        </Section>
      )}
    </>
  );
}
