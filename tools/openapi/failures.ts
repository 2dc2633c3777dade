import ts from 'typescript';
import { STATUS_OF_KIND } from '../../src/platform/rest/index.js';
import { commentOf, isAbstract, type SourceCode } from './source-code.js';
import type { Schema, TypeSchemas } from './type-schemas.js';

/** A failure that clients can receive: an error class, or a failure of the HTTP layer. */
export interface Failure {
  code: string;
  status: number;
  detail: string;
  /** Additional members of its problem document. */
  extensions: { properties: Record<string, Schema>; required: string[] } | undefined;
}

/** Reads the subclasses of DomainError, whose codes, kinds, details and extensions are literals. */
export class Failures {
  private readonly classes: ts.ClassDeclaration[];
  private readonly byClass = new Map<ts.ClassDeclaration, Failure[]>();

  constructor(
    private readonly code: SourceCode,
    private readonly types: TypeSchemas,
  ) {
    this.classes = code.subclassesOf('DomainError');
  }

  /** Returns all failures with a class that clients can receive. */
  all(): Failure[] {
    return this.classes
      .filter((node) => !isAbstract(node) && !commentOf(node).tags.has('internal'))
      .flatMap((node) => this.ofClass(node));
  }

  /**
   * @param name of a class; an abstract class stands for all its subclasses
   * @throws Error if there is no such class
   */
  named(name: string): Failure[] {
    const node = this.classes.find((each) => each.name?.text === name);
    if (!node) throw new Error(`there is no failure class ${name}`);
    const nodes = isAbstract(node) ? this.code.subclassesOf(name) : [node];
    return nodes.filter((each) => !isAbstract(each)).flatMap((each) => this.ofClass(each));
  }

  private ofClass(node: ts.ClassDeclaration): Failure[] {
    const known = this.byClass.get(node);
    if (known) return known;
    const kind = this.literalsOf(node, 'kind')[0]!;
    const found = this.literalsOf(node, 'code').map((code) => ({
      code,
      status: STATUS_OF_KIND[kind as keyof typeof STATUS_OF_KIND],
      detail: detailOf(node),
      extensions: this.extensionsOf(node),
    }));
    this.byClass.set(node, found);
    return found;
  }

  /** Returns the values of a member whose type is a literal or a union of literals. */
  private literalsOf(node: ts.ClassDeclaration, member: string): string[] {
    const type = this.memberType(node, member);
    const parts = type.isUnion() ? type.types : [type];
    return parts.flatMap((part) => (part.isStringLiteral() ? [part.value] : []));
  }

  private memberType(node: ts.ClassDeclaration, member: string): ts.Type {
    const symbol = this.code.typeOf(node).getProperty(member);
    if (!symbol) throw new Error(`${node.name?.text} has no ${member}`);
    return this.code.checker.getTypeOfSymbol(symbol);
  }

  private extensionsOf(node: ts.ClassDeclaration): Failure['extensions'] {
    const type = this.memberType(node, 'extensions');
    if (type.getStringIndexType()) return undefined;
    const schema = this.types.objectSchema(type, `${node.name!.text}.extensions`);
    return {
      properties: schema['properties'] as Record<string, Schema>,
      required: (schema['required'] ?? []) as string[],
    };
  }
}

/** Returns the text that the constructor passes to `super()`; the class comment unless it is a single text. */
function detailOf(node: ts.ClassDeclaration): string {
  const texts: string[] = [];
  const visit = (child: ts.Node): void => {
    if (ts.isCallExpression(child) && child.expression.kind === ts.SyntaxKind.SuperKeyword) {
      texts.push(...child.arguments.filter(ts.isStringLiteralLike).map(({ text }) => text));
    }
    ts.forEachChild(child, visit);
  };
  visit(node);
  return texts[0] ?? commentOf(node).text;
}
