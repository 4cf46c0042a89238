/* run/recover/lost.c - for every wanted blob that was not found, the reason, as far as the image tells it. */
#include "run/recover.h"
#include "run/recover/recover.h"
#include "casedb/query.h"

#include "media/runs.h"

#include "base/number.h"
#include "base/quote.h"
#include "core/sentence.h"
#include "run/scan/scan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- what is left of the beginning --------------------------------------------------------------------------- */

static void cut(const struct runs *in, uint64_t size, struct runs *out)
{
	out->n = 0;
	for (size_t i = 0; i < in->n && in->v[i].at < size; i++) {
		out->v[out->n] = in->v[i];
		if (out->v[out->n].length > size - in->v[i].at)
			out->v[out->n].length = size - in->v[i].at;
		out->n++;
	}
}

/* The beginning goes through the reader of layers, which lists what it still can; *entries of it. */
static int examine_part(struct recovering *r, const struct runs *runs, uint64_t size, const struct digest *d, struct span path,
                        uint32_t *entries, struct fault *f)
{
	OWNED(exam) struct exam e = { .read = false };
	OWNED(stream) struct stream *in = NULL;
	struct place upload = { .role = ROLE_UPLOAD_DATA, .in_registry = true, .store = STORE_IS_REGISTRY };
	struct place place = { .role = ROLE_RECOVERED_PART, .digest = *d };
	struct locator where = { .size = size, .runs = *runs };
	struct entry entry = { .kind = ENTRY_FILE, .path = path, .size = size, .runs = *runs, .has = HAS_OFFSET };
	struct exam_record record;
	struct item_record item = { .scan = r->scan, .entry = &entry, .place = &place, .exam = &record };
	char why[256];
	int64_t id;
	int rc = source_reopen(r->source, &where, NULL, 0, &in, why, f);

	if (rc == 0)
		rc = examine(r->examiner, &upload, in, &e, f);
	if (rc != 0 || !e.read || e.entries == 0)
		return rc < 0 ? -1 : 0;
	*entries = e.entries;
	entry.offset = runs->n > 0 ? runs->v[0].offset : 0;
	item.ordinal = r->ordinal++;
	run_scan_exam_record(&record, &e, ROLE_UPLOAD_DATA);
	return casedb_put_item(r->db, &item, &id, f);
}

static int put_part(struct recovering *r, const struct site *s, const struct loss *l, const struct digest *d,
                    uint32_t *entries, struct fault *f)
{
	OWNED(buf) struct buf path = BUF_INIT;
	const struct runs *map = &l->map->h.runs;
	char text[DIGEST_TEXT];
	struct runs left = { (struct run *)calloc(map->n + 1, sizeof *left.v), 0 }, runs = { NULL, 0 };
	int64_t known = 0;
	uint64_t missing;
	int rc = left.v == NULL ? fault_memory(f, map->n * sizeof *left.v) : 0;

	if (rc == 0) {
		cut(map, l->prefix, &left);
		rc = media_runs_locate(s->media, &left, &runs, &missing, f);
	}
	if (rc == 0 && ((s->prefix[0] != '\0' && buf_printf(&path, f, "%s/", s->prefix) < 0) ||
	                buf_printf(&path, f, "$recovered/sha256/%s.part", digest_text(text, d) + 7) < 0))
		rc = -1;
	if (rc == 0) {
		const struct number_args part = { .n = { r->scan }, .text = { digest_text(text, d) } };

		rc = casedb_number(r->db, NUMBER_PARTS_OF, &part, &known, f);
	}
	if (rc == 0 && known == 0)
		rc = examine_part(r, &runs, l->prefix, d, buf_span(&path), entries, f);
	free(left.v);
	free(runs.v);
	return rc < 0 ? -1 : 0;
}

static int say_overwritten(struct recovering *r, const struct site *s, const struct loss *l, struct lost_record *x, struct buf *text,
                           struct fault *f)
{
	uint32_t entries = 0;
	char owner[160];

	x->has_prefix = l->prefix > 0;
	x->prefix = l->prefix;
	if (l->prefix > 0 && put_part(r, s, l, &x->digest, &entries, f) < 0)
		return -1;
	(void)quote_short(owner, sizeof owner, l->owner);
	return entries == 0 ? sentence_buf(text, f, S_OVERWRITTEN_BLOCKS_NOW, l->taken, l->blocks, owner, l->prefix, l->map->inode)
	                    : sentence_buf(text, f, S_OVERWRITTEN_BLOCKS_NOW_BELONG, l->taken, l->blocks, owner, l->prefix,
	                                   l->map->inode, (uint64_t)entries);
}

static int say(struct recovering *r, const struct site *s, const struct loss *l, struct lost_record *x, struct buf *text,
               struct fault *f)
{
	static const char *const reasons[] = { "overwritten", "discarded", "changed" };

	x->reason = reasons[l->reason];
	x->place = run_recover_place(s->media, l->map->where);
	if (l->map->encoded)
		return sentence_buf(text, f, S_CHANGED_COMPRESSED, l->map->inode);
	x->has_blocks = true;
	x->blocks = l->blocks;
	x->overwritten = l->taken;
	if (l->reason == LOSS_OVERWRITTEN)
		return say_overwritten(r, s, l, x, text, f);
	if (l->reason == LOSS_CHANGED)
		return sentence_buf(text, f, S_CHANGED_BLOCKS_MAP, l->blocks, l->map->inode);
	if (sentence_buf(text, f, S_DISCARDED_BLOCKS_READ, l->zeros, l->blocks, l->map->inode) < 0)
		return -1;
	return s->fs == NULL || !fs_facts(s->fs)->discards ? 0 : sentence_then(text, f, S_BOTH, S_FILE_SYSTEM_DISCARDS);
}

static const char *no_map(const struct recovering *r, bool budget, bool discarded)
{
	if (discarded)
		return S_NO_MAP_FOUND;
	if (r->effort == EFFORT_METADATA)
		return S_NO_MAP_FOUND_METADATA;
	if (r->effort == EFFORT_CARVE)
		return S_NO_MAP_FOUND_METADATA_NO;
	return budget ? S_NO_MAP_FOUND_METADATA_SOME
	              : S_NO_MAP_FOUND_METADATA_FREE;
}

static int explain(struct recovering *r, const struct digest *d, struct lost_record *x, struct buf *text, struct fault *f)
{
	bool budget = false, discarded = r->sites.n > 0;

	for (size_t k = 0; k < r->sites.n; k++) {
		const struct site *s = &r->sites.v[k];
		struct loss l;
		int rc = site_loss(s, d, &l, f);

		if (rc <= 0)
			return rc < 0 ? -1 : say(r, s, &l, x, text, f);
		budget = budget || s->carved.stats.budget_spent > 0;
		discarded = discarded && s->discarded;
	}
	x->reason = discarded ? "discarded" : budget ? "budget" : "no-map";
	return buf_add_text(text, no_map(r, budget, discarded), f);
}

static int put_discarded(struct recovering *r, struct fault *f)
{
	for (size_t k = 0; k < r->sites.n; k++) {
		const struct site *s = &r->sites.v[k];
		char text[400], what[300];
		const char *place;
		int64_t n;

		if (!s->discarded || s->fs == NULL || (s->trials.v.n == 0 && dead_names_count(s->names) == 0))
			continue;
		if (casedb_number(r->db, NUMBER_DISCARDED, &(struct number_args){ .n = { r->scan } }, &n, f) < 0)
			return -1;
		place = s->prefix[0] != '\0' ? s->prefix : S_THE_IMAGE;
		if (fs_facts(s->fs)->discards)
			(void)sentence(what, sizeof what, S_BOTH, S_NEARLY_ALL_ZEROS, S_DISCARDS_DEFAULT_MOUNT);
		else
			(void)snprintf(what, sizeof what, "%s", S_NEARLY_ALL_ZEROS);
		(void)sentence(text, sizeof text, S_PLACE_SAYS, place, what);
		if (n == 0 && casedb_put_observation(r->db, r->scan, 0, FINDING_SPACE_DISCARDED, 0, 0, SPAN_NONE, span_of(text), f) < 0)
			return -1;
	}
	return 0;
}

int run_recover_put_lost(struct recovering *r, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (casedb_begin(r->db, f) < 0 || rows_open(r->db, QUERY_TARGETS, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		OWNED(buf) struct buf text = BUF_INIT;
		struct lost_record x = { .reason = NULL };

		if (rows_int(rows, "found") != 0 || digest_parse(&x.digest, rows_span(rows, "digest")) != 0)
			continue;
		if (explain(r, &x.digest, &x, &text, f) < 0)
			return -1;
		/* without a map the main job says nothing: it has not looked through free space */
		if (!r->reasons && !x.has_blocks)
			continue;
		x.text = buf_span(&text);
		r->out->lost++;
		if (casedb_put_lost(r->db, r->scan, &x, f) < 0)
			return -1;
	}
	return rc < 0 || put_discarded(r, f) < 0 ? -1 : casedb_commit(r->db, f);
}
