/* run/custody/tables.c - the digest of what every table holds, as a field of an entry. */
#include "run/custody/custody.h"

static int put_table(void *user, const char *name, uint64_t rows, const struct digest *d, struct fault *f)
{
	struct canon *list = (struct canon *)user;
	OWNED(canon) struct canon c = canon_of(f);
	OWNED(buf) struct buf text = BUF_INIT;
	char digest[DIGEST_TEXT];

	canon_cstr(&c, "name", name);
	canon_int(&c, "rows", (int64_t)rows);
	canon_cstr(&c, "sha256", digest_text(digest, d) + 7);
	if (canon_object(&c, &text) < 0)
		return -1;
	canon_value(list, NULL, buf_span(&text));
	return 0;
}

int run_custody_tables(struct casedb *db, struct canon *c, struct fault *f)
{
	OWNED(canon) struct canon list = canon_of(f);
	OWNED(buf) struct buf tables = BUF_INIT;
	const struct content_sink sink = { &list, put_table };

	if (casedb_contents(db, &sink, f) < 0 || canon_array(&list, &tables) < 0)
		return -1;
	canon_value(c, "tables", buf_span(&tables));
	return 0;
}
