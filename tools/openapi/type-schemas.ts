import ts from 'typescript';
import type { SourceCode } from './source-code.js';

/** A JSON Schema, dialect 2020-12. */
export type Schema = Record<string, unknown>;

/** Aliases in `common/wire-types.ts` that say more than their type does. */
const ALIASES: Readonly<Record<string, Schema>> = {
  Integer: { type: 'integer' },
  Uuid: { type: 'string', format: 'uuid' },
};

/** `BookingResponse` is the schema `Booking`, and `CreateBookingDto` is `CreateBookingInput`. */
const schemaName = (name: string): string =>
  name.replace(/(?:Answer|Response)$/, '').replace(/Dto$/, 'Input');

/** Writes TypeScript types as JSON Schemas: what they look like once they are JSON. */
export class TypeSchemas {
  /** Of types that have a name. */
  readonly named = new Map<string, Schema>();
  private readonly symbols = new Map<string, ts.Symbol>();

  constructor(private readonly code: SourceCode) {}

  /** @param place what it is the schema of, for errors */
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
    throw new Error(`${place}: ${this.code.checker.typeToString(type)} can't be JSON`);
  }

  /** Of a class or interface: its own schema, and not a reference to it. */
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
    return { type: 'object', ...(required.length > 0 && { required }), properties };
  }

  private property(symbol: ts.Symbol, type: ts.Type, place: string): Schema {
    const text = ts.displayPartsToString(symbol.getDocumentationComment(this.code.checker));
    const description = text.replaceAll(/\s+/g, ' ').trim();
    const alias = aliasOf(symbol);
    const schema = alias ? this.aliased(alias, type, place) : this.schemaOf(type, place);
    return description === '' ? schema : { ...schema, description };
  }

  /** `Integer`, `Integer | null`, `Integer[]`: the alias itself is lost in the type. */
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
    if (values) return { type: 'object', additionalProperties: this.schemaOf(values, place) };
    const name = this.nameOf(type);
    if (name !== undefined) return this.reference(name, type);
    if (type.flags & ts.TypeFlags.NonPrimitive) return { type: 'object' };
    return this.objectSchema(type, place);
  }

  /** @returns undefined for a type that is written where it is used */
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
    if (known && known !== symbol) throw new Error(`two types would be the schema ${name}`);
    if (!known) {
      this.symbols.set(name, symbol);
      // Set before it is written, since it may refer to itself.
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

/** Literals of one type become one enumeration; `true | false` is a boolean. */
function joined(schemas: readonly Schema[]): Schema[] {
  const enums = new Map<unknown, unknown[]>();
  for (const { type, enum: values } of schemas) {
    if (Array.isArray(values)) enums.set(type, [...(enums.get(type) ?? []), ...values]);
  }
  const literals = [...enums].map(([type, values]) =>
    type === 'boolean' && values.length === 2
      ? { type }
      : // The order in which TypeScript knows them changes with code elsewhere.
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
