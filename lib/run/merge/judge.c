/* run/merge/judge.c - do the parts of a source belong together, and are they all there? */
#include "run/merge/merge.h"

#include "base/quote.h"
#include "run/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_source(const void *a, const void *b, void *user)
{
	const struct parts *p = (const struct parts *)user;
	const struct part_scan *x = (const struct part_scan *)a, *y = (const struct part_scan *)b;
	const struct shard *s = &p->files.v[x->part].shard, *t = &p->files.v[y->part].shard;
	int c = span_cmp(x->label, y->label);

	if (c == 0)
		c = (s->at > t->at) - (s->at < t->at);
	return c != 0 ? c : strcmp(p->files.v[x->part].head, p->files.v[y->part].head);
}

size_t run_parts_of_one(const struct parts *p, size_t from)
{
	size_t n = 0;

	while (from + n < p->scans.n && span_eq(p->scans.v[from + n].label, p->scans.v[from].label))
		n++;
	return n;
}

static const struct part *file_of(const struct parts *p, size_t scan)
{
	return &p->files.v[p->scans.v[scan].part];
}

/* The same part given twice counts once. */
static void drop_same(struct parts *p)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->scans.n; i++) {
		if (kept > 0 && span_eq(p->scans.v[i].label, p->scans.v[kept - 1].label) &&
		    file_of(p, i)->shard.at == file_of(p, kept - 1)->shard.at &&
		    strcmp(file_of(p, i)->head, file_of(p, kept - 1)->head) == 0)
			continue;
		p->scans.v[kept++] = p->scans.v[i];
	}
	p->scans.n = kept;
}

/* The words of an identity that a copy elsewhere, or another machine's view of it, has too: what it is, how large, and
 * when it was changed last. */
static int common(struct span identity, struct buf *out, struct fault *f)
{
	static const char *const own[] = { "dev=", "ino=", "ctime=" };

	while (identity.n > 0) {
		struct span word = span_cut(&identity, ' ');
		bool skip = false;

		for (size_t i = 0; i < COUNT(own); i++)
			skip = skip || span_starts(word, span_of(own[i]));
		if (!skip && (buf_add(out, word, f) < 0 || buf_add_byte(out, ' ', f) < 0))
			return -1;
	}
	return 0;
}

int run_parts_same_source(struct span a, struct span b, bool *same, struct fault *f)
{
	OWNED(buf) struct buf one = BUF_INIT;
	OWNED(buf) struct buf two = BUF_INIT;

	if (common(a, &one, f) < 0 || common(b, &two, f) < 0)
		return -1;
	*same = span_eq(buf_span(&one), buf_span(&two));
	return 0;
}

struct part_pair {
	const struct part_scan *a, *b;
	const struct part *x, *y;
	const char *label;
};

static int differ(const struct part_pair *p, const char *what, struct fault *f)
{
	return fault_set(f, FAULT_USAGE, 0, "source %s: %s and %s are not parts of one scan: they differ in %s", p->label, p->x->path,
	                 p->y->path, what);
}

static int compare_identity(const struct part_pair *p, struct fault *f)
{
	bool same;

	if (run_parts_same_source(p->a->before, p->b->before, &same, f) < 0)
		return -1;
	if (!same)
		return differ(p, "what the source was (its kind, its size, or when it was changed last)", f);
	if (p->a->digest.n > 0 && p->b->digest.n > 0 && !span_eq(p->a->digest, p->b->digest))
		return differ(p, "the digest of the source", f);
	if (!span_eq(p->a->walked, p->b->walked))
		return differ(p, "the entries that their walks met: the source was changed between them, or is another", f);
	return 0;
}

static int compare_options(const struct part_pair *p, struct fault *f)
{
	const struct {
		struct span a, b;
		const char *what;
	} all[] = { { p->a->kind, p->b->kind, "the kind of the source" },
		    { p->a->compression, p->b->compression, "the compression of the source" },
		    { p->a->depth, p->b->depth, "--depth" },
		    { p->a->scope, p->b->scope, "--only" },
		    { p->a->limits, p->b->limits, "--limit" } };

	if (p->x->shard.of != p->y->shard.of)
		return fault_set(f, FAULT_USAGE, 0, "source %s: %s is part %u/%u, %s is part %u/%u: all must be cut alike", p->label, p->x->path,
		                 p->x->shard.at, p->x->shard.of, p->y->path, p->y->shard.at, p->y->shard.of);
	for (size_t i = 0; i < COUNT(all); i++)
		if (!span_eq(all[i].a, all[i].b))
			return differ(p, all[i].what, f);
	if (p->x->shard.at == p->y->shard.at)
		return fault_set(f, FAULT_USAGE, 0, "source %s: %s and %s are both part %u/%u", p->label, p->x->path, p->y->path, p->x->shard.at,
		                 p->x->shard.of);
	return compare_identity(p, f);
}

/* "1/3, 2/3" of those that are not there. */
static int missing(const struct parts *p, size_t from, size_t n, const char *label, struct fault *f)
{
	unsigned of = file_of(p, from)->shard.of, told = 0, lacking = 0;
	char list[200] = "";
	size_t at = 0;

	for (unsigned k = 0; k < of; k++) {
		if (at < n && file_of(p, from + at)->shard.at == k) {
			at++;
			continue;
		}
		lacking++;
		if (strlen(list) + 24 < sizeof list) {
			(void)snprintf(list + strlen(list), sizeof list - strlen(list), "%s%u/%u", told > 0 ? ", " : "", k, of);
			told++;
		}
	}
	if (lacking == 0)
		return 0;
	return fault_set(f, FAULT_USAGE, 0, "source %s: part%s %s%s missing%s", label, lacking > 1 ? "s" : "", list,
	                 lacking > told ? " and more are" : lacking > 1 ? " are" : " is", "; without all of them nothing is put together");
}

static int judge_one(const struct parts *p, const struct run_options *o, size_t from, size_t n, struct fault *f)
{
	OWNED(buf) struct buf limits = BUF_INIT;
	char label[120];

	(void)quote_short(label, sizeof label, p->scans.v[from].label);
	for (size_t i = 0; i < n; i++) {
		const struct part_pair pair = { &p->scans.v[from + (i > 0 ? i - 1 : 0)], &p->scans.v[from + i],
			                   file_of(p, from + (i > 0 ? i - 1 : 0)), file_of(p, from + i), label };

		if (!span_is(pair.b->state, "finished") || pair.b->walked.n == 0)
			return fault_set(f, FAULT_USAGE, 0, "source %s: %s, part %u/%u, is unfinished; run its scan again", label, pair.y->path,
			                 pair.y->shard.at, pair.y->shard.of);
		if (i > 0 && compare_options(&pair, f) < 0)
			return -1;
	}
	if (missing(p, from, n, label, f) < 0 || run_record_limits(&o->limits, &limits, f) < 0)
		return -1;
	if (!span_eq(buf_span(&limits), p->scans.v[from].limits))
		return fault_set(f, FAULT_USAGE, 0, "source %s: its parts were read with other bounds; give merge the same --limit as scan", label);
	return 0;
}

int run_parts_judge(struct parts *p, const struct run_options *o, struct fault *f)
{
	if (p->scans.n > 1)
		qsort_r(p->scans.v, p->scans.n, sizeof *p->scans.v, by_source, p);
	drop_same(p);
	for (size_t from = 0, n; from < p->scans.n; from += n) {
		n = run_parts_of_one(p, from);
		if (judge_one(p, o, from, n, f) < 0)
			return -1;
	}
	return 0;
}
