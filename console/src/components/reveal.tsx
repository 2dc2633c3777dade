import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useCan } from '../app/session.js';
import { Problem } from './problem.js';

interface RevealProps<Value> {
  label?: string;
  /** What is shown. */
  subject?: string;
  load: (reason: string) => Promise<Value>;
  onRevealed: (value: Value) => void;
}

/** Asks why something hidden is to be shown, and loads it. The reason stays in the audit trail. */
export function Reveal<Value>({
  label = 'Reveal numbers',
  subject = 'the numbers',
  load,
  onRevealed,
}: RevealProps<Value>) {
  const can = useCan();
  const [isOpen, { open, close }] = useDisclosure();
  const [reason, setReason] = useState('');
  const reveal = useMutation({
    mutationFn: () => load(reason.trim()),
    onSuccess: (value) => {
      close();
      setReason('');
      onRevealed(value);
    },
  });
  if (!can('numbers:reveal')) return null;
  return (
    <>
      <Button size="xs" variant="default" onClick={open}>
        {label}
      </Button>
      <Modal opened={isOpen} onClose={close} title={label} centered>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            reveal.mutate();
          }}
        >
          <Stack gap="sm">
            <Text size="sm">
              The audit trail records who saw {subject}, when, and the reason you give here.
            </Text>
            <TextInput
              label="Reason"
              description="For example the number of a ticket. Do not write a phone number."
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              maxLength={200}
              required
              data-autofocus
            />
            {reveal.error && <Problem error={reveal.error} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                Keep hidden
              </Button>
              <Button
                type="submit"
                color="cyan.9"
                disabled={reason.trim() === ''}
                loading={reveal.isPending}
              >
                Reveal
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
