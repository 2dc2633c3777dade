import { plainToInstance } from 'class-transformer';
import { getMetadataStorage } from 'class-validator';
import type { SourceCode } from './source-code.js';
import type { Schema, TypeSchemas } from './type-schemas.js';

/** Metadata of a class-validator rule. */
interface Rule {
  /** Its name; absent for a rule that only modifies others. */
  name?: string;
  type: string;
  propertyName: string;
  constraints?: unknown[];
  each: boolean;
}

/** The JSON Schema of each rule; `{}` if the rule adds nothing to the type. */
const SCHEMA_OF_RULE: Readonly<Record<string, (...constraints: never[]) => Schema>> = {
  isInt: () => ({ type: 'integer' }),
  min: (least: number) => ({ minimum: least }),
  max: (most: number) => ({ maximum: most }),
  isLength: (least: number, most: number) => ({ minLength: least, maxLength: most }),
  maxLength: (most: number) => ({ maxLength: most }),
  matches: (pattern: RegExp) => ({ pattern: pattern.source }),
  isIn: (values: unknown[]) => ({ enum: [...values] }),
  isUuid: () => ({ format: 'uuid' }),
  isTime: () => ({ format: 'date-time' }),
  isTimeWithinAYear: () => ({ format: 'date-time' }),
  arrayMinSize: (least: number) => ({ minItems: least }),
  arrayMaxSize: (most: number) => ({ maxItems: most }),
  arrayUnique: () => ({ uniqueItems: true }),
  isString: () => ({}),
  isNumber: () => ({}),
  isBoolean: () => ({}),
  isArray: () => ({}),
  isObject: () => ({}),
  isSmallJson: () => ({}),
  isCallerMessage: () => ({}),
  isSpokenMessage: () => ({}),
  isLanguage: () => ({ pattern: '^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?$' }),
  hasDistinctCallingCodes: () => ({}),
};

type Dto = new () => object;

/**
 * Writes the classes of bodies and queries as JSON Schemas: types from the source, and constraints from
 * class-validator, which enforces them.
 */
export class RequestSchemas {
  private readonly written = new Set<string>();

  constructor(
    private readonly code: SourceCode,
    private readonly types: TypeSchemas,
  ) {}

  /** Returns the schema of the class itself. */
  schemaOf(dto: Dto): Schema {
    const { name } = dto;
    const schema = this.types.objectSchema(this.code.typeOf(this.code.classNamed(name)), name);
    return this.constrained(dto, schema);
  }

  /** Returns a reference to the schema of a class. */
  referenceTo(dto: Dto): Schema {
    const type = this.code.typeOf(this.code.classNamed(dto.name));
    const reference = this.types.schemaOf(type, dto.name);
    const name = String(reference['$ref']).split('/').at(-1)!;
    if (!this.written.has(name)) {
      this.written.add(name);
      this.types.named.set(name, this.constrained(dto, this.types.named.get(name)!));
    }
    return reference;
  }

  private constrained(dto: Dto, schema: Schema): Schema {
    const rules = getMetadataStorage().getTargetValidationMetadatas(
      dto,
      '',
      false,
      false,
    ) as unknown as Rule[];
    const properties = { ...(schema['properties'] as Record<string, Schema>) };
    const optional = new Set<string>();
    for (const { name, type, propertyName, constraints = [], each } of rules) {
      if (type === 'conditionalValidation') optional.add(propertyName);
      if (type === 'nestedValidation') this.referenceTo(nestedTypeOf(dto, propertyName));
      if (type !== 'customValidation' || name === undefined) continue;
      const write = SCHEMA_OF_RULE[name];
      if (!write) throw new Error(`${dto.name}.${propertyName}: unknown rule ${name}`);
      const property = properties[propertyName]!;
      properties[propertyName] = restrict(property, write(...(constraints as never[])), each);
    }
    const values = new dto() as Record<string, unknown>;
    for (const [name, property] of Object.entries(properties)) {
      if (values[name] !== undefined) properties[name] = { ...property, default: values[name] };
    }
    const required = ((schema['required'] ?? []) as string[]).filter((name) => !optional.has(name));
    const { required: _before, ...rest } = schema;
    return {
      ...rest,
      ...(required.length > 0 && { required }),
      properties,
      // The validation pipe refuses unknown fields.
      additionalProperties: false,
    };
  }
}

/** Returns the class that `@Type()` names: the pipe converts a nested object to it. */
function nestedTypeOf(dto: Dto, propertyName: string): Dto {
  const made = plainToInstance(dto, { [propertyName]: {} }) as Record<string, object>;
  return made[propertyName]!.constructor as Dto;
}

function restrict(property: Schema, rule: Schema, each: boolean): Schema {
  if (each) return { ...property, items: restrict(property['items'] as Schema, rule, false) };
  const isNullable = Array.isArray(property['type']) && property['type'].includes('null');
  const { type, enum: values } = rule;
  return {
    ...property,
    ...rule,
    ...(isNullable && type !== undefined && { type: [type, 'null'] }),
    ...(isNullable && Array.isArray(values) && { enum: [...values, null] }),
  };
}
