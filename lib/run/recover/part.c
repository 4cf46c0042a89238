/* run/recover/part.c - what readers of databases in free space share: which blocks they want to see, and items for what is told. */
#include "run/recover/recover.h"
#include "casedb/query.h"

#include "media/runs.h"
#include "postgres/postgres.h"
#include "run/recover/lite.h"

#include <inttypes.h>
#include <stdlib.h>

bool run_recover_notice(const uint8_t *block, size_t n)
{
	return pg_may_begin(block, n) || run_recover_lite_begins(block, n);
}

bool run_recover_all_free(const struct site *s, uint64_t offset, uint64_t length)
{
	const struct area *a = &s->area;
	size_t low = LOWER_BOUND(a->free.n, mid, a->free.v[mid].offset <= offset);
	uint64_t into = low == 0 ? 0 : offset - a->free.v[low - 1].offset;

	return low > 0 && into < a->free.v[low - 1].length && a->free.v[low - 1].length - into >= length;
}

static int path_of(const struct site *s, const char *what, uint64_t address, struct buf *out, struct fault *f)
{
	if (s->prefix[0] != '\0' && buf_printf(out, f, "%s/", s->prefix) < 0)
		return -1;
	return buf_printf(out, f, "$recovered/%s-%" PRIu64, what, address);
}

int run_recover_put_part(struct recovering *r, const struct site *s, const char *what, const struct runs *runs, uint64_t size, int64_t *item,
                         struct fault *f)
{
	OWNED(buf) struct buf path = BUF_INIT;
	struct place place = { .role = ROLE_RECOVERED_PART };
	struct entry entry = { .kind = ENTRY_FILE, .size = size, .has = HAS_OFFSET };
	struct item_record record = { .scan = r->scan, .entry = &entry, .place = &place };
	uint64_t missing;
	int rc;

	if (path_of(s, what, run_recover_place(s->media, runs->v[0].offset), &path, f) < 0)
		return -1;
	rc = casedb_find_path(r->db, r->scan, buf_cstr(&path), item, f);
	if (rc <= 0)
		return rc < 0 ? -1 : 1;
	rc = media_runs_locate(s->media, runs, &entry.runs, &missing, f);
	if (rc == 0) {
		entry.path = buf_span(&path);
		entry.offset = entry.runs.n > 0 ? entry.runs.v[0].offset : 0;
		record.ordinal = r->ordinal++;
		rc = casedb_put_item(r->db, &record, item, f);
	}
	free(entry.runs.v);
	return rc;
}

int run_recover_put_store(struct recovering *r, const struct site *s, struct fault *f)
{
	OWNED(buf) struct buf root = BUF_INIT;
	int64_t n;

	if (casedb_number(r->db, NUMBER_REGISTRIES, &(struct number_args){ .n = { r->scan } }, &n, f) < 0)
		return -1;
	if (n > 0)
		return 0;
	if ((s->prefix[0] != '\0' && buf_printf(&root, f, "%s/", s->prefix) < 0) || buf_printf(&root, f, "$recovered") < 0)
		return -1;
	return casedb_put_store(r->db, r->scan, buf_span(&root), STORE_IS_DATABASE, f);
}
