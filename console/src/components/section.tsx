import { Group, Paper, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface SectionProps {
  title: string;
  /** Buttons beside the title. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A part of a page with a heading. */
export const Section = ({ title, actions, children }: SectionProps) => (
  <Paper component="section" withBorder p="md" mb="md" aria-label={title}>
    <Group justify="space-between" mb="sm">
      <Title order={2} size="h4">
        {title}
      </Title>
      {actions && <Group gap="xs">{actions}</Group>}
    </Group>
    {children}
  </Paper>
);

interface PageTitleProps {
  title: string;
  children?: ReactNode;
}

export const PageTitle = ({ title, children }: PageTitleProps) => (
  <Group justify="space-between" mb="md" gap="sm">
    <Title order={1} size="h3">
      {title}
    </Title>
    {children && <Group gap="xs">{children}</Group>}
  </Group>
);
