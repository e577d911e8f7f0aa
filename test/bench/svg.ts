import type { GrowthCurve } from './results.ts'

const [WIDTH, HEIGHT] = [720, 360]
const [LEFT, RIGHT, TOP, BOTTOM] = [64, 248, 40, 44]
const COLOURS = ['#0b6e4f', '#c1440e', '#1f4e9c', '#8a2be2', '#7a6a00', '#b0105a']

type Scale = (value: number) => number

/** A picture of a curve with both axes logarithmic, so that a straight line is a power and its slope the exponent. */
export function draw({ title, of, unit, series }: GrowthCurve): string {
  const points = Object.values(series).flat()
  const x = toScale(
    points.map(([size]) => size),
    LEFT,
    WIDTH - RIGHT,
  )
  const y = toScale(
    points.map(([, figure]) => figure),
    HEIGHT - BOTTOM,
    TOP,
  )
  const lines = Object.entries(series).map(([name, line], at) =>
    drawLine(name, line, COLOURS[at % COLOURS.length] ?? '', x, y, at),
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="#222">
<title>${escape(title)}</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="${LEFT}" y="22" font-size="14" font-weight="bold">${escape(title)}</text>
${grid(
  points.map(([size]) => size),
  x,
  'x',
).join('\n')}
${grid(
  points.map(([, figure]) => figure),
  y,
  'y',
).join('\n')}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${escape(of)}</text>
<text x="16" y="${TOP - 8}">${unit}</text>
${lines.join('\n')}
</svg>
`
}

function toScale(values: readonly number[], from: number, to: number): Scale {
  const [least, most] = ends(values)
  return (value) => from + ((Math.log10(value) - least) / (most - least)) * (to - from)
}

/** The powers of ten around all values. */
function ends(values: readonly number[]): readonly [number, number] {
  const least = Math.floor(Math.log10(Math.min(...values)) + 1e-9)
  return [least, Math.max(least + 1, Math.ceil(Math.log10(Math.max(...values)) - 1e-9))]
}

function grid(values: readonly number[], scale: Scale, axis: 'x' | 'y'): string[] {
  const [least, most] = ends(values)
  return Array.from({ length: most - least + 1 }, (_unused, step) => {
    const at = scale(10 ** (least + step)).toFixed(1)
    const label = name(least + step)
    return axis === 'x'
      ? `<path d="M${at} ${TOP}V${HEIGHT - BOTTOM}" stroke="#ddd"/><text x="${at}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${label}</text>`
      : `<path d="M${LEFT} ${at}H${WIDTH - RIGHT}" stroke="#ddd"/><text x="${LEFT - 6}" y="${Number(at) + 4}" text-anchor="end">${label}</text>`
  })
}

function drawLine(
  series: string,
  line: readonly (readonly [number, number])[],
  colour: string,
  x: Scale,
  y: Scale,
  at: number,
): string {
  const places = line.map(([size, figure]) => [x(size).toFixed(1), y(figure).toFixed(1)] as const)
  const dots = places.map(([left, top]) => `<circle cx="${left}" cy="${top}" r="3" fill="${colour}"/>`)
  const key = `<text x="${WIDTH - RIGHT + 12}" y="${TOP + 12 + at * 18}" fill="${colour}">${escape(series)}</text>`
  const path = places.map((place) => place.join(' ')).join('L')
  return `<path d="M${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}${key}`
}

function name(power: number): string {
  return power >= -2 && power <= 3 ? String(Number((10 ** power).toPrecision(1))) : `10${superscript(power)}`
}

function superscript(power: number): string {
  return Array.from(String(power), (digit) => (digit === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(Number(digit)))).join('')
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
