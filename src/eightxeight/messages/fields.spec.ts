import { describe, expect, it } from 'vitest';
import { fieldsOf } from './fields.js';

describe('the members of a message', () => {
  it('are found in any letter case', () => {
    for (const name of ['callA', 'CallA', 'calla', 'CALLA']) {
      expect(fieldsOf({ [name]: 1 })).toMatchObject({ callA: 1 });
    }
  });

  it('are not copied if their names need no change', () => {
    const message = { sessionId: 's', somethingNew: 1 };
    expect(fieldsOf(message)).toBe(message);
  });

  it('are read from the main spelling if there are two', () => {
    expect(fieldsOf({ Source: 'x', source: 'y', SOURCE: 'z' })?.['source']).toBe('y');
  });

  it('count as missing if two other spellings contradict each other', () => {
    expect(fieldsOf({ Source: 'x', SOURCE: 'y' })?.['source']).toBeUndefined();
    expect(fieldsOf({ Source: 'x', SOURCE: 'y', sOURCE: 'x' })?.['source']).toBeUndefined();
    expect(fieldsOf({ Source: 'x', SOURCE: 'x' })?.['source']).toBe('x');
  });

  it('exist on objects only', () => {
    for (const value of [null, undefined, 7, 'text', [], true]) {
      expect(fieldsOf(value)).toBeUndefined();
    }
  });
});
