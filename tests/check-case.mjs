// tests/check-case.mjs ONTOLOGY-DIR FILE... - CASE/UCO files against the SHACL shapes of the ontology's Turtle files, and every
// term of the ontologies against those it defines (SHACL passes over names it does not know). Needs npm's
// rdf-validate-shacl, @zazuko/env, n3 and jsonld. Constraints in SPARQL are left out: the validator has none.
import fs from 'node:fs'
import path from 'node:path'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const require = createRequire(pathToFileURL(path.join(process.cwd(), 'package.json')))
const load = async (name) => { const m = await import(pathToFileURL(require.resolve(name)).href); return m.default ?? m }
const rdf = await load('@zazuko/env')
const n3 = await load('n3')
const jsonld = await load('jsonld')
const SHACL = await load('rdf-validate-shacl')

const [folder, ...files] = process.argv.slice(2)
const SH = 'http://www.w3.org/ns/shacl#', OWL = 'http://www.w3.org/2002/07/owl#'
const SUB = 'http://www.w3.org/2000/01/rdf-schema#subClassOf'
const shapes = rdf.dataset(), classes = rdf.dataset(), defined = new Set()
for (const name of fs.readdirSync(folder).filter((n) => n.endsWith('.ttl')))
	for (const quad of new n3.Parser().parse(fs.readFileSync(path.join(folder, name), 'utf8'))) {
		if (quad.subject.termType === 'NamedNode') defined.add(quad.subject.value)
		if (quad.predicate.value === SH + 'sparql' || quad.predicate.value === OWL + 'imports') continue
		shapes.add(quad)
		if (quad.predicate.value === SUB) classes.add(quad)
	}
let bad = 0
for (const file of files) {
	const text = await jsonld.toRDF(JSON.parse(fs.readFileSync(file, 'utf8')), { format: 'application/n-quads' })
	const data = rdf.dataset([...classes])
	let triples = 0
	for (const quad of new n3.Parser({ format: 'application/n-quads' }).parse(text)) {
		data.add(quad)
		triples++
		for (const term of [quad.predicate, quad.object])
			if (term.termType === 'NamedNode' && /ontology\.(caseontology|unifiedcyberontology)\.org/.test(term.value) && !defined.has(term.value)) {
				console.log(`not ok ${file}: ${term.value} is no term of the ontology`)
				bad++
			}
	}
	const report = await new SHACL(shapes, { factory: rdf }).validate(data)
	const faults = report.results.filter((r) => r.severity?.value === SH + 'Violation')
	for (const r of faults.slice(0, 10))
		console.log(`not ok ${file}: ${r.focusNode?.value} ${r.path?.value ?? ''} ${r.message.map((m) => m.value).join(' ')}`)
	bad += faults.length
	console.log(`${faults.length === 0 ? 'ok' : 'not ok'} ${file}: ${triples} triples, ${faults.length} violations`)
}
process.exit(bad === 0 ? 0 : 1)
