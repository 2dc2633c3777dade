/**
 * Returns the beginning of a value's JSON. Serializes no more than that, so that a large value
 * costs no more than a small one.
 * @param maxLength UTF-16 units
 */
export function beginningOfJson(
  value: unknown,
  maxLength: number,
): { text: string; isCut: boolean } {
  let text = '';
  const add = (inner: unknown): void => {
    if (text.length > maxLength) return;
    if (typeof inner === 'string') {
      text += JSON.stringify(inner.slice(0, maxLength));
    } else if (Array.isArray(inner)) {
      text += '[';
      for (const [at, item] of inner.entries()) {
        if (at > 0) text += ',';
        add(item);
        if (text.length > maxLength) break;
      }
      text += ']';
    } else if (typeof inner === 'object' && inner !== null) {
      text += '{';
      let isFirst = true;
      for (const name in inner) {
        if (!Object.hasOwn(inner, name)) continue;
        text += `${isFirst ? '' : ','}${JSON.stringify(name.slice(0, maxLength))}:`;
        isFirst = false;
        add((inner as Record<string, unknown>)[name]);
        if (text.length > maxLength) break;
      }
      text += '}';
    } else {
      text += JSON.stringify(inner) ?? 'null';
    }
  };
  add(value);
  return { text: text.slice(0, maxLength), isCut: text.length > maxLength };
}
