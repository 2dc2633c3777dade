import { ValidateBy, type ValidationOptions } from 'class-validator';
import { callflowFaults, playFile, say } from '../../eightxeight/index.js';
import type { CallerMessage } from './pool-policy.js';

/** Returns the callflow action that plays a message. */
export const messageAction = (message: CallerMessage) =>
  'fileUrl' in message ? playFile(message) : say(message);

/** Whether 8x8 can play the message. */
export function isCallerMessage(value: unknown): value is CallerMessage {
  if (typeof value !== 'object' || value === null) return false;
  const callflow = [messageAction(value as CallerMessage)];
  return callflowFaults({ callflow }).length === 0;
}

/** Validates a message against 8x8's limits when it is set, and not only during a call. */
export const IsCallerMessage = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isCallerMessage',
      validator: {
        validate: isCallerMessage,
        defaultMessage: () =>
          '$property must be { text (1 to 3000 characters), voiceProfile?, repetition? (1 to 3), ' +
          'speed? (0.5 to 2) } or { fileUrl (http or https), repetition? (1 to 3) }',
      },
    },
    options,
  );

const isSpokenMessage = (value: unknown): boolean =>
  isCallerMessage(value) && 'text' in value && !('repetition' in value);

/** Validates a prompt: a text, because a prompt cannot be a file, without repetition. */
export const IsSpokenMessage = (): PropertyDecorator =>
  ValidateBy({
    name: 'isSpokenMessage',
    validator: {
      validate: isSpokenMessage,
      defaultMessage: () =>
        '$property must be { text (1 to 3000 characters), voiceProfile?, speed? (0.5 to 2) }',
    },
  });
