import { ESLintUtils } from '@typescript-eslint/utils'

const OPERATORS = new Set(['-', '+', '*', '%', '<', '<=', '>', '>=', '-=', '+='])

/**
 * Keeps the two types of time of src/domain/clock.ts apart where the compiler does not, because both are numbers: nothing is
 * calculated with, or compared by, the time of day, and a monotonic time only has to do with another one.
 */
export const twoTimes = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      timeOfDay:
        'The time of day can be set back and forth: measure by clock.elapsed(), or use one of the functions of domain/clock.ts.',
      mixed:
        'A monotonic time can only be compared with another, and subtracted from another; for a later one use later().',
    },
  },
  create(context) {
    const services = ESLintUtils.getParserServices(context)
    const kindOf = (node) => {
      const type = services.getTypeAtLocation(node)
      const parts = type.isUnion() ? type.types : [type]
      const kinds = parts.flatMap((part) =>
        part
          .getProperties()
          .filter(({ escapedName }) => String(escapedName).startsWith('__@KIND@'))
          .map((property) => services.program.getTypeChecker().getTypeOfSymbol(property).value),
      )
      return kinds.includes('time of day') ? 'time of day' : kinds[0]
    }
    const judge = (node, operands) => {
      const kinds = operands.map(kindOf)
      if (kinds.includes('time of day')) context.report({ node, messageId: 'timeOfDay' })
      else if (kinds.includes('monotonic') && kinds.includes(undefined)) context.report({ node, messageId: 'mixed' })
    }
    const judgeBoth = (node) => {
      if (OPERATORS.has(node.operator)) judge(node, [node.left, node.right])
    }
    return {
      BinaryExpression: judgeBoth,
      AssignmentExpression: judgeBoth,
      'CallExpression[callee.object.name="Math"][callee.property.name=/^(min|max|abs)$/]': (node) =>
        judge(node, node.arguments),
    }
  },
}
