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

struct found {
	const struct place_to_look *place;
	const struct proof *proof;
	struct recovery_record how;
};

/* ---- bytes ---------------------------------------------------------------------------------------------- */

uint64_t run_recover_place(struct media *m, uint64_t offset)
{
	uint64_t length = 1, at = media_locate(m, offset, &length);

	return at == UINT64_MAX ? 0 : at;
}

static int path_of(const struct found *x, struct buf *out, struct fault *f)
{
	char text[DIGEST_TEXT];

	if (x->place->v->prefix[0] != '\0' && buf_printf(out, f, "%s/", x->place->v->prefix) < 0)
		return -1;
	return buf_printf(out, f, "$recovered/sha256/%s", digest_text(text, &x->proof->digest) + 7);
}

/* Documents that tell what they are, and archives: the rest may be anybody's compressed file. */
static bool of_a_registry(const struct exam *e)
{
	return e->is_tar || (e->document != NULL && (e->document->image_kind != IMAGE_UNSET || e->document->kind == DOC_CONFIG));
}

/* Reads the bytes once more, as any blob's, with what they hold. 1: they are not taken. */
static int examine_found(struct recovering *r, const struct found *x, const struct runs *runs, struct exam *e,
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

static int put_item(struct recovering *r, const struct found *x, const struct runs *runs, struct exam *e, int64_t *item,
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

static int put_found(struct recovering *r, const struct found *x, struct fault *f)
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
		rc = media_runs_locate(x->place->media, &x->proof->runs, &runs, &missing, f);
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

static int put_trials(struct recovering *r, const struct place_to_look *p, struct fault *f)
{
	for (size_t i = 0; i < p->trials.v.n; i++) {
		const struct trial_case *c = &p->trials.v.v[i];
		struct found x = { .place = p, .proof = &c->proof };

		if (!c->proven)
			continue;
		x.how = (struct recovery_record){ .method = recover_method_text(RECOVER_BY_METADATA),
			                          .trace = dead_method_text(c->method),
			                          .inode = c->inode,
			                          .generation = c->generation,
			                          .sequence = c->sequence,
			                          .place = run_recover_place(p->media, c->where),
			                          .time = c->time,
			                          .named = true };
		if (put_found(r, &x, f) < 0)
			return -1;
	}
	return 0;
}

/* btrfs stores what it compresses as whole zstd frames: such a frame is a piece of some file, not one by itself. */
static bool is_extent(const struct place_to_look *p, const struct proof *proof)
{
	return proof->method == RECOVER_BY_ZSTD && p->v->fs != NULL && strcmp(fs_facts(p->v->fs)->kind, "btrfs") == 0;
}

/* Unnamed documents at once, since they may name others; unnamed streams at the end. */
static int put_carved(struct recovering *r, const struct place_to_look *p, bool last, struct fault *f)
{
	for (size_t i = 0; i < p->carved.proofs.v.n; i++) {
		const struct proof *proof = &p->carved.proofs.v.v[i];
		struct found x = { .place = p, .proof = proof };
		bool document = proof->method == RECOVER_BY_JSON || proof->method == RECOVER_BY_JSON_INSIDE;

		x.how.named = proof->wanted || targets_find(&r->targets, &proof->digest) != NULL;
		if (!x.how.named && !document && (!last || is_extent(p, proof)))
			continue;
		x.how.method = recover_method_text(proof->method);
		x.how.place = proof->runs.n > 0 ? run_recover_place(p->media, proof->runs.v[0].offset) : 0;
		if (put_found(r, &x, f) < 0)
			return -1;
	}
	return 0;
}

/* Recovered documents that nothing came to name say so. */
static int mark_unnamed(struct recovering *r, struct fault *f)
{
	for (size_t k = 0; k < r->places.n; k++) {
		const struct proofs *all = &r->places.v[k].carved.proofs;

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
	for (size_t i = 0; i < r->places.n; i++)
		if (put_trials(r, &r->places.v[i], f) < 0 || put_carved(r, &r->places.v[i], last, f) < 0)
			return -1;
	if (last && mark_unnamed(r, f) < 0)
		return -1;
	return casedb_commit(r->db, f);
}

/* ---- names ------------------------------------------------------------------------------------------------- */

static bool is_link(enum role role)
{
	return role == ROLE_REVISION_LINK || role == ROLE_TAG_CURRENT || role == ROLE_TAG_INDEX || role == ROLE_LAYER_LINK;
}

/* The bytes of the link in its last state: a hypothesis of that life, not older than the state, and of those the last. */
static const struct link_said *said_by(const struct place_to_look *p, const struct dead_path *d)
{
	const struct link_said *best = NULL;
	size_t low = 0, high = p->links.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct link_said *l = &p->links.v[mid];

		if (fs_id_cmp((struct fs_id){ l->tree, l->inode }, d->id) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < p->links.n && p->links.v[low].tree == d->id.tree && p->links.v[low].inode == d->id.inode; low++) {
		const struct link_said *l = &p->links.v[low];

		if ((d->known && d->generation != 0 && l->generation != d->generation) || l->sequence < d->end.since)
			continue;
		if (best == NULL || l->sequence > best->sequence)
			best = l;
	}
	return d->known ? best : NULL;
}

/* What a dead link said, and where: its bytes beside its last state, or those its last map led to. */
static int read_said(const struct place_to_look *p, const struct dead_path *d, struct digest *says, uint64_t *where,
                     struct fault *f)
{
	const struct link_said *said;
	uint8_t text[TRIAL_TEXT];
	int rc = d->end.bytes == 0 ? 1 : media_read(p->media, d->end.bytes, text, sizeof text, f);

	if (rc < 0)
		return -1;
	if (rc == 0 && digest_parse(says, span_make(text, sizeof text)) == 0) {
		*where = d->end.bytes;
		return 0;
	}
	said = said_by(p, d);
	*says = said == NULL ? (struct digest){ .alg = DIGEST_NONE } : said->digest;
	*where = said == NULL ? 0 : said->where;
	return 0;
}

/* The registry keeps every target of a tag in the tag's index and as a revision of the repository: is there such an
 * entry, living or dead, for what a dead current link says? Without one its bytes may be another file's. */
static int borne_out(const struct place_to_look *p, const struct dead_path *d, const struct place *place,
                     const struct digest *says, bool *yes, struct fault *f)
{
	static const char end[] = "/current/link";
	OWNED(buf) struct buf index = BUF_INIT, revision = BUF_INIT;
	size_t tag = d->path.n < sizeof end - 1 ? 0 : d->path.n - (sizeof end - 1), below = strlen("/tags/") + place->tag.n;
	char text[DIGEST_TEXT];
	const char *hex = digest_text(text, says) + strlen("sha256:");

	*yes = false;
	if (tag <= below)
		return 0;
	if (buf_add(&index, span_sub(d->path, 0, tag), f) < 0 || buf_printf(&index, f, "/index/sha256/%s", hex) < 0 ||
	    buf_add(&revision, span_sub(d->path, 0, tag - below), f) < 0 ||
	    buf_printf(&revision, f, "/revisions/sha256/%s", hex) < 0)
		return -1;
	*yes = livetree_has_path(p->tree, buf_span(&index)) || dead_names_has_path(p->names, buf_span(&index)) ||
	       livetree_has_path(p->tree, buf_span(&revision)) || dead_names_has_path(p->names, buf_span(&revision));
	return 0;
}

static int put_name(struct recovering *r, const struct place_to_look *p, const struct dead_path *d, struct fault *f)
{
	OWNED(buf) struct buf path = BUF_INIT;
	struct digest said = { .alg = DIGEST_NONE };
	uint64_t bytes = 0;
	struct place place;
	bool holds = false;
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

	if ((p->v->prefix[0] != '\0' && buf_printf(&path, f, "%s/", p->v->prefix) < 0) || buf_add(&path, d->path, f) < 0)
		return -1;
	x.path = buf_span(&path);
	layout_classify(&place, x.path, d->kind == ENTRY_DIR);
	if (is_link(place.role) && read_said(p, d, &said, &bytes, f) < 0)
		return -1;
	if (digest_set(&said) && place.role == ROLE_TAG_CURRENT && borne_out(p, d, &place, &said, &holds, f) < 0)
		return -1;
	if (digest_set(&said) && (holds || digest_eq(&said, &place.digest)))
		x.says = said;
	if (place.role == ROLE_TAG_CURRENT && !digest_set(&x.says) && livetree_has_path(p->tree, d->path))
		return 0;
	if (digest_set(&x.says))
		x.text = run_recover_place(p->media, bytes);
	if (d->end.where != 0)
		x.state = run_recover_place(p->media, d->end.where);
	x.at = run_recover_place(p->media, d->where);
	r->out->names++;
	return casedb_put_dead_entry(r->db, r->scan, &x, f);
}

int run_recover_put_names(struct recovering *r, struct fault *f)
{
	if (r->scoped)
		return 0;
	if (casedb_begin(r->db, f) < 0)
		return -1;
	for (size_t k = 0; k < r->places.n; k++) {
		const struct place_to_look *p = &r->places.v[k];

		for (size_t i = 0; p->names != NULL && i < dead_names_count(p->names); i++) {
			struct dead_path d;

			dead_names_get(p->names, i, &d);
			if (put_name(r, p, &d, f) < 0)
				return -1;
		}
	}
	return casedb_commit(r->db, f);
}
