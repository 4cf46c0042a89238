/*
 * report/export/uco.c - case.jsonld: CASE/UCO 1.4 as JSON-LD. Every node has an IRI made of a UUID of version 5 (RFC 4122:
 * SHA-1 over the namespace and the natural key), so that two reports of one case name the same things alike. There is
 * no class for container images there: bytes are ContentData, tags are relations with a kind of their own.
 */
#include "report/export/formats.h"

#include "base/quote.h"
#include "hash/many.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct graph_out {
	struct report_out *d;
	struct out *o;
	struct fault *f;
	struct buf text;
	struct jsonw w;
	size_t n;
};

enum { UUID = 37, IRI = 80 };

/* The namespace is the UUID of URLs (RFC 4122, appendix C). */
static int uuid5(char out[UUID], const char *kind, struct span key, struct fault *f)
{
	static const uint8_t url[] = { 0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8 };
	OWNED(many) struct many *m = NULL;
	char hex[MANY_COUNT][MANY_HEX], *h = hex[MANY_SHA1];

	if (many_new(&m, f) < 0 || many_add(m, span_make(url, sizeof url), f) < 0 ||
	    many_add(m, span_of("urn:sherd:"), f) < 0 || many_add(m, span_of(kind), f) < 0 || many_add(m, span_of(":"), f) < 0 ||
	    many_add(m, key, f) < 0 || many_get(m, hex, f) < 0)
		return -1;
	h[12] = '5';
	h[16] = "89ab"[(h[16] >= 'a' ? h[16] - 'a' + 10 : h[16] - '0') & 3];
	(void)snprintf(out, UUID, "%.8s-%.4s-%.4s-%.4s-%.12s", h, h + 8, h + 12, h + 16, h + 20);
	return 0;
}

static int iri(struct graph_out *g, char out[IRI], const char *kind, struct span key)
{
	OWNED(buf) struct buf all = BUF_INIT;
	char id[UUID];

	if (buf_add_text(&all, g->d->o->case_name, g->f) < 0 || buf_add_byte(&all, 0, g->f) < 0 || buf_add(&all, key, g->f) < 0 ||
	    uuid5(id, kind, buf_span(&all), g->f) < 0)
		return -1;
	(void)snprintf(out, IRI, "kb:%s-%s", kind, id);
	return 0;
}

static void open_node(struct graph_out *g, const char *id, const char *a, const char *b)
{
	buf_clear(&g->text);
	g->w = jsonw_of(&g->text, g->f);
	jsonw_open(&g->w, '{');
	jsonw_put_cstr(&g->w, "@id", id);
	jsonw_key(&g->w, "@type");
	if (b == NULL) {
		jsonw_cstr(&g->w, a);
		return;
	}
	jsonw_open(&g->w, '[');
	jsonw_cstr(&g->w, a);
	jsonw_cstr(&g->w, b);
	jsonw_close(&g->w, ']');
}

static int close_node(struct graph_out *g)
{
	jsonw_close(&g->w, '}');
	if (jsonw_end(&g->w) < 0)
		return -1;
	out_text(g->o, g->n++ > 0 ? ",\n" : "\n");
	out_span(g->o, buf_span(&g->text));
	return 0;
}

static void put_ref(struct graph_out *g, const char *key, const char *id)
{
	jsonw_key(&g->w, key);
	jsonw_open(&g->w, '{');
	jsonw_put_cstr(&g->w, "@id", id);
	jsonw_close(&g->w, '}');
}

/* Visible form: JSON-LD literals are Unicode. */
static int put_shown(struct graph_out *g, const char *key, struct span raw)
{
	OWNED(buf) struct buf shown = BUF_INIT;

	if (quote_visible(&shown, raw, g->f) < 0)
		return -1;
	jsonw_put_text(&g->w, key, buf_span(&shown));
	return 0;
}

/* hasFacet: a ContentDataFacet with the size and the SHA-256. */
static int put_content(struct graph_out *g, const char *owner, struct span digest, bool has_size, int64_t size)
{
	char facet[IRI], hash[IRI];

	if (iri(g, facet, "facet", span_of(owner)) < 0 || iri(g, hash, "hash", span_of(owner)) < 0)
		return -1;
	jsonw_open(&g->w, '{');
	jsonw_put_cstr(&g->w, "@id", facet);
	jsonw_put_cstr(&g->w, "@type", "obs:ContentDataFacet");
	if (has_size) {
		jsonw_key(&g->w, "obs:sizeInBytes");
		jsonw_int(&g->w, size);
	}
	if (span_starts(digest, span_of("sha256:"))) {
		jsonw_key(&g->w, "obs:hash");
		jsonw_open(&g->w, '{');
		jsonw_put_cstr(&g->w, "@id", hash);
		jsonw_put_cstr(&g->w, "@type", "types:Hash");
		jsonw_put_cstr(&g->w, "types:hashMethod", "SHA256");
		jsonw_key(&g->w, "types:hashValue");
		jsonw_open(&g->w, '{');
		jsonw_put_cstr(&g->w, "@type", "xsd:hexBinary");
		jsonw_put_text(&g->w, "@value", span_from(digest, 7));
		jsonw_close(&g->w, '}');
		jsonw_close(&g->w, '}');
	}
	jsonw_close(&g->w, '}');
	return 0;
}

static int sources(struct graph_out *g)
{
	OWNED(rows) struct rows *rows = NULL;
	char id[IRI], facet[IRI];
	int rc;

	if (ask(&rows, g->d->report, QUERY_SOURCES, SPAN_NONE, g->f) < 0)
		return -1;
	while ((rc = rows_next(rows, g->f)) == 0) {
		if (iri(g, id, "source", rows_span(rows, "label")) < 0 || iri(g, facet, "filefacet", span_of(id)) < 0)
			return -1;
		open_node(g, id, "obs:File", "obs:ObservableObject");
		if (put_shown(g, "core:name", rows_span(rows, "label")) < 0)
			return -1;
		jsonw_key(&g->w, "core:hasFacet");
		jsonw_open(&g->w, '[');
		jsonw_open(&g->w, '{');
		jsonw_put_cstr(&g->w, "@id", facet);
		jsonw_put_cstr(&g->w, "@type", "obs:FileFacet");
		if (put_shown(g, "obs:filePath", rows_span(rows, "path")) < 0)
			return -1;
		jsonw_put_bool(&g->w, "obs:isDirectory", span_is(rows_span(rows, "kind"), "dir"));
		jsonw_close(&g->w, '}');
		if (!span_is(rows_span(rows, "kind"), "dir") && rows_has(rows, "digest") &&
		    put_content(g, id, rows_span(rows, "digest"), rows_has(rows, "size"), rows_int(rows, "size")) < 0)
			return -1;
		jsonw_close(&g->w, ']');
		if (close_node(g) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

/* Blobs, and where a copy lies in its source. */
static int contained(struct graph_out *g, struct span digest, const char *blob)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, g->d->report, QUERY_BLOB_COPIES, digest, g->f) < 0)
		return -1;
	while ((rc = rows_next(rows, g->f)) == 0) {
		OWNED(buf) struct buf key = BUF_INIT;
		char id[IRI], source[IRI], facet[IRI];

		if (buf_add(&key, digest, g->f) < 0 || buf_add_byte(&key, 0, g->f) < 0 ||
		    buf_add(&key, rows_span(rows, "label"), g->f) < 0 || buf_add_byte(&key, 0, g->f) < 0 ||
		    buf_add(&key, rows_span(rows, "path"), g->f) < 0 || iri(g, id, "relation", buf_span(&key)) < 0 ||
		    iri(g, source, "source", rows_span(rows, "label")) < 0 || iri(g, facet, "pathfacet", buf_span(&key)) < 0)
			return -1;
		open_node(g, id, "obs:ObservableRelationship", NULL);
		put_ref(g, "core:source", blob);
		put_ref(g, "core:target", source);
		jsonw_put_cstr(&g->w, "core:kindOfRelationship", "Contained_Within");
		jsonw_put_bool(&g->w, "core:isDirectional", true);
		jsonw_key(&g->w, "core:hasFacet");
		jsonw_open(&g->w, '[');
		jsonw_open(&g->w, '{');
		jsonw_put_cstr(&g->w, "@id", facet);
		jsonw_put_cstr(&g->w, "@type", "obs:PathRelationFacet");
		if (put_shown(g, "obs:path", rows_span(rows, "path")) < 0)
			return -1;
		jsonw_close(&g->w, '}');
		jsonw_close(&g->w, ']');
		if (close_node(g) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

static int blobs(struct graph_out *g)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, g->d->report, QUERY_BLOBS, SPAN_NONE, g->f) < 0)
		return -1;
	while ((rc = rows_next(rows, g->f)) == 0) {
		struct span state = rows_span(rows, "state");
		bool have = span_is(state, "intact") || span_is(state, "recovered");
		char id[IRI], facet[IRI];

		if (iri(g, id, "blob", rows_span(rows, "digest")) < 0 || iri(g, facet, "recoveredfacet", span_of(id)) < 0)
			return -1;
		open_node(g, id, "obs:ContentData", "obs:RecoveredObject");
		jsonw_put_text(&g->w, "core:name", rows_span(rows, "digest"));
		jsonw_put_text(&g->w, "core:description", state);
		jsonw_key(&g->w, "core:hasFacet");
		jsonw_open(&g->w, '[');
		if (put_content(g, id, rows_span(rows, "digest"), rows_has(rows, "size"), rows_int(rows, "size")) < 0)
			return -1;
		jsonw_open(&g->w, '{');
		jsonw_put_cstr(&g->w, "@id", facet);
		jsonw_put_cstr(&g->w, "@type", "obs:RecoveredObjectFacet");
		jsonw_put_cstr(&g->w, "obs:contentRecoveredStatus",
		               have ? "recovered" : span_is(state, "truncated") ? "partially recovered" : "unknown");
		jsonw_close(&g->w, '}');
		jsonw_close(&g->w, ']');
		if (close_node(g) < 0 || contained(g, rows_span(rows, "digest"), id) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

static int tags(struct graph_out *g)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, g->d->report, QUERY_TAGS, SPAN_NONE, g->f) < 0)
		return -1;
	while ((rc = rows_next(rows, g->f)) == 0) {
		OWNED(buf) struct buf key = BUF_INIT;
		OWNED(buf) struct buf shown = BUF_INIT;
		char id[IRI], blob[IRI], source[IRI];

		if (!rows_has(rows, "digest"))
			continue;
		if (buf_printf(&key, g->f, "%" PRId64, rows_int(rows, "id")) < 0 || iri(g, id, "tag", buf_span(&key)) < 0 ||
		    iri(g, blob, "blob", rows_span(rows, "digest")) < 0 || iri(g, source, "source", rows_span(rows, "source")) < 0 ||
		    quote_visible(&shown, rows_span(rows, "repository"), g->f) < 0 || buf_add_byte(&shown, ':', g->f) < 0 ||
		    quote_visible(&shown, rows_span(rows, "tag"), g->f) < 0)
			return -1;
		open_node(g, id, "obs:ObservableRelationship", NULL);
		jsonw_put_text(&g->w, "core:name", buf_span(&shown));
		jsonw_put_text(&g->w, "core:description", rows_span(rows, "standing"));
		put_ref(g, "core:source", blob);
		put_ref(g, "core:target", source);
		jsonw_put_cstr(&g->w, "core:kindOfRelationship", "Tagged_In");
		jsonw_put_bool(&g->w, "core:isDirectional", true);
		if (close_node(g) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

static int findings(struct graph_out *g, const char *investigation)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, g->d->report, QUERY_FINDINGS, SPAN_NONE, g->f) < 0)
		return -1;
	while ((rc = rows_next(rows, g->f)) == 0) {
		OWNED(buf) struct buf key = BUF_INIT;
		char id[IRI];

		if (buf_printf(&key, g->f, "%" PRId64, rows_int(rows, "id")) < 0 || iri(g, id, "finding", buf_span(&key)) < 0)
			return -1;
		open_node(g, id, "core:Assertion", NULL);
		jsonw_put_text(&g->w, "core:name", rows_span(rows, "code"));
		if (put_shown(g, "core:statement", rows_span(rows, "text")) < 0)
			return -1;
		put_ref(g, "core:object", investigation);
		if (close_node(g) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

/* A time of the custody log, typed. */
static void put_time(struct graph_out *g, const char *key, struct span at)
{
	if (at.n == 0)
		return;
	jsonw_key(&g->w, key);
	jsonw_open(&g->w, '{');
	jsonw_put_cstr(&g->w, "@type", "xsd:dateTime");
	jsonw_put_text(&g->w, "@value", at);
	jsonw_close(&g->w, '}');
}

/* Items of the custody log as provenance records, its actions as investigative actions by the tool. */
static int custody(struct graph_out *g, const char *tool, const char *investigation)
{
	OWNED(rows) struct rows *items = NULL, *actions = NULL;
	char id[IRI];
	int rc;

	if (rows_open(g->d->report->db, QUERY_C_ITEMS, &items, g->f) < 0)
		return -1;
	while ((rc = rows_next(items, g->f)) == 0) {
		if (iri(g, id, "item", rows_span(items, "item_no")) < 0)
			return -1;
		open_node(g, id, "inv:ProvenanceRecord", NULL);
		if (put_shown(g, "core:description", rows_span(items, "description")) < 0 ||
		    put_shown(g, "inv:exhibitNumber", rows_span(items, "item_no")) < 0)
			return -1;
		put_ref(g, "core:object", investigation);
		if (close_node(g) < 0)
			return -1;
	}
	if (rc < 0 || rows_open(g->d->report->db, QUERY_C_ACTIONS, &actions, g->f) < 0)
		return -1;
	while ((rc = rows_next(actions, g->f)) == 0) {
		OWNED(buf) struct buf key = BUF_INIT;

		if (buf_printf(&key, g->f, "%" PRId64, rows_int(actions, "seq")) < 0 || iri(g, id, "action", buf_span(&key)) < 0)
			return -1;
		open_node(g, id, "inv:InvestigativeAction", NULL);
		if (put_shown(g, "core:name", rows_span(actions, "kind")) < 0)
			return -1;
		put_time(g, "action:startTime", rows_span(actions, "began"));
		put_time(g, "action:endTime", rows_span(actions, "ended"));
		put_ref(g, "action:instrument", tool);
		if (close_node(g) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

int uco_write(struct report_out *d, struct out *o, struct fault *f)
{
	struct graph_out g = { .d = d, .o = o, .f = f, .text = BUF_INIT };
	char investigation[IRI], tool[IRI];
	int rc;

	out_text(o, "{\"@context\":{\"kb\":\"urn:sherd:case:\",\"inv\":\"https://ontology.caseontology.org/case/investigation/\","
	            "\"action\":\"https://ontology.unifiedcyberontology.org/uco/action/\","
	            "\"core\":\"https://ontology.unifiedcyberontology.org/uco/core/\","
	            "\"obs\":\"https://ontology.unifiedcyberontology.org/uco/observable/\","
	            "\"tool\":\"https://ontology.unifiedcyberontology.org/uco/tool/\","
	            "\"types\":\"https://ontology.unifiedcyberontology.org/uco/types/\","
	            "\"xsd\":\"http://www.w3.org/2001/XMLSchema#\"},\n\"@graph\":[");
	rc = iri(&g, investigation, "investigation", SPAN_NONE) < 0 || iri(&g, tool, "tool", span_of(d->o->version)) < 0 ? -1 : 0;
	if (rc == 0) {
		open_node(&g, investigation, "inv:Investigation", NULL);
		rc = put_shown(&g, "core:name", span_of(d->o->case_name));
		put_ref(&g, "core:object", tool);
		rc = rc < 0 ? -1 : close_node(&g);
	}
	if (rc == 0) {
		open_node(&g, tool, "tool:AnalyticTool", NULL);
		jsonw_put_cstr(&g.w, "core:name", "sherd");
		jsonw_put_cstr(&g.w, "tool:version", d->o->version);
		rc = close_node(&g);
	}
	if (rc == 0)
		rc = sources(&g) < 0 || blobs(&g) < 0 || tags(&g) < 0 || findings(&g, investigation) < 0 ||
		                     custody(&g, tool, investigation) < 0
		             ? -1 : 0;
	buf_release(&g.text);
	out_text(o, "]}\n");
	return rc;
}
