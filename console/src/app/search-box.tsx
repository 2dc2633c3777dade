import { TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { api } from '../api/client.js';
import { navigate } from './router.js';
import { setPhoneNumber } from './searched-phone.js';
import { useCan } from './session.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const PHONE = /^\+\d[\d\s()-]{5,}$/;

/** Returns the page of an id. The ids of calls are those of 8x8, so any other id counts as one. */
async function kindOf(id: string, mayReadTexts: boolean): Promise<string> {
  const params = { path: { id } };
  const [booking, text] = await Promise.all([
    api.GET('/v1/bookings/{id}', { params }),
    mayReadTexts ? api.GET('/v1/messages/{id}', { params }) : undefined,
  ]);
  if (booking.data) return 'bookings';
  return text?.data ? 'messages' : 'calls';
}

/** Finds a booking, a call or a text by whatever the operator has at hand. */
export function SearchBox() {
  const can = useCan();
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focus = (event: KeyboardEvent): void => {
      const isTyping = event.target instanceof HTMLInputElement;
      if (event.key !== '/' || isTyping || event.target instanceof HTMLTextAreaElement) return;
      event.preventDefault();
      field.current?.focus();
    };
    window.addEventListener('keydown', focus);
    return () => window.removeEventListener('keydown', focus);
  }, []);
  if (!can('bookings:read')) return null;
  const search = async (): Promise<void> => {
    const wanted = text.trim();
    setText('');
    if (UUID.test(wanted)) {
      navigate(`/${await kindOf(wanted, can('messages:read'))}/${wanted}`);
    } else if (PHONE.test(wanted)) {
      // A phone number must not be in a URL.
      setPhoneNumber(wanted.replaceAll(/[^+\d]/g, ''));
      navigate('/bookings');
    } else if (wanted !== '') navigate('/bookings', { reference: wanted });
  };
  return (
    <form
      role="search"
      className="shell-search"
      onSubmit={(event) => {
        event.preventDefault();
        void search();
      }}
    >
      <TextInput
        ref={field}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        placeholder="Reference, ID or phone (+65…), key /"
        aria-label="Search by reference, ID of a booking, call or text, or phone number"
        size="sm"
        autoComplete="off"
      />
    </form>
  );
}
