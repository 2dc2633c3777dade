import { Button, Group, Text } from '@mantine/core';
import { setPhoneNumber, useSearchedPhone } from '../app/searched-phone.js';
import { useCan } from '../app/session.js';
import { Link } from './link.js';

const LISTS = {
  bookings: { title: 'Its bookings', scope: 'bookings:read' },
  calls: { title: 'Calls from it', scope: 'calls:read' },
} as const;

interface NoteProps {
  children: string;
  /** The other list that has something of the phone. */
  other: keyof typeof LISTS;
}

/** Says that a list has only what belongs to the phone number that was searched for. */
export function SearchedPhoneNote({ children, other }: NoteProps) {
  const phoneNumber = useSearchedPhone();
  const can = useCan();
  if (phoneNumber === '') return null;
  const { title, scope } = LISTS[other];
  return (
    <Group mb="md">
      <Text size="sm">{children}</Text>
      {can(scope) && <Link to={`/${other}`}>{title}</Link>}
      <Button size="xs" variant="default" onClick={() => setPhoneNumber('')}>
        Show all
      </Button>
    </Group>
  );
}
