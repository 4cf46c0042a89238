/*
 * format/toc.c - tables of contents of eStargz and zstd:chunked. A table may have millions of entries: it is cut into
 * them first, and only one at a time is parsed.
 */
#include "format/toc.h"

#include "base/number.h"
#include "core/sentence.h"

const char *toc_format_text(enum toc_format k)
{
	return k == TOC_ESTARGZ ? "eStargz" : k == TOC_ZSTD_CHUNKED ? "zstd:chunked" : "";
}

/* ---- the footer ------------------------------------------------------------------------------------------------ */

static uint64_t little(const uint8_t *p, size_t n)
{
	uint64_t v = 0;

	for (size_t i = n; i > 0; i--)
		v = v << 8 | p[i - 1];
	return v;
}

static bool within(struct toc_place *out, enum toc_format format, uint64_t offset, uint64_t length, uint64_t footer)
{
	*out = (struct toc_place){ format, offset, length };
	return length > 0 && offset < footer && length <= footer - offset;
}

static bool hexadecimal(uint64_t *out, const uint8_t *p)
{
	*out = 0;
	for (size_t i = 0; i < 16; i++) {
		int digit = p[i] >= '0' && p[i] <= '9' ? p[i] - '0' : p[i] >= 'a' && p[i] <= 'f' ? p[i] - 'a' + 10 : -1;

		if (digit < 0)
			return false;
		*out = *out << 4 | (uint64_t)digit;
	}
	return true;
}

/* docs/estargz.md, "Footer": an empty gzip member whose extra field has the offset; CRFS's own lacks the "SG" and its length. */
static bool estargz_footer(struct toc_place *out, struct span tail, uint64_t size)
{
	static const uint8_t gzip[] = { 0x1f, 0x8b, 0x08, 0x04 }, extra[] = { 26, 0, 'S', 'G', 22, 0 }, bare[] = { 22, 0 };
	enum { FOOTER = 51, BARE = 47, XLEN = 10, DIGITS = 16 }; /* format: the two lengths, and where in them the extra field is */

	for (int old = 0; old < 2; old++) {
		size_t n = old ? BARE : FOOTER, head = old ? sizeof bare : sizeof extra;
		const uint8_t *p;
		uint64_t offset;

		if (tail.n < n)
			continue;
		p = tail.p + tail.n - n;
		if (memcmp(p, gzip, sizeof gzip) == 0 && memcmp(p + XLEN, old ? bare : extra, head) == 0 &&
		    hexadecimal(&offset, p + XLEN + head) && memcmp(p + XLEN + head + DIGITS, "STARGZ", 6) == 0)
			return offset < size && within(out, TOC_ESTARGZ, offset, size - n - offset, size - n);
	}
	return false;
}

/* A skippable frame, the last: offset, length, length inflated and type of the table, then later fields and a mark. */
static bool chunked_footer(struct toc_place *out, struct span tail, uint64_t size)
{
	static const uint8_t magic[] = { 0x50, 0x2a, 0x4d, 0x18 };
	enum { LEAST = 40, MOST = 256, HEAD = 8, TYPE = 1 }; /* format: payloads of 40 (skopeo 1.9) and 64 bytes are written */

	if (!span_ends(tail, span_of("GNUlInUx")) && !span_ends(tail, span_of("GnUlInUx")))
		return false;
	for (size_t n = LEAST; n <= MOST && n + HEAD <= tail.n; n += 8) {
		const uint8_t *p = tail.p + tail.n - n - HEAD;

		if (memcmp(p, magic, sizeof magic) == 0 && little(p + 4, 4) == n)
			return little(p + HEAD + 24, 8) == TYPE &&
			       within(out, TOC_ZSTD_CHUNKED, little(p + HEAD, 8), little(p + HEAD + 8, 8), size - n - HEAD);
	}
	return false;
}

bool toc_footer(struct toc_place *out, struct span tail, uint64_t size)
{
	return estargz_footer(out, tail, size) || chunked_footer(out, tail, size);
}

/* ---- cutting ----------------------------------------------------------------------------------------------------- */

static bool blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_blank(struct span *s)
{
	while (s->n > 0 && blank(*s->p))
		*s = span_from(*s, 1);
}

static bool take(struct span *s, uint8_t c)
{
	skip_blank(s);
	if (s->n == 0 || *s->p != c)
		return false;
	*s = span_from(*s, 1);
	return true;
}

/* Bytes of the string at the head, quotes and all; 0: it does not end. */
static size_t string_length(struct span s)
{
	for (size_t i = 1; i < s.n; i++) {
		if (s.p[i] == '\\')
			i++;
		else if (s.p[i] == '"')
			return i + 1;
	}
	return 0;
}

/* Bytes of an object or array; what is in it is looked at later. */
static size_t nest_length(struct span s)
{
	size_t depth = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"') {
			size_t n = string_length(span_from(s, i));

			if (n == 0)
				return 0;
			i += n - 1;
		} else if (s.p[i] == '{' || s.p[i] == '[') {
			depth++;
		} else if ((s.p[i] == '}' || s.p[i] == ']') && --depth == 0) {
			return i + 1;
		}
	}
	return 0;
}

/* Cuts the value at the head off. False: there is none whole. */
static bool cut_value(struct span *s, struct span *value)
{
	size_t n = 0;

	skip_blank(s);
	if (s->n == 0)
		return false;
	if (*s->p == '"')
		n = string_length(*s);
	else if (*s->p == '{' || *s->p == '[')
		n = nest_length(*s);
	else
		while (n < s->n && s->p[n] != ',' && s->p[n] != '}' && s->p[n] != ']' && !blank(s->p[n]))
			n++;
	*value = span_sub(*s, 0, n);
	*s = span_from(*s, n);
	return n > 0;
}

static int malformed(struct toc_reader *t, const char *why)
{
	t->why = why;
	return TOC_MALFORMED;
}

/* {"version":1, "entries":[...], ...}: one array of entries, and nothing behind it. */
int toc_open(struct toc_reader *t, struct span json, const struct limits *limits, struct fault *f)
{
	struct span rest = json, key, value, entries = SPAN_NONE;

	(void)f;
	*t = (struct toc_reader){ .limits = *limits };
	if (!take(&rest, '{'))
		return malformed(t, S_TOC_NO_OBJECT);
	do {
		skip_blank(&rest);
		if (rest.n == 0 || *rest.p != '"' || !cut_value(&rest, &key) || !take(&rest, ':') || !cut_value(&rest, &value))
			return malformed(t, S_TOC_BREAKS_OFF);
		if (!span_is(key, "\"entries\""))
			continue;
		if (entries.n > 0 || *value.p != '[')
			return malformed(t, S_TOC_ENTRIES_TWICE);
		entries = value;
	} while (take(&rest, ','));
	if (!take(&rest, '}'))
		return malformed(t, S_TOC_BREAKS_OFF);
	if (entries.n == 0)
		return malformed(t, S_TOC_ENTRIES_TWICE);
	t->rest = span_sub(entries, 1, entries.n - 2);
	return 0;
}

void toc_release(struct toc_reader *t)
{
	scan_release(&t->scan);
	arena_release(&t->text);
}

/* ---- one entry ------------------------------------------------------------------------------------------------------ */

/* False: the member is there and no number. */
static bool number(const struct toc_reader *t, const char *name, uint64_t *out, bool *there)
{
	uint32_t token = scan_member(&t->scan, 0, name, true);

	*out = 0;
	*there = token != NO_TOKEN;
	return !*there || (t->scan.tokens.v[token].kind == TOKEN_NUMBER && number_read(out, scan_raw(&t->scan, token), INT64_MAX));
}

/* -1; 1: the member is there and no string; *out empty where it is not there. */
static int text(struct toc_reader *t, const char *name, struct span *out, struct fault *f)
{
	uint32_t token = scan_member(&t->scan, 0, name, true);

	*out = SPAN_NONE;
	if (token == NO_TOKEN)
		return 0;
	return t->scan.tokens.v[token].kind != TOKEN_STRING ? 1 : scan_text(&t->scan, token, &t->text, out, f);
}

static bool kind_of(struct toc_entry *e, struct span type)
{
	static const struct {
		const char *word;
		enum entry_kind kind;
	} kinds[] = {
		{ "reg", ENTRY_FILE },       { "chunk", ENTRY_FILE },   { "dir", ENTRY_DIR },        { "symlink", ENTRY_SYMLINK },
		{ "hardlink", ENTRY_HARDLINK }, { "char", ENTRY_CHARDEV }, { "block", ENTRY_BLOCKDEV }, { "fifo", ENTRY_FIFO },
	};

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (span_is(type, kinds[i].word)) {
			e->kind = kinds[i].kind;
			e->chunk = i == 1;
			return true;
		}
	return false;
}

static int read_digest(struct toc_reader *t, const char *name, struct digest *out, struct fault *f)
{
	struct span s;
	int rc = text(t, name, &s, f);

	if (rc == 0 && s.n > 0 && digest_parse(out, s) != 0)
		rc = 1;
	return rc;
}

/* 0, -1; 1: the entry cannot be read. */
static int read_texts(struct toc_reader *t, struct toc_entry *e, struct fault *f)
{
	struct span type, when, zeros;
	int rc = text(t, "name", &e->name, f);

	if (rc == 0)
		rc = text(t, "type", &type, f);
	if (rc == 0)
		rc = text(t, "linkName", &e->link, f);
	if (rc == 0)
		rc = text(t, "modtime", &when, f);
	if (rc == 0)
		rc = text(t, "chunkType", &zeros, f);
	if (rc == 0)
		rc = read_digest(t, "digest", &e->digest, f);
	if (rc == 0)
		rc = read_digest(t, "chunkDigest", &e->chunk_digest, f);
	if (rc != 0)
		return rc;
	e->zeros = span_is(zeros, "zeros");
	if (when.n > 0 && (when_parse(&e->mtime, when) != 0 || e->mtime.sec == -62135596800)) /* 0001-01-01T00:00:00Z: no time */
		e->mtime = WHEN_UNKNOWN;
	return !kind_of(e, type) || e->name.n == 0 || e->name.n > t->limits.path_bytes || e->link.n > t->limits.path_bytes;
}

static bool read_numbers(const struct toc_reader *t, struct toc_entry *e)
{
	bool ignored, mode, uid, gid;

	if (!number(t, "size", &e->size, &ignored) || !number(t, "mode", &e->mode, &mode) || !number(t, "uid", &e->uid, &uid) ||
	    !number(t, "gid", &e->gid, &gid) || !number(t, "offset", &e->offset, &ignored) ||
	    !number(t, "innerOffset", &e->inner, &ignored) || !number(t, "chunkOffset", &e->chunk_offset, &ignored) ||
	    !number(t, "chunkSize", &e->chunk_size, &ignored))
		return false;
	e->mode &= 07777;
	e->has = HAS_MODE | HAS_OWNER; /* a number that is 0 may be left out */
	return true;
}

static int read_entry(struct toc_reader *t, struct span value, struct toc_entry *e, struct fault *f)
{
	int rc;

	scan_release(&t->scan);
	arena_release(&t->text);
	t->scan = (struct scan){ .at = 0 };
	*e = (struct toc_entry){ .mtime = WHEN_UNKNOWN };
	rc = scan_json(&t->scan, value, &t->limits, f);
	if (rc != SCAN_FINE)
		return rc < 0 ? -1 : 1;
	if (t->scan.tokens.v[0].kind != TOKEN_OBJECT)
		return 1;
	rc = read_texts(t, e, f);
	return rc != 0 ? rc : !read_numbers(t, e);
}

int toc_next(struct toc_reader *t, struct toc_entry *out, struct fault *f)
{
	struct span value;
	int rc;

	for (;;) {
		skip_blank(&t->rest);
		if (t->rest.n == 0)
			return TOC_END;
		if (!cut_value(&t->rest, &value))
			return malformed(t, S_TOC_BREAKS_OFF);
		skip_blank(&t->rest);
		if (t->rest.n > 0 && !take(&t->rest, ','))
			return malformed(t, S_TOC_BREAKS_OFF);
		rc = read_entry(t, value, out, f);
		if (rc <= 0)
			return rc;
		t->odd++;
	}
}
