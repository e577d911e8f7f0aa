import { writePapers } from './papers.ts'

/* `npm run papers`: brings the papers that are made of the code up to date. */

const written = writePapers()
console.log(written.length === 0 ? 'All papers were up to date.' : `Written: ${written.join(', ')}.`)
