/** Whether a cursor holds a time as PostgreSQL writes it, and what tells rows of one time apart. */
export const isTimePosition =
  (rest: RegExp) =>
  (text: string): boolean => {
    const [, time, after = ''] =
      /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d(?::\d\d)?)\|(.*)$/s.exec(text) ?? [];
    if (time === undefined || !rest.test(after)) return false;
    return Number.isFinite(Date.parse(time.replace(/([+-]\d\d)$/, '$1:00')));
  };
