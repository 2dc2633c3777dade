import { Button, Container, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { signIn } from '../api/client.js';
import { Problem } from '../components/problem.js';

/** Exchanges an API key for a session. The key is only in this field, until it is sent. */
export function SignIn({ onSignedIn }: { onSignedIn: () => void }) {
  const [key, setKey] = useState('');
  const signingIn = useMutation({
    mutationFn: () => signIn(key.trim()),
    onSuccess: () => {
      setKey('');
      onSignedIn();
    },
  });
  return (
    <Container size="xs" py="xl" component="main">
      <Paper withBorder p="lg">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            signingIn.mutate();
          }}
        >
          <Stack>
            <Title order={1} size="h3">
              Maskline
            </Title>
            <PasswordInput
              label="API key"
              description="What you see and may change is what the key allows. You stay signed in for 8 hours."
              value={key}
              onChange={(event) => setKey(event.currentTarget.value)}
              autoComplete="off"
              required
              data-autofocus
            />
            {signingIn.error && <Problem error={signingIn.error} />}
            <Button type="submit" loading={signingIn.isPending} disabled={key.trim() === ''}>
              Sign in
            </Button>
            <Text size="xs" c="dimmed">
              The key is exchanged for a session and is not stored in the browser.
            </Text>
          </Stack>
        </form>
      </Paper>
    </Container>
  );
}
