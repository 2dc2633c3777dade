/**
 * Returns the dialled number as it is stored: a virtual number in full, any other number masked. A
 * message that confuses caller and callee may contain a party's phone here.
 */
export const dialledNumber = (number: string, isOurs: string): string => `
  case when ${isOurs} then ${number}
    else left(${number}, 3) || '••••' || right(${number}, case when length(${number}) > 10 then 4 else 2 end)
  end`;
