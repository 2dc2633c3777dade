import { Button, type ButtonProps, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Problem } from './problem.js';

interface ActionProps {
  label: string;
  /** What happens, so that nobody confirms by mistake. */
  explanation: ReactNode;
  run: () => Promise<unknown>;
  /** Fields that the operator fills in first. */
  children?: ReactNode;
  isReady?: boolean;
  color?: ButtonProps['color'];
  onDone?: () => void;
}

/** A button that asks for confirmation, changes something, and then refreshes everything shown. */
export function Action(props: ActionProps) {
  const { label, explanation, run, children, isReady = true, color, onDone } = props;
  const [isOpen, { open, close }] = useDisclosure();
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: run,
    onSuccess: async () => {
      close();
      onDone?.();
      await queries.invalidateQueries();
    },
  });
  const show = (): void => {
    change.reset();
    open();
  };
  return (
    <>
      <Button size="xs" variant="default" onClick={show}>
        {label}
      </Button>
      <Modal opened={isOpen} onClose={close} title={label} centered>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            change.mutate();
          }}
        >
          <Stack gap="sm">
            <Text size="sm" component="div">
              {explanation}
            </Text>
            {children}
            {change.error && <Problem error={change.error} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                Keep as it is
              </Button>
              <Button
                type="submit"
                color={color ?? 'cyan.9'}
                disabled={!isReady}
                loading={change.isPending}
              >
                {label}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
