import { useSyncExternalStore } from 'react';

/** The phone number that was searched for. It is only in memory: not in the URL, nor stored. */
let phoneNumber = '';
const listeners = new Set<() => void>();

export function setPhoneNumber(searched: string): void {
  phoneNumber = searched;
  for (const notify of listeners) notify();
}

export const useSearchedPhone = (): string =>
  useSyncExternalStore(
    (notify) => {
      listeners.add(notify);
      return () => listeners.delete(notify);
    },
    () => phoneNumber,
  );
