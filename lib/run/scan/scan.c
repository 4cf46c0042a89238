/* run/scan/scan.c - sources into the case: walked, examined, stored in walk order, batch by batch. */
#include "run/scan/scan.h"

#include "base/quote.h"
#include "casedb/query.h"
#include "core/sentence.h"
#include "run/logs.h"
#include "run/scan.h"
#include "run/scan/amount.h"
#include "run/scan/finish.h"
#include "run/scan/part.h"
#include "run/scan/pipeline.h"
#include "run/draw/copies.h"
#include "run/record.h"
#include "run/scan/place.h"
#include "run/scan/scope.h"
#include "run/scan/trust.h"
#include "xfrm/xfrm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	BATCH_ITEMS = 4096, /* rule: of one transaction */
	BATCH_BYTES = 256 << 20, /* rule: of evidence read: what a killed run reads again at most */
	RAW_KEPT = 256,          /* small files up to this size are kept in the case */
};

void run_result_release(struct run_result *r)
{
	buf_release(&r->report_path);
}

struct scanning {
	const struct run_options *o;
	struct casedb *db;
	struct scope scope;
	int64_t scan;
	uint64_t done;           /* items stored before this run */
	bool restart;            /* the source is not what an unfinished scan read */
	struct buf stored_path;
	uint64_t items, bytes;   /* of this run */
	uint64_t batch_items, batch_bytes;
	struct walked *walked;   /* of a part: the digest of what the walk told */
	struct amount amount;    /* of what documents may still name */
	struct trust *trust;     /* NULL: every byte is read */
};

static enum depth depth_of(const struct scanning *s)
{
	return s->o->depth == DEPTH_UNSET ? DEPTH_FULL : s->o->depth;
}

/* ---- the walker's question ---------------------------------------------------------------------------- */

/* Out of scope? Of another part? Stored before? The walk order of a source does not change, so the first `done` items
 * must be those stored; the keeper compares them, and their bytes are not read again. */
static int select_item(void *user, const struct item *item, struct fault *f)
{
	struct scanning *s = (struct scanning *)user;
	struct exam_record unused;
	int trusted;

	if (!run_scope_holds(&s->scope, item)) {
		s->scope.left_out++;
		return TAKE_NOTHING;
	}
	if (s->o->shard.of > 0) {
		if (walked_add(s->walked, item->ordinal, &item->entry, f) < 0)
			return -1;
		if (shard_owner(s->o->shard.of, item->entry.path, item->entry.kind, item->place.role, &item->place.digest) !=
		    s->o->shard.at)
			return TAKE_NOTHING;
	}
	if (item->ordinal < s->done)
		return TAKE_NAME;
	trusted = run_trust_find(s->trust, &item->entry, &item->place, &unused, f);
	return trusted < 0 ? -1 : trusted ? TAKE_NAME : TAKE_ALL;
}

/* ---- the keeper ------------------------------------------------------------------------------------------ */

static bool small_file(enum role r)
{
	return r == ROLE_REVISION_LINK || r == ROLE_TAG_CURRENT || r == ROLE_TAG_INDEX || r == ROLE_LAYER_LINK ||
	       r == ROLE_SIGNATURE_LINK;
}

/* Is the document one to keep: a blob's, or one that may be wanted? */
static bool kept(enum role r, const struct exam *e)
{
	bool blob = e->namings != NULL ? e->namings->is_manifest : role_is_blob(r);

	return e->document != NULL && (blob || document_of_image(e->document));
}

void run_scan_exam_record(struct exam_record *out, const struct exam *e, enum role role)
{
	static const char *const readings[] = { "fine", "empty", "malformed" };

	memset(out, 0, sizeof *out);
	out->read = e->read;
	out->bytes = e->bytes;
	out->why = e->why;
	out->sha256 = e->sha256;
	out->named = e->named;
	out->form = form_text(e->form);
	out->media = e->media;
	out->started = e->started;
	if (e->has_state_digest) {
		out->state_digest = e->state_digest;
		out->state_length = e->state_length;
	}
	if (small_file(role) && e->read) {
		out->reading = readings[e->link.problem];
		out->reading_digest = e->link.digest;
		out->reading_offset = e->link.where.offset;
		out->reading_length = e->link.where.length;
		out->reading_why = e->link.problem == LINK_FINE ? NULL : e->link.why;
	}
	if (!role_is_blob(role) && e->namings == NULL && (e->document == NULL || small_file(role)) && e->head.n <= RAW_KEPT)
		out->raw = buf_span(&e->head);
	if (e->listing.n > 0 || ((e->form == FORM_GZIP || e->form == FORM_ZSTD || e->form == FORM_XZ || e->form == FORM_TAR) &&
	                         (e->has_diff_id || e->inflated > 0))) {
		out->has_layer = true;
		out->layer_whole = e->inflated_whole;
		out->is_tar = e->is_tar;
		if (e->has_diff_id)
			out->diff_id = e->diff_id;
		out->inflated = e->inflated;
		out->trailing = e->trailing;
		out->members = e->members;
		out->entries = e->entries;
		out->listing = buf_span(&e->listing);
	}
	out->document = e->read && kept(role, e) ? e->document : NULL;
	out->document_bytes = buf_span(&e->head);
}

static int observe(struct scanning *s, int64_t item, enum finding_code code, const char *text,
                   struct fault *f)
{
	return casedb_put_observation(s->db, s->scan, item, code, 0, 0, SPAN_NONE, span_of(text), f);
}

static struct span last_part(struct span path)
{
	for (size_t i = path.n; i > 0; i--)
		if (path.p[i - 1] == '/')
			return span_from(path, i);
	return path;
}

/* Whether it matters is concluded: a file outside may be wanted. */
static int observe_exam(struct scanning *s, int64_t item, const struct exam *e, enum role role, struct fault *f)
{
	for (size_t i = 0; i < e->notes.n; i++) {
		const struct exam_note *n = &e->notes.v[i];

		if (casedb_put_observation(s->db, s->scan, item, n->code, n->offset, n->length,
		                           SPAN_NONE, span_of(n->text), f) < 0)
			return -1;
	}
	for (size_t i = 0; kept(role, e) && i < e->document->notes.n; i++) {
		const struct doc_note *n = &e->document->notes.v[i];

		if (casedb_put_observation(s->db, s->scan, item, n->code, n->where.offset, n->where.length, n->where.pointer, n->text, f) < 0)
			return -1;
	}
	return 0;
}

static int observe_item(struct scanning *s, const struct job *j, int64_t item, enum role role, struct fault *f)
{
	if (j->entry.trouble != FINDING_NONE && observe(s, item, j->entry.trouble, j->entry.why, f) < 0)
		return -1;
	/* repositories and tags are judged by the graph, where their names are known as such */
	if (role != ROLE_REPOSITORIES && role != ROLE_TAG_DIR && !quote_plain(last_part(j->entry.path)) &&
	    observe(s, item, FINDING_NAME_UNUSUAL, S_NAME_CONTROL_CHARACTERS, f) < 0)
		return -1;
	if (role == ROLE_BLOB_DATA && j->place.shard_differs &&
	    observe(s, item, FINDING_BLOB_MISPLACED,
	            S_TWO_CHARACTER_DIRECTORY, f) < 0)
		return -1;
	if (j->changed && j->entry.trouble != FINDING_SOURCE_CHANGED &&
	    observe(s, item, FINDING_SOURCE_CHANGED,
	            j->unread[0] != '\0' ? j->unread : S_SIZE_TIMES_CHANGED, f) < 0)
		return -1;
	if (role != ROLE_BLOB_DATA && j->unread[0] != '\0' && !j->changed &&
	    observe(s, item, FINDING_UNREADABLE, j->unread, f) < 0)
		return -1;
	if (!j->asked || j->unread[0] != '\0')
		return 0;
	if (role != ROLE_BLOB_DATA && !j->exam.read && !j->changed &&
	    observe(s, item, FINDING_UNREADABLE, j->exam.why, f) < 0)
		return -1;
	return observe_exam(s, item, &j->exam, role, f);
}

/* A document that names more than is left is not kept as one. *left_out: what it names. */
static void bound_document(struct scanning *s, struct exam_record *x, uint64_t *left_out)
{
	if (x->document == NULL || run_amount_take(&s->amount, x->document))
		return;
	*left_out = x->document->refs.n;
	x->document = NULL;
	watch_bite(s->o->watch, LIMIT_references, *left_out);
}

static int observe_left_out(struct scanning *s, int64_t item, uint64_t size, uint64_t left_out, struct fault *f)
{
	char text[240];

	(void)sentence(text, sizeof text, S_NAMES_MORE_THAN_ARCHIVE, left_out);
	return casedb_put_observation(s->db, s->scan, item, FINDING_DOCUMENT_TOO_LARGE, 0, size, SPAN_NONE, span_of(text), f);
}

static int store(struct scanning *s, const struct job *j, struct fault *f)
{
	struct exam_record x;
	struct place place = j->place;
	struct item_record r = { .scan = s->scan, .ordinal = j->ordinal, .entry = &j->entry, .place = &place };
	uint64_t left_out = 0;
	int64_t item;
	int trusted = run_trust_find(s->trust, &j->entry, &place, &x, f);

	if (trusted < 0)
		return -1;
	run_scan_settle_place(&place, &j->exam);
	if (trusted) {
		r.exam = &x;
	} else if (j->asked && j->unread[0] == '\0') {
		run_scan_exam_record(&x, &j->exam, place.role);
		bound_document(s, &x, &left_out);
		r.exam = &x;
	} else if (j->asked) {
		r.unread = j->unread;
	}
	if (casedb_put_item(s->db, &r, &item, f) < 0 || run_scan_put_namings(s->db, s->scan, item, &j->exam, f) < 0 ||
	    run_scan_put_copied(s->db, s->scan, item, &place, &j->exam, f) < 0)
		return -1;
	if (left_out > 0)
		return observe_left_out(s, item, j->entry.size, left_out, f);
	return observe_item(s, j, item, place.role, f);
}

/* 0 same, 1 the source is not what was read. */
static int compare(struct scanning *s, const struct job *j, struct fault *f)
{
	uint64_t size;
	struct when mtime;
	int rc = casedb_stored_item(s->db, s->scan, j->ordinal, &s->stored_path, &size, &mtime, f);

	if (rc != 0)
		return rc;
	return !span_eq(buf_span(&s->stored_path), j->entry.path) ||
	       (j->entry.kind != ENTRY_DIR && size != j->entry.size) ||
	       (mtime.known && when_cmp(mtime, j->entry.mtime) != 0);
}

static int keep(struct scanning *s, const struct job *j, struct fault *f)
{
	struct progress p = { .phase = "scan" };
	int rc;

	if (j->ordinal < s->done) {
		rc = compare(s, j, f);
		if (rc != 0) {
			s->restart = true;
			return rc < 0 ? -1 : 1;
		}
	} else {
		if (store(s, j, f) < 0)
			return -1;
		s->bytes += j->exam.bytes;
		s->batch_bytes += j->exam.bytes;
		s->batch_items++;
	}
	s->items++;
	if (s->batch_items >= BATCH_ITEMS || s->batch_bytes >= BATCH_BYTES) {
		if (casedb_commit(s->db, f) < 0 || casedb_begin(s->db, f) < 0)
			return -1;
		s->batch_items = s->batch_bytes = 0;
	}
	p.items = s->items;
	p.bytes = s->bytes;
	if (j->fraction > 0.01)
		p.bytes_total = (uint64_t)((double)s->bytes / j->fraction);
	watch_progress(s->o->watch, &p);
	return 0;
}

/* Takes jobs until the walk ends. Whatever ends it, what was stored is committed. 1: restart. */
static int keep_all(struct scanning *s, struct pipeline *p, struct fault *f)
{
	int rc;

	if (casedb_begin(s->db, f) < 0)
		return -1;
	for (;;) {
		OWNED(job) struct job *j = NULL;

		rc = run_pipeline_next(p, &j, f);
		if (rc != 0)
			break;
		rc = keep(s, j, f);
		if (rc != 0)
			break;
	}
	if (rc < 0 && f->kind != FAULT_INTERRUPTED)
		return -1;
	if (rc < 0) {
		struct fault later = FAULT_INIT;

		IGNORE(casedb_commit(s->db, &later)); /* the interruption is the story to tell */
		return -1;
	}
	if (s->restart)
		return casedb_commit(s->db, f) < 0 ? -1 : 1;
	return 0;
}

/* ---- one source --------------------------------------------------------------------------------------------- */

unsigned run_cores(unsigned asked)
{
	long n = asked > 0 ? (long)asked : sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > 256 ? 256 : (unsigned)n;
}

static int start_amount(struct scanning *s, const struct source_spec *spec, const struct source *source, struct fault *f)
{
	const struct number_args of = { .n = { s->scan } };
	char path[4096] = "";
	int64_t taken = 0;

	if (s->done > 0 && casedb_number(s->db, NUMBER_REFERENCES_OF, &of, &taken, f) < 0)
		return -1;
	(void)snprintf(path, sizeof path, "%.*s", (int)spec->path.n, (const char *)spec->path.p);
	run_amount_start(&s->amount, path, source_compression(source), (uint64_t)taken, &s->o->limits);
	return 0;
}

static int start_trust(struct scanning *s, const struct source *source, struct fault *f)
{
	if (!s->o->trust || depth_of(s) == DEPTH_NAMES)
		return 0;
	if (source_kind_of(source) == SOURCE_DIR)
		return run_trust_load(&s->trust, s->db, s->scan, f);
	watch_note(s->o->watch, S_TRUST_DIRECTORIES_ALONE);
	return 0;
}

/* Reads one opened source. 0, 1 restart, -1. */
static int read_source(struct scanning *s, struct source *source, const struct source_spec *spec,
                       const char *path, int64_t run, struct fault *f)
{
	OWNED(buf) struct buf before = BUF_INIT;
	OWNED(buf) struct buf scope = BUF_INIT;
	OWNED(buf) struct buf limits = BUF_INIT;
	OWNED(walk) struct walk *walk = NULL;
	OWNED(pipeline) struct pipeline *pipeline = NULL;
	struct selector select = { select_item, s };
	struct scan_ending end = { .db = s->db, .o = s->o };
	struct scan_record r = { .run = run, .label = spec->label, .path = span_of(path) };
	int rc;

	if (source_identity(source, &before, f) < 0 || run_scope_json(&s->scope, &scope, f) < 0 ||
	    run_record_limits(&s->o->limits, &limits, f) < 0)
		return -1;
	r.identity = buf_span(&before);
	r.kind = source_kind_text(source_kind_of(source));
	r.compression = source_compression(source);
	r.depth = depth_of(s);
	r.scope = buf_span(&scope);
	r.limits = buf_span(&limits);
	r.started = run_record_now(s->o->watch);
	if (casedb_begin(s->db, f) < 0)
		return -1;
	rc = casedb_put_scan(s->db, &r, &s->scan, &s->done, f);
	if (rc < 0 || casedb_commit(s->db, f) < 0)
		return -1;
	if (start_amount(s, spec, source, f) < 0 || start_trust(s, source, f) < 0)
		return -1;
	if (rc == CASEDB_RESUMED)
		watch_note(s->o->watch, S_UNFINISHED_SCAN_THIS);
	if (walked_new(&s->walked, f) < 0 || walk_new(&walk, source, path, depth_of(s), f) < 0 ||
	    run_pipeline_start(&pipeline, walk, &select, &s->o->limits, depth_of(s), run_cores(s->o->jobs),
	                   s->o->watch, f) < 0)
		return -1;
	rc = keep_all(s, pipeline, f);
	if (rc != 0)
		return rc;
	end.scan = s->scan;
	end.kind = source_kind_of(source);
	end.hashed = depth_of(s) != DEPTH_NAMES;
	end.left_out = s->scope.left_out;
	end.walked = s->walked;
	return run_scan_end(&end, source, buf_span(&before), f);
}

/* Appends the path as the system resolves it, so that the bytes are found again from any directory. */
static int absolute(struct buf *out, struct span path, struct fault *f)
{
	char *given, *real;
	int rc;

	if (span_dup_cstr(path, &given, f) < 0)
		return -1;
	real = realpath(given, NULL);
	rc = buf_add_text(out, real != NULL ? real : given, f);
	free(real);
	free(given);
	return rc;
}

static int open_and_read(struct scanning *s, const struct source_spec *spec, int64_t run, struct fault *f)
{
	OWNED(source) struct source *source = NULL;
	OWNED(buf) struct buf real = BUF_INIT;
	char path[4096], why[256];
	int rc;

	if (spec->operand.n >= sizeof path)
		return fault_set(f, FAULT_USAGE, 0, "the path of a source is too long");
	memcpy(path, spec->operand.p, spec->operand.n);
	path[spec->operand.n] = '\0';
	if (run_scope_gather(&s->scope, path, spec->kind, &s->o->limits, s->o->watch, f) < 0)
		return -1;
	rc = source_open(&source, path, spec->kind, &s->o->limits, s->o->watch, why, f);
	if (rc != 0)
		return rc < 0 ? -1 : fault_set(f, FAULT_USAGE, 0, "%s", why);
	if ((spec->holder != SOURCE_AUTO && buf_printf(&real, f, "%s:", source_kind_text(spec->holder)) < 0) ||
	    absolute(&real, spec->path, f) < 0 ||
	    (spec->map.n > 0 && (buf_add_text(&real, ",map=", f) < 0 || absolute(&real, spec->map, f) < 0)) ||
	    (spec->member.n > 0 && (buf_add_text(&real, "//", f) < 0 || buf_add(&real, spec->member, f) < 0)))
		return -1;
	return read_source(s, source, spec, buf_cstr(&real), run, f);
}

static int scan_source(struct casedb *db, const struct run_options *o, const struct source_spec *spec,
                       int64_t run, struct run_result *out, struct fault *f)
{
	int rc = 1, status = 0;

	for (int tries = 0; rc == 1 && tries < 2; tries++) {
		struct bites bites = { { 0 } };
		struct watch watch = *o->watch;
		struct run_options own = *o;
		struct scanning s = { .o = &own, .db = db };

		watch.bites = &bites;
		watch.limits = &own.limits;
		own.watch = &watch;

		s.scope.only = o->only;
		s.scope.n = o->only_n;
		rc = open_and_read(&s, spec, run, f);
		out->items += s.items;
		out->bytes += s.bytes;
		run_scope_release(&s.scope);
		walked_free(s.walked);
		run_trust_free(s.trust);
		buf_release(&s.stored_path);
		if (rc < 0)
			return -1;
		if (rc == 1) {
			watch_note(o->watch, S_SOURCE_DIFFERS_FROM);
			if (casedb_begin(db, f) < 0 || casedb_abandon_scan(db, s.scan, f) < 0 ||
			    casedb_commit(db, f) < 0)
				return -1;
		} else if (casedb_scan_status(db, s.scan, &status, f) < 0) {
			return -1;
		}
	}
	if (status > out->status)
		out->status = status;
	return rc;
}

/* ---- the command ------------------------------------------------------------------------------------------------ */

int run_scan_sources(struct casedb *db, const struct run_options *o, const char *const *sources, size_t n,
                 int64_t run, struct run_result *out, struct fault *f)
{
	struct source_spec *specs = (struct source_spec *)calloc(n + 1, sizeof *specs);
	int rc = specs == NULL ? fault_memory(f, n * sizeof *specs) : run_scan_parse(specs, sources, n, f);

	for (size_t i = 0; rc == 0 && i < n; i++) {
		bool log;

		rc = run_logs_know(o, &specs[i], &log, f);
		if (rc == 0 && log && o->shard.of > 0)
			rc = fault_set(f, FAULT_USAGE, 0, "%s is a log, and a log has no parts: sherd logs reads it into the merged case",
			               sources[i]);
		if (rc == 0)
			rc = log ? run_logs_read(db, o, run, sources[i], out, f) : scan_source(db, o, &specs[i], run, out, f);
	}
	free(specs);
	return rc;
}

int run_scan_work(struct casedb *db, const struct run_options *o, int64_t run, void *user, struct run_result *out,
                  struct fault *f)
{
	const struct scan_asked *x = (const struct scan_asked *)user;

	if (run_copies_check(db, o, x->sources, x->n, f) < 0 || run_scan_sources(db, o, x->sources, x->n, run, out, f) < 0)
		return -1;
	return run_copies_state(db, o, x->sources, x->n, run, f);
}

int run_scan(const struct run_options *o, const char *const *sources, size_t n, struct run_result *out,
             struct fault *f)
{
	struct scan_asked x = { sources, n };
	const struct run_work w = { .mode = CASEDB_CREATE, .before = run_part_begin, .work = run_scan_work, .user = &x, .parts = true };

	if (o->trust && o->shard.of > 0)
		return fault_set(f, FAULT_USAGE, 0, "--trust-unchanged leans on an earlier scan, and a part has none: leave it out");
	if (run_scan_check(o, NULL, sources, n, f) < 0 || run_scan_check_kinds(sources, n, f) < 0)
		return -1;
	return run_recorded(o, &w, out, f);
}
