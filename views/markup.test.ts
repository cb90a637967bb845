// What the escape scanner (xss-scan) does not see, checked on the syntax trees of the views.

import { expect, test } from 'bun:test';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dir, '..');
const files = [...new Bun.Glob('**/*.tsx').scanSync(import.meta.dir)].map((file) => join(import.meta.dir, file));
const config = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);

// A text file on disk, so that neither the scanner nor the formatter reads it; a view to the compiler.
const faultyPath = join(import.meta.dir, 'specimens', 'faulty-markup.tsx');
const faulty = await Bun.file(faultyPath.replace('.tsx', '.txt')).text();
const host = ts.createCompilerHost(options);
const { getSourceFile, fileExists } = host;
host.fileExists = (file) => file === faultyPath || fileExists.call(host, file);
host.getSourceFile = (file, ...rest) =>
  file === faultyPath
    ? ts.createSourceFile(file, faulty, ts.ScriptTarget.ESNext, true)
    : getSourceFile.call(host, file, ...rest);

/** The fault of a node, or null. */
type Rule = (node: ts.Node, checker: ts.TypeChecker) => string | null;

/** Every fault of these files as `file:line: what`. */
function faultsIn(paths: readonly string[], rules: readonly Rule[]): string[] {
  const program = ts.createProgram([...paths], options, host);
  const checker = program.getTypeChecker();
  return paths.flatMap((path) => {
    const source = program.getSourceFile(path);
    if (!source) throw new Error(`${path} is not part of the program`);
    const faults: string[] = [];
    const visit = (node: ts.Node): void => {
      for (const rule of rules) {
        const fault = rule(node, checker);
        if (fault === null) continue;
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        faults.push(`${path.slice(root.length + 1)}:${line + 1}: ${fault}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return faults;
  });
}

const isIntrinsic = (tag: ts.JsxTagNameExpression): boolean => /^[a-z]/.test(tag.getText());

const noSafeNames: Rule = (node) =>
  ts.isIdentifier(node) && /^safe./i.test(node.text)
    ? `"${node.text}": the scanner trusts names that start with safe`
    : null;

const noSafeCasts: Rule = (node) =>
  ts.isAsExpression(node) && node.type.getText() === "'safe'" ? 'a cast switches the scanner off' : null;

const noSpreads: Rule = (node) =>
  ts.isJsxSpreadAttribute(node) &&
  ts.isJsxOpeningLikeElement(node.parent.parent) &&
  isIntrinsic(node.parent.parent.tagName)
    ? 'names of spread attributes are not escaped'
    : null;

const dangerous = /^(on\w+|hx-on.*|style|srcdoc|hx-vals|hx-headers|of|attrs)$/;
const noDangerousAttributes: Rule = (node) => {
  if (!ts.isJsxAttribute(node) || !dangerous.test(node.name.getText())) return null;
  return isIntrinsic(node.parent.parent.tagName) ? `the attribute ${node.name.getText()}` : null;
};

/** An address is a literal, a call of `url.…` or something handed in under the name of an address. */
const addresses = /^(href|src|action|formaction|hx-get|hx-post)$/;
const trusted =
  /^(attribute\()?(url\.\w+\(|`#\$\{name\}`|action|href|crumb\.href|chip\.href|change|all|previous|next|coverOf\(|address\(|hrefOf\(|assets\.\w+|frame\.canonical|font|css|(moving|underWay) \? url\.)/;
const onlyKnownAddresses: Rule = (node) => {
  if (!ts.isJsxAttribute(node) || !addresses.test(node.name.getText())) return null;
  if (!node.initializer || !ts.isJsxExpression(node.initializer)) return null;
  const text = node.initializer.expression?.getText() ?? '';
  return trusted.test(text) ? null : `${node.name.getText()}={${text}}: take addresses from urls.ts`;
};

const isString = (type: ts.Type): boolean =>
  type.isUnion() ? type.types.some(isString) : (type.flags & ts.TypeFlags.String) !== 0;

const isMarkup = (node: ts.Expression): boolean =>
  ts.isJsxElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxFragment(node);

/** The scanner looks at what a condition gives when it is false, never at what it gives when it is true. */
const noHiddenText: Rule = (node, checker) => {
  if (!ts.isJsxExpression(node) || !node.expression || ts.isJsxAttribute(node.parent)) return null;
  const element = node.parent;
  if (
    ts.isJsxElement(element) &&
    element.openingElement.attributes.properties.some((it) => it.name?.getText() === 'safe')
  )
    return null;
  const bare = outcomes(node.expression).find((part) => !isMarkup(part) && isString(checker.getTypeAtLocation(part)));
  return bare ? `{${bare.getText()}} is text without \`safe\`` : null;
};

/** What conditions can come out as. A value without a condition is the scanner's business. */
function outcomes(expression: ts.Expression, isBranch = false): ts.Expression[] {
  if (ts.isParenthesizedExpression(expression)) return outcomes(expression.expression, isBranch);
  if (ts.isConditionalExpression(expression))
    return [expression.whenTrue, expression.whenFalse].flatMap((branch) => outcomes(branch, true));
  return isBranch ? [expression] : [];
}

const rules = [noSafeNames, noSafeCasts, noSpreads, noDangerousAttributes, onlyKnownAddresses, noHiddenText];

test('views hold nothing the escape scanner would miss', () => {
  expect(files.length).toBeGreaterThan(50);
  const faults = faultsIn([...files, faultyPath], rules);
  const planted = faults.filter((fault) => fault.startsWith('views/specimens/faulty-markup.tsx'));
  expect(faults.filter((fault) => !planted.includes(fault))).toEqual([]);
  const lines = faulty.split('\n').flatMap((line, at) => (line.includes('// fault') ? [at + 1] : []));
  expect(lines.length).toBe(8);
  expect(planted.map((fault) => Number(/:(\d+):/.exec(fault)?.[1]))).toEqual(lines);
}, 240_000);
