/* run/custody/add.c - entries people make. */
#include "run/custody/custody.h"

#include "base/quote.h"
#include "run/custody.h"
#include "run/seal/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- entries people make ---------------------------------------------------------------------------------- */

static bool given(const char *const *fields, size_t n, struct span name)
{
	for (size_t i = 0; i < n; i++) {
		struct span rest = span_of(fields[i]), key = span_cut(&rest, '=');

		if (span_eq(key, name))
			return true;
	}
	return false;
}

bool run_custody_verb(size_t i, struct run_custody_verb *out)
{
	const struct custody_verb *v = i < custody_verb_count ? &custody_verbs[i] : NULL;

	if (v != NULL)
		*out = (struct run_custody_verb){ v->verb, v->about, v->must, v->may };
	return v != NULL;
}

bool run_custody_field(const char *verb, const char *field)
{
	const struct custody_verb *v = custody_verb_find(verb);
	struct span rest = span_of(field), key = span_cut(&rest, '=');

	return v != NULL && key.n < strlen(field) && (custody_has_field(v->must, key) || custody_has_field(v->may, key));
}

int run_custody_missing(const char *verb, const char *const *fields, size_t n, size_t at, char out[64])
{
	const struct custody_verb *v = custody_verb_find(verb);
	size_t missing = 0;

	for (size_t i = 0; v != NULL && custody_field(v->must, i).n > 0; i++) {
		struct span name = custody_field(v->must, i);

		if (!given(fields, n, name) && missing++ == at) {
			(void)snprintf(out, 64, "%.*s", (int)name.n, (const char *)name.p);
			return 0;
		}
	}
	return 1;
}

/* [+-]digits[.digits], at most nine and three: years, and milliseconds. */
static bool is_seconds(struct span s)
{
	struct span whole, part = s.n > 0 && (s.p[0] == '-' || s.p[0] == '+') ? span_from(s, 1) : s;

	whole = span_cut(&part, '.');
	if (whole.n == 0 || whole.n > 9 || part.n > 3)
		return false;
	for (size_t i = 0; i < whole.n + part.n; i++) {
		uint8_t c = i < whole.n ? whole.p[i] : part.p[i - whole.n];

		if (c < '0' || c > '9')
			return false;
	}
	return true;
}

static int put_field(struct canon *c, const struct custody_verb *v, const char *field, struct fault *f)
{
	struct span value = span_of(field), key = span_cut(&value, '=');
	char name[64], shown[120];

	if (key.n + 1 > sizeof name || (!custody_has_field(v->must, key) && !custody_has_field(v->may, key)))
		return fault_set(f, FAULT_USAGE, 0, "%s is no field of %s; it has: %s %s",
		                 quote_short(shown, sizeof shown, key), v->verb, v->must, v->may);
	if (span_is(key, "offset") && !is_seconds(value))
		return fault_set(f, FAULT_USAGE, 0, "offset is how many seconds the clock was ahead: 3.5, or -90");
	if (value.n == 0)
		return fault_set(f, FAULT_USAGE, 0, "the field %.*s is empty", (int)key.n, (const char *)key.p);
	memcpy(name, key.p, key.n);
	name[key.n] = '\0';
	canon_text(c, name, value);
	return 0;
}

static struct span field_of(const char *const *fields, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		struct span value = span_of(fields[i]), key = span_cut(&value, '=');

		if (span_is(key, name))
			return value;
	}
	return SPAN_NONE;
}

/* Numbers are given once, what an entry refers to is there. A number given twice would let one item be two. */
static int check_entry(struct casedb *db, const struct custody_verb *v, const char *const *fields, size_t n,
                       struct fault *f)
{
	static const struct {
		const char *verb, *field;
		unsigned query;
		bool wanted;
		const char *why;
	} all[] = {
		{ "item", "item_no", QUERY_CUSTODY_ITEM, false, "there is an item of that number already" },
		{ "item", "parent_item_no", QUERY_CUSTODY_ITEM, true, "no item has that number" },
		{ "party", "party_id", QUERY_CUSTODY_PARTY, false, "there is a party of that name already" },
		{ "transfer-out", "transfer_no", QUERY_CUSTODY_TRANSFER, false, "there is a transfer of that number already" },
		{ "acquired", "item_no", QUERY_CUSTODY_ITEM, true, "no item has that number: custody CASE item first" },
		{ "correct", "corrects_seq", QUERY_CUSTODY_SEQ, true, "the log has no entry of that number" },
	};
	char shown[100];

	for (size_t i = 0; i < COUNT(all); i++) {
		OWNED(rows) struct rows *rows = NULL;
		struct span value = field_of(fields, n, all[i].field);
		int rc;

		if (strcmp(v->verb, all[i].verb) != 0 || value.n == 0)
			continue;
		if (rows_open(db, all[i].query, &rows, f) < 0 || rows_bind_name(rows, 1, value, f) < 0)
			return -1;
		rc = rows_next(rows, f);
		if (rc < 0)
			return -1;
		if ((rc == 0) != all[i].wanted)
			return fault_set(f, FAULT_USAGE, 0, "%s=%s: %s", all[i].field, quote_short(shown, sizeof shown, value),
			                 all[i].why);
	}
	return 0;
}

/* A note on an object: the beginning of a digest is kept as the digest. */
static int put_object_named(struct casedb *db, struct canon *c, struct span value, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	bool hex = value.n >= 6 && value.n <= 71;
	int rc;

	for (size_t i = span_starts(value, span_of("sha256:")) ? 7 : 0; i < value.n; i++)
		hex &= (value.p[i] >= '0' && value.p[i] <= '9') || (value.p[i] >= 'a' && value.p[i] <= 'f');
	if (!hex) {
		canon_text(c, "object", value);
		return 0;
	}
	if (rows_open(db, QUERY_DIGEST_PREFIX, &rows, f) < 0 || rows_bind_text(rows, 1, value, f) < 0)
		return -1;
	rc = rows_next(rows, f);
	if (rc < 0)
		return -1;
	if (rc == 0) {
		OWNED(buf) struct buf whole = BUF_INIT;

		if (buf_add(&whole, rows_span(rows, "digest"), f) < 0)
			return -1;
		rc = rows_next(rows, f);
		if (rc == 0)
			return fault_set(f, FAULT_USAGE, 0, "object: more than one digest begins so; give more of it");
		canon_text(c, "object", buf_span(&whole));
		return rc < 0 ? -1 : 0;
	}
	canon_text(c, "object", value);
	return 0;
}

static int add_entry(struct casedb *db, const struct run_options *o, const struct custody_verb *v,
                     const char *const *fields, size_t n, int64_t *seq, struct fault *f)
{
	OWNED(canon) struct canon c = canon_of(f);

	if (check_entry(db, v, fields, n, f) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (strcmp(v->verb, "note") == 0 && strncmp(fields[i], "object=", 7) == 0 && fields[i][7] != '\0'
		            ? put_object_named(db, &c, span_of(fields[i] + 7), f) < 0
		            : put_field(&c, v, fields[i], f) < 0)
			return -1;
	return run_custody_signed(db, o, v->act, &c, seq, f);
}

/* On a sealed folder nothing of what is sealed changes: the entry goes on in the continuation log. */
static int add_sealed(const struct run_options *o, const struct custody_verb *v, const char *const *fields, size_t n,
                      int64_t *seq, struct fault *f)
{
	OWNED(canon) struct canon c = canon_of(f);
	OWNED(buf) struct buf log = BUF_INIT, manifest = BUF_INIT;
	struct seal_chain x;
	int dir = open(o->case_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = 0;

	if (dir < 0)
		return fault_set(f, FAULT_USAGE, errno, "%s cannot be read", o->case_path);
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = put_field(&c, v, fields[i], f);
	if (rc == 0)
		rc = run_seal_chain_add(dir, o, v->act, &c, f);
	if (rc == 0 && (run_seal_read(dir, SEAL_LOG, &log, f) != 0 || run_seal_read(dir, SEAL_MANIFEST, &manifest, f) != 0 ||
	                run_seal_chain_read(&x, buf_span(&log), buf_span(&manifest), NULL, NULL, f) < 0))
		rc = -1;
	if (rc == 0)
		*seq = x.seq;
	(void)close(dir);
	return rc;
}

int run_custody_add(const struct run_options *o, const char *verb, const char *const *fields, size_t n, int64_t *seq,
                    struct fault *f)
{
	const struct custody_verb *v = custody_verb_find(verb);
	struct casedb *db;
	struct stat st;
	char name[64];

	if (v == NULL)
		return fault_set(f, FAULT_USAGE, 0, "custody has no %s; see sherd help custody", verb);
	if (run_custody_missing(verb, fields, n, 0, name) == 0)
		return fault_set(f, FAULT_USAGE, 0, "custody %s needs %s=...; all it must have: %s", verb, name, v->must);
	if (stat(o->case_path, &st) == 0 && S_ISDIR(st.st_mode))
		return add_sealed(o, v, fields, n, seq, f);
	/* a slip in the path must not make a second case */
	if (casedb_open(&db, o->case_path, strcmp(verb, "open") == 0 ? CASEDB_CREATE : CASEDB_WRITE, o->watch, f) < 0)
		return -1;
	if (add_entry(db, o, v, fields, n, seq, f) < 0) {
		casedb_abandon(db);
		return -1;
	}
	return casedb_close(db, f);
}
