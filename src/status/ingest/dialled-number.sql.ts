/**
 * Returns the dialled number as it is stored: a virtual number in full, any other one shortened to what may
 * be shown. A message that confuses its ends names the phone of a party there.
 */
export const dialledNumber = (number: string, isOurs: string): string => `
  case when ${isOurs} then ${number}
    else left(${number}, 3) || '••••' || right(${number}, case when length(${number}) > 10 then 4 else 2 end)
  end`;
