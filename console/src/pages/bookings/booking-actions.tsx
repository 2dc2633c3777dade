import { NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { Action } from '../../components/action.js';
import { Time } from '../../components/time.js';

type Booking = Schemas['Booking'];

/** What an operator can do with a booking in its state. */
export function BookingActions({ booking }: { booking: Booking }) {
  const isLive = booking.status === 'active' || booking.status === 'open';
  return isLive ? (
    <>
      <Extend booking={booking} />
      <Complete booking={booking} />
      <Cancel booking={booking} />
    </>
  ) : (
    booking.status !== 'cancelled' && <Reopen booking={booking} />
  );
}

const pathOf = ({ id }: Booking) => ({ params: { path: { id } } });

const Complete = ({ booking }: { booking: Booking }) => (
  <Action
    label="Complete"
    explanation="The two can call each other for the grace of the pool, and then no longer."
    run={() => answerOf(api.POST('/v1/bookings/{id}/complete', pathOf(booking)))}
  />
);

const Cancel = ({ booking }: { booking: Booking }) => (
  <Action
    label="Cancel"
    color="red.9"
    explanation="The two can no longer call each other, from now on. This cannot be undone."
    run={() => answerOf(api.POST('/v1/bookings/{id}/cancel', pathOf(booking)))}
  />
);

function Extend({ booking }: { booking: Booking }) {
  const [hours, setHours] = useState<number | string>(2);
  return (
    <Action
      label="Extend"
      explanation={
        <>
          It expires <Time at={booking.expiresAt} /> now.
        </>
      }
      isReady={Number(hours) > 0}
      run={() =>
        answerOf(
          api.PATCH('/v1/bookings/{id}', {
            ...pathOf(booking),
            body: { ttlSeconds: Math.round(Number(hours) * 3600) },
          }),
        )
      }
    >
      <NumberInput
        label="Hours from now"
        value={hours}
        onChange={setHours}
        min={0.25}
        max={720}
        step={1}
      />
    </Action>
  );
}

const Reopen = ({ booking }: { booking: Booking }) => (
  <Action
    label="Reopen"
    explanation="The two can call each other again, on the same number if it is still free."
    run={() => answerOf(api.POST('/v1/bookings/{id}/reopen', { ...pathOf(booking), body: {} }))}
  />
);

/** Gives a party another phone, for example if it has lost its own. */
export function ReplaceParty({ booking, role }: { booking: Booking; role: string }) {
  const [phoneNumber, setPhoneNumber] = useState('');
  return (
    <Action
      label="Replace phone"
      explanation={`The present phone of the ${role} no longer reaches the other party.`}
      isReady={phoneNumber.trim() !== ''}
      onDone={() => setPhoneNumber('')}
      run={() =>
        answerOf(
          api.PUT('/v1/bookings/{id}/parties/{role}', {
            params: { path: { id: booking.id, role } },
            body: { phoneNumber: phoneNumber.trim() },
          }),
        )
      }
    >
      <TextInput
        label={`New phone of the ${role}`}
        description="In E.164 with a plus. The new person gets everything that the old one had."
        value={phoneNumber}
        onChange={(event) => setPhoneNumber(event.currentTarget.value)}
        autoComplete="off"
        required
      />
    </Action>
  );
}
