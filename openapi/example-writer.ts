import { ANSWER_EXAMPLES } from './examples/answers.js';
import { MESSAGE_EXAMPLES } from './examples/messages.js';
import { PARAMETER_EXAMPLES } from './examples/parameters.js';
import { PROPERTY_EXAMPLES } from './examples/properties.js';
import { REQUEST_EXAMPLES } from './examples/requests.js';
import { TEXT_EXAMPLES } from './examples/texts.js';
import type { Schema, TypeSchemas } from './type-schemas.js';

/** By what they show. */
type Examples = Readonly<Record<string, unknown>>;

export const examplesOf = (examples: Examples): Schema => ({
  examples: Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }])),
});

/** Puts examples together: those of named schemas are written by hand, the rest follows from them. */
export class ExampleWriter {
  constructor(private readonly types: TypeSchemas) {}

  /** @throws Error if there is none */
  ofRequest(dto: string): Examples {
    const found = (REQUEST_EXAMPLES as Record<string, Examples>)[dto];
    if (!found) throw new Error(`there is no example of ${dto}`);
    return found;
  }

  ofAnswers(schemas: readonly Schema[]): Examples {
    return Object.fromEntries(
      schemas.map((schema) => [this.nameOf(schema), this.exampleOf(schema, '')]),
    );
  }

  ofText(mediaType: string): Schema {
    const example = TEXT_EXAMPLES[mediaType];
    return example === undefined ? {} : { example };
  }

  /**
   * What 8x8 sends to a path.
   * @throws Error if there is none
   */
  ofMessage(path: string): Examples {
    const found = MESSAGE_EXAMPLES[path];
    if (!found) throw new Error(`there is no example of what 8x8 sends to ${path}`);
    return found;
  }

  /**
   * By its name, or else one of the values that it may have.
   * @throws Error if there is none
   */
  ofParameter(name: string, { enum: values, default: usual }: Schema): Schema {
    const [first] = Array.isArray(values) ? (values as unknown[]) : [];
    const example = PARAMETER_EXAMPLES[name] ?? first ?? usual;
    if (example === undefined) throw new Error(`there is no example of ?${name}=`);
    return { example };
  }

  ofProperties(properties: Readonly<Record<string, Schema>>): Schema {
    return Object.fromEntries(
      Object.entries(properties).map(([name, schema]) => [name, this.exampleOf(schema, name)]),
    );
  }

  private nameOf({ $ref }: Schema): string {
    const name = typeof $ref === 'string' ? $ref.split('/').at(-1)! : 'answer';
    return name.charAt(0).toLowerCase() + name.slice(1);
  }

  /** @throws Error if none can be made */
  private exampleOf(schema: Schema, property: string): unknown {
    const { $ref, type, enum: values, anyOf, items, properties, prefixItems } = schema;
    if (typeof $ref === 'string') return this.ofNamed($ref.split('/').at(-1)!);
    if (Array.isArray(values)) return values[0];
    if (property in PROPERTY_EXAMPLES) return PROPERTY_EXAMPLES[property];
    if (Array.isArray(anyOf)) return this.exampleOf(anyOf[0] as Schema, property);
    if (type === 'null' || (Array.isArray(type) && type.includes('null'))) return null;
    if (Array.isArray(prefixItems)) {
      return prefixItems.map((item) => this.exampleOf(item as Schema, property));
    }
    if (type === 'array') return [this.exampleOf(items as Schema, property)];
    if (properties) return this.ofProperties(properties as Record<string, Schema>);
    if (type === 'object') return {};
    throw new Error(`there is no example of ${property || JSON.stringify(schema)}`);
  }

  private ofNamed(name: string): unknown {
    const written = (ANSWER_EXAMPLES as Record<string, unknown>)[name];
    return written ?? this.exampleOf(this.types.named.get(name)!, '');
  }
}
