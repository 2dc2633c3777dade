import { resolve } from 'node:path';
import ts from 'typescript';

/** A doc comment: its text and its tags. */
export interface Comment {
  text: string;
  tags: ReadonlyMap<string, string[]>;
}

/** The source of `src/`, with its types and comments. */
export class SourceCode {
  readonly checker: ts.TypeChecker;
  private readonly classes = new Map<string, ts.ClassDeclaration[]>();

  constructor(root: string) {
    const config = ts.getParsedCommandLineOfConfigFile(
      resolve(root, 'tsconfig.build.json'),
      { noEmit: true },
      { ...ts.sys, onUnRecoverableConfigFileDiagnostic: refuse },
    );
    const program = ts.createProgram({ rootNames: config!.fileNames, options: config!.options });
    this.checker = program.getTypeChecker();
    for (const file of program.getSourceFiles()) {
      if (!file.isDeclarationFile) ts.forEachChild(file, (node) => this.index(node));
    }
  }

  /** @throws Error unless exactly one class has this name */
  classNamed(name: string): ts.ClassDeclaration {
    const [found, ...others] = this.classes.get(name) ?? [];
    if (!found) throw new Error(`there is no class ${name}`);
    if (others.length > 0) throw new Error(`there are several classes ${name}`);
    return found;
  }

  /** Returns the direct and indirect subclasses of a class. */
  subclassesOf(name: string): ts.ClassDeclaration[] {
    return [...this.classes.values()]
      .flat()
      .filter((node) => this.ancestorsOf(node).includes(name));
  }

  typeOf(node: ts.Declaration): ts.Type {
    return this.checker.getTypeAtLocation(node);
  }

  methodNamed(owner: ts.ClassDeclaration, name: string): ts.MethodDeclaration {
    const method = owner.members.find(
      (member) => ts.isMethodDeclaration(member) && member.name.getText() === name,
    );
    if (!method) throw new Error(`${owner.name?.text} has no method ${name}`);
    return method as ts.MethodDeclaration;
  }

  /** Returns the result type of a method, without its promise. */
  answerOf(method: ts.MethodDeclaration): ts.Type {
    const signature = this.checker.getSignatureFromDeclaration(method)!;
    const answer = this.checker.getReturnTypeOfSignature(signature);
    return this.checker.getAwaitedType(answer) ?? answer;
  }

  private ancestorsOf(node: ts.ClassDeclaration): string[] {
    const [base] = this.checker.getBaseTypes(this.typeOf(node) as ts.InterfaceType);
    const declaration = base?.symbol.valueDeclaration;
    if (!declaration || !ts.isClassDeclaration(declaration)) return [];
    return [declaration.name!.text, ...this.ancestorsOf(declaration)];
  }

  private index(node: ts.Node): void {
    if (!ts.isClassDeclaration(node) || !node.name) return;
    const name = node.name.text;
    this.classes.set(name, [...(this.classes.get(name) ?? []), node]);
  }
}

export function commentOf(node: ts.Node): Comment {
  const parts = ts.getJSDocCommentsAndTags(node).filter((part) => ts.isJSDoc(part));
  const tags = new Map<string, string[]>();
  for (const tag of ts.getJSDocTags(node)) {
    const name = tag.tagName.text;
    const text = oneLine(ts.getTextOfJSDocComment(tag.comment) ?? '');
    // TypeScript reads the first word of `@throws Name` as a type only if it is in braces.
    tags.set(name, [...(tags.get(name) ?? []), text]);
  }
  return {
    text: oneLine(parts.map((part) => ts.getTextOfJSDocComment(part.comment) ?? '').join(' ')),
    tags,
  };
}

/** Joins the lines within a paragraph, but keeps paragraphs apart. */
const oneLine = (text: string): string =>
  text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replaceAll(/\s+/g, ' ').trim())
    .filter(Boolean)
    .join('\n\n');

export const isAbstract = (node: ts.ClassDeclaration): boolean =>
  node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword) ?? false;

function refuse(diagnostic: ts.Diagnostic): never {
  throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
}
