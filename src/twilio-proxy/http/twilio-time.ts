/** Formats a time as Twilio does: in whole seconds. */
export const twilioTime = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;

export const twilioTimeOrNull = (time: Date | null): string | null => time && twilioTime(time);
