import ts from 'typescript';
import type { SourceCode } from './source-code.js';

/** A JSON Schema, dialect 2020-12. */
export type Schema = Record<string, unknown>;

/** Aliases in `src/platform/values/wire-types.ts` that carry more information than their type. */
const ALIASES: Readonly<Record<string, Schema>> = {
  Integer: { type: 'integer' },
  Uuid: { type: 'string', format: 'uuid' },
};

/** Names schemas: `BookingResponse` becomes `Booking`, and `CreateBookingDto` becomes `CreateBookingInput`. */
const schemaName = (name: string): string =>
  name.replace(/(?:Answer|Response)$/, '').replace(/Dto$/, 'Input');

/** Converts TypeScript types to the JSON Schemas of their JSON form. */
export class TypeSchemas {
  /** Schemas of named types. */
  readonly named = new Map<string, Schema>();
  private readonly symbols = new Map<string, ts.Symbol>();

  constructor(private readonly code: SourceCode) {}

  /** @param place the location to report in errors */
  schemaOf(type: ts.Type, place: string): Schema {
    if (type.isUnion()) return this.union(type.types, place);
    if (type.isStringLiteral() || type.isNumberLiteral()) {
      return { type: typeof type.value, enum: [type.value] };
    }
    const { flags } = type;
    if (flags & ts.TypeFlags.BooleanLiteral) {
      return { type: 'boolean', enum: [this.code.checker.typeToString(type) === 'true'] };
    }
    if (flags & ts.TypeFlags.Null) return { type: 'null' };
    if (flags & ts.TypeFlags.StringLike) return { type: 'string' };
    if (flags & ts.TypeFlags.NumberLike) return { type: 'number' };
    if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {};
    if (flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection | ts.TypeFlags.NonPrimitive)) {
      return this.objectLike(type, place);
    }
    throw new Error(`${place}: ${this.code.checker.typeToString(type)} is not a JSON type`);
  }

  /** Returns the schema of a class or interface itself rather than a reference to it. */
  objectSchema(type: ts.Type, place: string): Schema {
    const { checker } = this.code;
    const properties: Record<string, Schema> = {};
    const required: string[] = [];
    for (const property of checker.getPropertiesOfType(type)) {
      const propertyType = checker.getTypeOfSymbol(property);
      if (propertyType.getCallSignatures().length > 0) continue;
      const { name } = property;
      properties[name] = this.property(property, propertyType, `${place}.${name}`);
      if (!(property.flags & ts.SymbolFlags.Optional)) required.push(name);
    }
    const others = type.getStringIndexType();
    return {
      type: 'object',
      ...(required.length > 0 && { required }),
      properties,
      ...(others && { additionalProperties: this.schemaOf(others, place) }),
    };
  }

  private property(symbol: ts.Symbol, type: ts.Type, place: string): Schema {
    const text = ts.displayPartsToString(symbol.getDocumentationComment(this.code.checker));
    const description = text.replaceAll(/\s+/g, ' ').trim();
    const alias = aliasOf(symbol);
    const schema = alias ? this.aliased(alias, type, place) : this.schemaOf(type, place);
    return description === '' ? schema : { ...schema, description };
  }

  /** Handles `Integer`, `Integer | null` and `Integer[]`, since the alias is lost in the type. */
  private aliased(alias: Schema, type: ts.Type, place: string): Schema {
    const schema = this.schemaOf(type, place);
    if (schema['type'] === 'array') return { ...schema, items: alias };
    return Array.isArray(schema['type']) ? { ...alias, type: [alias['type'], 'null'] } : alias;
  }

  private objectLike(type: ts.Type, place: string): Schema {
    const { checker } = this.code;
    if (type.symbol?.name === 'Date') return { type: 'string', format: 'date-time' };
    if (checker.isTupleType(type)) {
      const items = checker
        .getTypeArguments(type as ts.TypeReference)
        .map((item, at) => this.schemaOf(item, `${place}[${at}]`));
      return {
        type: 'array',
        prefixItems: items,
        minItems: items.length,
        maxItems: items.length,
      };
    }
    if (checker.isArrayType(type)) {
      const [item] = checker.getTypeArguments(type as ts.TypeReference);
      return { type: 'array', items: this.schemaOf(item!, `${place}[]`) };
    }
    const values = type.getStringIndexType();
    if (values && checker.getPropertiesOfType(type).length === 0)
      return { type: 'object', additionalProperties: this.schemaOf(values, place) };
    const name = this.nameOf(type);
    if (name !== undefined) return this.reference(name, type);
    if (type.flags & ts.TypeFlags.NonPrimitive) return { type: 'object' };
    return this.objectSchema(type, place);
  }

  /** @returns undefined for an inline type */
  private nameOf(type: ts.Type): string | undefined {
    const symbol = type.aliasSymbol ?? type.symbol;
    const isNamed = symbol && !(symbol.flags & ts.SymbolFlags.TypeLiteral);
    if (!isNamed || /^(__|Record$|Pick$|Omit$|Partial$)/.test(symbol.name)) return undefined;
    if (symbol.flags & ts.SymbolFlags.ObjectLiteral) return undefined;
    const [argument] =
      type.aliasTypeArguments ?? this.code.checker.getTypeArguments(type as ts.TypeReference);
    const of = argument?.symbol && argument !== type ? schemaName(argument.symbol.name) : '';
    return `${of}${schemaName(symbol.name)}`;
  }

  private reference(name: string, type: ts.Type): Schema {
    const symbol = type.aliasSymbol ?? type.symbol;
    const known = this.symbols.get(name);
    if (known && known !== symbol) throw new Error(`two types have the schema name ${name}`);
    if (!known) {
      this.symbols.set(name, symbol);
      // Registered before it is written, since the type may refer to itself.
      this.named.set(name, {});
      const text = ts.displayPartsToString(symbol.getDocumentationComment(this.code.checker));
      const description = text.replaceAll(/\s+/g, ' ').trim();
      this.named.set(name, {
        ...(description !== '' && { description }),
        ...this.objectSchema(type, name),
      });
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  private union(types: readonly ts.Type[], place: string): Schema {
    const isNullable = types.some(({ flags }) => flags & ts.TypeFlags.Null);
    const others = types.filter(
      ({ flags }) => !(flags & (ts.TypeFlags.Null | ts.TypeFlags.Undefined)),
    );
    const schemas = joined(others.map((type) => this.schemaOf(type, place)));
    if (schemas.length === 1) return isNullable ? orNull(schemas[0]!) : schemas[0]!;
    return { anyOf: isNullable ? [...schemas, { type: 'null' }] : schemas };
  }
}

export function orNull(schema: Schema): Schema {
  const { type, enum: values } = schema;
  if (typeof type !== 'string') return { anyOf: [schema, { type: 'null' }] };
  return {
    ...schema,
    type: [type, 'null'],
    ...(Array.isArray(values) && { enum: [...values, null] }),
  };
}

/** Merges literals of one type into one enumeration; `true | false` becomes a boolean. */
function joined(schemas: readonly Schema[]): Schema[] {
  const enums = new Map<unknown, unknown[]>();
  for (const { type, enum: values } of schemas) {
    if (Array.isArray(values)) enums.set(type, [...(enums.get(type) ?? []), ...values]);
  }
  const literals = [...enums].map(([type, values]) =>
    type === 'boolean' && values.length === 2
      ? { type }
      : // Sorted, since the compiler's order changes with unrelated code.
        { type, enum: values.map(String).toSorted() },
  );
  return [...literals, ...schemas.filter((schema) => !('enum' in schema))];
}

function aliasOf(symbol: ts.Symbol): Schema | undefined {
  const node = symbol.valueDeclaration as ts.PropertyDeclaration | undefined;
  if (!node?.type) return undefined;
  const parts = ts.isUnionTypeNode(node.type) ? node.type.types : [node.type];
  for (const part of parts) {
    const named = ts.isArrayTypeNode(part) ? part.elementType : part;
    if (ts.isTypeReferenceNode(named) && ts.isIdentifier(named.typeName)) {
      const alias = ALIASES[named.typeName.text];
      if (alias) return alias;
    }
  }
  return undefined;
}
