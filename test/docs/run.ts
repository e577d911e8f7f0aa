import { writeDocs } from './generated-docs.ts'

/* `npm run docs`: brings the generated docs up to date. */

const written = writeDocs()
console.log(written.length === 0 ? 'All generated docs were up to date.' : `Written: ${written.join(', ')}.`)
