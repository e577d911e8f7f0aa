import ts from 'typescript'

/** One change of one file: the text between `start` and `end` becomes `becomes`. */
export interface Mutant {
  readonly line: number
  readonly start: number
  readonly end: number
  readonly was: string
  readonly becomes: string
}

type Propose = (node: ts.Node, becomes: string) => void

const K = ts.SyntaxKind

/** What an operator may turn into. Of a sum only the sign of numbers is changed: texts are not subtracted. */
const OPERATORS: ReadonlyMap<ts.SyntaxKind, readonly string[]> = new Map([
  [K.LessThanToken, ['<=', '>=']],
  [K.LessThanEqualsToken, ['<', '>']],
  [K.GreaterThanToken, ['>=', '<=']],
  [K.GreaterThanEqualsToken, ['>', '<']],
  [K.EqualsEqualsEqualsToken, ['!==']],
  [K.ExclamationEqualsEqualsToken, ['===']],
  [K.AmpersandAmpersandToken, ['||']],
  [K.BarBarToken, ['&&']],
  [K.PlusToken, ['-']],
  [K.MinusToken, ['+']],
  [K.AsteriskToken, ['/']],
  [K.SlashToken, ['*']],
  [K.PlusEqualsToken, ['-=']],
  [K.MinusEqualsToken, ['+=']],
])

/** Calls whose loss leaves a value of the same kind. */
const DROPPED_CALLS: ReadonlySet<string> = new Set([
  'filter',
  'sort',
  'toSorted',
  'reverse',
  'trim',
  'toLowerCase',
  'slice',
])

/** Every change that is tried in a source text, in the order of the file. Types, imports and texts are left alone. */
export function mutantsOf(text: string): Mutant[] {
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true)
  const found: Mutant[] = []
  const propose: Propose = (node, becomes) => {
    const [start, end] = [node.getStart(source), node.getEnd()]
    const line = source.getLineAndCharacterOfPosition(start).line + 1
    const was = text.slice(start, end)
    if (was !== becomes) found.push({ line, start, end, was, becomes })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node)) return
    mutate(node, propose)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** The text with the change made. */
export function applied(text: string, { start, end, becomes }: Mutant): string {
  return text.slice(0, start) + becomes + text.slice(end)
}

function mutate(node: ts.Node, propose: Propose): void {
  if (ts.isBinaryExpression(node)) return mutateOperator(node, propose)
  if (ts.isIfStatement(node) || ts.isWhileStatement(node)) return negate(node.expression, propose)
  if (ts.isConditionalExpression(node)) return negate(node.condition, propose)
  if (node.kind === K.TrueKeyword) return propose(node, 'false')
  if (node.kind === K.FalseKeyword) return propose(node, 'true')
  if (ts.isNumericLiteral(node)) return mutateNumber(node, propose)
  if (ts.isPrefixUnaryExpression(node) && node.operator === K.ExclamationToken) {
    return propose(node, node.operand.getText())
  }
  if (ts.isAwaitExpression(node)) return propose(node, node.expression.getText())
  if (ts.isReturnStatement(node)) return emptyReturn(node, propose)
  if (ts.isExpressionStatement(node)) return propose(node, '{}')
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    if (DROPPED_CALLS.has(node.expression.name.text)) propose(node, node.expression.expression.getText())
  }
}

function mutateOperator({ left, operatorToken, right }: ts.BinaryExpression, propose: Propose): void {
  const isText = [left, right].some((side) => ts.isStringLiteralLike(side) || ts.isTemplateExpression(side))
  if (operatorToken.kind === K.PlusToken && isText) return
  if (operatorToken.kind === K.QuestionQuestionToken) return
  for (const becomes of OPERATORS.get(operatorToken.kind) ?? []) propose(operatorToken, becomes)
}

function mutateNumber(node: ts.NumericLiteral, propose: Propose): void {
  const value = Number(node.text)
  propose(node, String(value + 1))
  if (value > 0) propose(node, String(value - 1))
}

function negate(condition: ts.Expression, propose: Propose): void {
  // A comparison is turned round as such already.
  if (ts.isBinaryExpression(condition) && /^[!=]==$/.test(condition.operatorToken.getText())) return
  if (ts.isPrefixUnaryExpression(condition)) return
  propose(condition, `!(${condition.getText()})`)
}

function emptyReturn({ expression }: ts.ReturnStatement, propose: Propose): void {
  if (expression === undefined) return
  if (ts.isArrayLiteralExpression(expression)) return propose(expression, '[]')
  if (expression.kind !== K.UndefinedKeyword && expression.getText() !== 'undefined') propose(expression, 'undefined')
}
