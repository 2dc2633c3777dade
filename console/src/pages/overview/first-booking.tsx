import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { useCan } from '../../app/session.js';
import { Action } from '../../components/action.js';

/** Creates a booking of two phones, to try the first call. */
export function FirstBooking({ pool }: { pool: string }) {
  const can = useCan();
  const [phones, setPhones] = useState({ one: '', other: '' });
  if (!can('bookings:write')) return null;
  const field = (name: 'one' | 'other', label: string) => (
    <TextInput
      label={label}
      placeholder="+65…"
      value={phones[name]}
      onChange={(event) => setPhones({ ...phones, [name]: event.currentTarget.value })}
      autoComplete="off"
      required
    />
  );
  return (
    <Action
      label="Create a booking"
      explanation="It lasts an hour. Usually your back end creates bookings."
      isReady={phones.one !== '' && phones.other !== ''}
      run={() =>
        answerOf(
          api.POST('/v1/bookings', {
            body: {
              pool,
              reference: `console-${Date.now()}`,
              ttlSeconds: 3600,
              parties: [
                { role: 'first', phoneNumber: phones.one.trim() },
                { role: 'second', phoneNumber: phones.other.trim() },
              ],
            },
          }),
        )
      }
    >
      {field('one', 'One phone')}
      {field('other', 'The other phone')}
    </Action>
  );
}
