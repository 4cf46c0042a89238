/* run/recover/put.c - proven bytes and deleted names into the case, each with how it was found. */
#include "run/recover/recover.h"
#include "casedb/query.h"

#include "core/layout.h"
#include "core/sentence.h"
#include "format/format.h"
#include "media/runs.h"
#include "run/scan/scan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct proven_bytes {
	const struct site *site;
	const struct proof *proof;
	struct recovery_record how;
};

/* ---- bytes ---------------------------------------------------------------------------------------------- */

uint64_t run_recover_place(struct media *m, uint64_t offset)
{
	uint64_t length = 1, at = media_locate(m, offset, &length);

	return at == UINT64_MAX ? 0 : at;
}

static int path_of(const struct proven_bytes *x, struct buf *out, struct fault *f)
{
	char text[DIGEST_TEXT];

	if (x->site->prefix[0] != '\0' && buf_printf(out, f, "%s/", x->site->prefix) < 0)
		return -1;
	return buf_printf(out, f, "$recovered/sha256/%s", digest_text(text, &x->proof->digest) + 7);
}

/* Documents that tell what they are, and archives: the rest may be anybody's compressed file. */
static bool of_a_registry(const struct exam *e)
{
	return e->is_tar || (e->document != NULL && (e->document->image_kind != IMAGE_UNSET || e->document->kind == DOC_CONFIG));
}

/* Reads the bytes once more, as any blob's, with what they hold. 1: they are not taken. */
static int examine_found(struct recovering *r, const struct proven_bytes *x, const struct runs *runs, struct exam *e,
                         struct fault *f)
{
	OWNED(stream) struct stream *in = NULL;
	OWNED(buf) struct buf path = BUF_INIT; /* finds bytes without runs */
	struct place place = { .role = ROLE_BLOB_DATA, .in_registry = true, .store = STORE_IS_REGISTRY,
		               .digest = x->proof->digest };
	struct locator where = { .size = x->proof->size, .runs = *runs };
	char why[256];
	int rc = path_of(x, &path, f);

	where.path = buf_span(&path);
	if (rc == 0)
		rc = source_reopen(r->source, &where, NULL, 0, &in, why, f);

	if (rc == 0)
		rc = examine(r->examiner, &place, in, e, f);
	if (rc < 0)
		return -1;
	/* nothing is called recovered whose bytes do not hash to the digest in this very reading */
	if (rc != 0 || !e->read || !digest_eq(&e->sha256, &x->proof->digest))
		return 1;
	return x->how.named || of_a_registry(e) ? 0 : 1;
}

static int put_item(struct recovering *r, const struct proven_bytes *x, const struct runs *runs, struct exam *e, int64_t *item,
                    struct fault *f)
{
	OWNED(buf) struct buf path = BUF_INIT;
	struct exam_record record;
	struct entry entry = { .kind = ENTRY_FILE, .size = x->proof->size, .runs = *runs };
	struct place place = { .role = ROLE_RECOVERED, .digest = x->proof->digest };
	struct item_record item_record = { .scan = r->scan, .entry = &entry, .place = &place, .exam = &record };

	if (path_of(x, &path, f) < 0)
		return -1;
	entry.path = buf_span(&path);
	if (runs->n > 0) {
		entry.has |= HAS_OFFSET;
		entry.offset = runs->v[0].offset;
	}
	if (x->how.inode != 0) {
		entry.has |= HAS_INODE;
		entry.inode = x->how.inode;
	}
	item_record.ordinal = r->ordinal++;
	run_scan_exam_record(&record, e, ROLE_BLOB_DATA);
	if (casedb_put_item(r->db, &item_record, item, f) < 0)
		return -1;
	r->new_here++;
	r->out->blobs++;
	r->out->bytes += x->proof->size;
	r->out->unnamed += !x->how.named;
	if (x->proof->method == RECOVER_BY_METADATA)
		r->out->by_metadata++;
	else if (x->proof->method == RECOVER_BY_FRAGMENTS)
		r->out->by_fragments++;
	else
		r->out->by_carving++;
	return 0;
}

static int ways_of(struct recovering *r, int64_t item, int64_t *n, struct fault *f)
{
	return casedb_number(r->db, NUMBER_WAYS, &(struct number_args){ .n = { item } }, n, f);
}

/* The same way may be met in each round. */
static int known_way(struct recovering *r, int64_t item, const struct recovery_record *h, bool *out, struct fault *f)
{
	const struct number_args way = { { item, (int64_t)h->place }, { h->method, h->trace == NULL ? "" : h->trace } };
	int64_t n;

	if (casedb_number(r->db, NUMBER_KNOWN_WAY, &way, &n, f) < 0)
		return -1;
	*out = n > 0;
	return 0;
}

static int put_found(struct recovering *r, const struct proven_bytes *x, struct fault *f)
{
	OWNED(exam) struct exam e = { .read = false };
	struct runs runs = { NULL, 0 };
	int64_t item = 0, n = 0;
	bool again = false;
	uint64_t missing;
	int rc = casedb_find_recovered(r->db, r->scan, &x->proof->digest, &item, f);

	if (rc < 0)
		return -1;
	if (rc != 0) {
		rc = media_runs_locate(x->site->media, &x->proof->runs, &runs, &missing, f);
		if (rc == 0)
			rc = examine_found(r, x, &runs, &e, f);
		if (rc == 0)
			rc = put_item(r, x, &runs, &e, &item, f);
		free(runs.v);
		if (rc != 0)
			return rc < 0 ? -1 : 0;
	}
	if (known_way(r, item, &x->how, &again, f) < 0 || again)
		return again ? 0 : -1;
	if (ways_of(r, item, &n, f) < 0)
		return -1;
	return n >= 16 ? 0 : casedb_put_recovery(r->db, item, (unsigned)n, &x->how, f);
}

static int put_trials(struct recovering *r, const struct site *s, struct fault *f)
{
	for (size_t i = 0; i < s->trials.v.n; i++) {
		const struct trial_case *c = &s->trials.v.v[i];
		struct proven_bytes x = { .site = s, .proof = &c->proof };

		if (!c->proven)
			continue;
		x.how = (struct recovery_record){ .method = recover_method_text(RECOVER_BY_METADATA),
			                          .trace = dead_method_text(c->method),
			                          .inode = c->inode,
			                          .generation = c->generation,
			                          .sequence = c->sequence,
			                          .place = run_recover_place(s->media, c->where),
			                          .time = c->time,
			                          .named = true };
		if (put_found(r, &x, f) < 0)
			return -1;
	}
	return 0;
}

/* Unnamed documents at once, since they may name others; unnamed streams at the end. */
static int put_carved(struct recovering *r, const struct site *s, bool last, struct fault *f)
{
	for (size_t i = 0; i < s->carved.proofs.v.n; i++) {
		const struct proof *proof = &s->carved.proofs.v.v[i];
		struct proven_bytes x = { .site = s, .proof = proof };
		bool document = proof->method == RECOVER_BY_JSON;

		x.how.named = proof->wanted || targets_find(&r->targets, &proof->digest) != NULL;
		if (!x.how.named && !document && (!last || site_piece_only(s, proof)))
			continue;
		x.how.method = recover_method_text(proof->method);
		x.how.place = proof->runs.n > 0 ? run_recover_place(s->media, proof->runs.v[0].offset) : 0;
		if (put_found(r, &x, f) < 0)
			return -1;
	}
	return 0;
}

/* Recovered documents that nothing came to name say so. */
static int mark_unnamed(struct recovering *r, struct fault *f)
{
	for (size_t k = 0; k < r->sites.n; k++) {
		const struct proofs *all = &r->sites.v[k].carved.proofs;

		for (size_t i = 0; i < all->v.n; i++) {
			const struct proof *proof = &all->v.v[i];
			int64_t item, n;
			int rc;

			if (proof->wanted || targets_find(&r->targets, &proof->digest) != NULL)
				continue;
			rc = casedb_find_recovered(r->db, r->scan, &proof->digest, &item, f);
			if (rc < 0)
				return -1;
			if (rc != 0)
				continue;
			if (casedb_number(r->db, NUMBER_SAID_OF, &(struct number_args){ .n = { item } }, &n, f) < 0)
				return -1;
			if (n == 0 &&
			    casedb_put_observation(r->db, r->scan, item, FINDING_BLOB_UNNAMED, 0, 0, SPAN_NONE,
			                           span_of(S_SELF_CONSISTENT_BYTES),
			                           f) < 0)
				return -1;
		}
	}
	return 0;
}

int run_recover_put_all(struct recovering *r, bool last, struct fault *f)
{
	if (casedb_begin(r->db, f) < 0)
		return -1;
	for (size_t i = 0; i < r->sites.n; i++)
		if (put_trials(r, &r->sites.v[i], f) < 0 || put_carved(r, &r->sites.v[i], last, f) < 0)
			return -1;
	if (last && mark_unnamed(r, f) < 0)
		return -1;
	return casedb_commit(r->db, f);
}

/* ---- names ------------------------------------------------------------------------------------------------- */

static int put_name(struct recovering *r, const struct site *s, const struct dead_path *d, struct fault *f)
{
	OWNED(buf) struct buf path = BUF_INIT;
	uint64_t bytes = 0;
	struct place place;
	int rc;
	struct dead_record x = { .place = &place,
		                 .method = dead_method_text(d->method),
		                 .inode = d->id.inode,
		                 .life = d->known ? d->generation : 0,
		                 .tag_inode = d->tag_id.inode,
		                 .tag_life = d->tag_generation,
		                 .sequence = d->sequence,
		                 .length = d->name_n,
		                 .seen = d->seen,
		                 .gone = d->gone,
		                 .born = d->end.born,
		                 .set = d->end.set,
		                 .whole = d->end.whole,
		                 .died = d->end.died };

	if ((s->prefix[0] != '\0' && buf_printf(&path, f, "%s/", s->prefix) < 0) || buf_add(&path, d->path, f) < 0)
		return -1;
	x.path = buf_span(&path);
	layout_classify(&place, x.path, d->kind == ENTRY_DIR);
	rc = site_link_said(s, d, &place, &x.says, &bytes, f);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (digest_set(&x.says))
		x.text = run_recover_place(s->media, bytes);
	if (d->end.where != 0)
		x.state = run_recover_place(s->media, d->end.where);
	x.at = run_recover_place(s->media, d->where);
	r->out->names++;
	return casedb_put_dead_entry(r->db, r->scan, &x, f);
}

int run_recover_put_names(struct recovering *r, struct fault *f)
{
	if (r->scoped)
		return 0;
	if (casedb_begin(r->db, f) < 0)
		return -1;
	for (size_t k = 0; k < r->sites.n; k++) {
		const struct site *s = &r->sites.v[k];

		for (size_t i = 0; s->names != NULL && i < dead_names_count(s->names); i++) {
			struct dead_path d;

			dead_names_get(s->names, i, &d);
			if (put_name(r, s, &d, f) < 0)
				return -1;
		}
	}
	return casedb_commit(r->db, f);
}
