/**
 * What is kept of a dialled number: all of one of ours. One that no pool has is shortened to how it may
 * be shown: a message that confuses its ends names the phone of a party there.
 */
export const dialledNumber = (number: string, isOurs: string): string => `
  case when ${isOurs} then ${number}
    else left(${number}, 3) || '••••' || right(${number}, case when length(${number}) > 10 then 4 else 2 end)
  end`;
