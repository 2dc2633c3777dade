import { Paper, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface FigureProps {
  label: string;
  value: ReactNode;
  /** What the value means, or since when. */
  note?: ReactNode;
}

/** A number that an operator looks at first. */
export const Figure = ({ label, value, note }: FigureProps) => (
  <Paper withBorder p="sm" className="figure">
    <Text size="xs">{label}</Text>
    <Text size="xl" fw={600} className="digits">
      {value}
    </Text>
    {note && (
      <Text size="xs" c="dimmed">
        {note}
      </Text>
    )}
  </Paper>
);
