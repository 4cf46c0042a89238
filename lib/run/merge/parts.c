/* run/merge/parts.c - what each part file says of itself, and whether it can be believed. */
#include "run/custody.h"
#include "run/merge/merge.h"
#include "casedb/query.h"

#include "run/custody/custody.h"
#include "run/scan/part.h"

#include <fcntl.h>
#include <string.h>

void run_parts_release(struct parts *p)
{
	VEC_RELEASE(&p->files);
	VEC_RELEASE(&p->scans);
	arena_release(&p->arena);
}

/* The chain, the custody tables, and what every table held when the scan ended. */
static int believe(const struct run_options *o, struct part *p, struct fault *f)
{
	struct run_options own = *o;
	struct run_custody_state s;

	own.case_path = p->path;
	if (run_custody_verify(&own, &s, f) < 0)
		return -1;
	if (s.first_bad != 0 || !s.guarded)
		return fault_set(f, FAULT_FORGED, 0, "%s: its custody log was changed; see sherd verify %s", p->path, p->path);
	if (s.edited_table[0] != '\0' || s.changed_table[0] != '\0')
		return fault_set(f, FAULT_FORGED, 0, "%s: table %s does not hold what it held when the scan ended", p->path,
		                 s.edited_table[0] != '\0' ? s.edited_table : s.changed_table);
	if (s.checkpoint == 0 || s.later_actions)
		return fault_set(f, FAULT_USAGE, 0, "%s: part %u/%u is unfinished: its run was killed or still goes on; run its scan again",
		                 p->path, p->shard.at, p->shard.of);
	memcpy(p->head, s.head, sizeof p->head);
	p->entries = s.entries;
	return 0;
}

static int same_build(struct span theirs, const struct part *p, struct fault *f)
{
	OWNED(buf) struct buf ours = BUF_INIT;
	struct span a = theirs, b;

	if (run_part_build(&ours, f) < 0)
		return -1;
	b = buf_span(&ours);
	if (span_eq(a, b))
		return 0;
	while (a.n > 0 && b.n > 0) { /* the first line that differs */
		struct span x = span_cut(&a, '\n'), y = span_cut(&b, '\n');

		if (!span_eq(x, y))
			return fault_set(f, FAULT_USAGE, 0, "%s was made by another build (%.*s) than this one (%.*s): parts are put together by the build that made them",
			                 p->path, (int)(x.n < 200 ? x.n : 200), (const char *)x.p, (int)(y.n < 200 ? y.n : 200), (const char *)y.p);
	}
	return fault_set(f, FAULT_USAGE, 0, "%s was made by another build than this one", p->path);
}

static int keep_scan(struct parts *all, size_t part, const struct rows *r, struct fault *f)
{
	struct part_scan s = { .part = part,
		               .id = rows_int(r, "id"),
		               .size = (uint64_t)rows_int(r, "size"),
		               .out_of_scope = (uint64_t)rows_int(r, "out_of_scope") };
	const struct {
		const char *column;
		struct span *to;
	} texts[] = { { "label", &s.label },   { "kind", &s.kind },           { "path", &s.path },     { "compression", &s.compression },
		      { "depth", &s.depth },   { "scope", &s.scope },         { "limits", &s.limits }, { "state", &s.state },
		      { "before", &s.before }, { "after", &s.after },         { "digest", &s.digest }, { "walked", &s.walked } };

	for (size_t i = 0; i < COUNT(texts); i++)
		if (arena_span(&all->arena, rows_span(r, texts[i].column), texts[i].to, f) < 0)
			return -1;
	return VEC_PUSH(&all->scans, s, f);
}

static int read_scans(struct parts *all, size_t part, struct casedb *db, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	size_t before = all->scans.n;
	int rc;

	if (rows_open(db, QUERY_PART_SCANS, &r, f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0)
		if (keep_scan(all, part, r, f) < 0)
			return -1;
	if (rc < 0)
		return -1;
	return all->scans.n > before ? 0 : fault_set(f, FAULT_USAGE, 0, "%s holds no scan", all->files.v[part].path);
}

static int read_part(struct parts *all, const struct run_options *o, const char *path, struct fault *f)
{
	OWNED(casedb) struct casedb *db = NULL;
	OWNED(buf) struct buf build = BUF_INIT;
	const char *slash = strrchr(path, '/');
	struct casedb *opened;
	struct part p = { .path = path };
	uint64_t size;
	int rc;

	if (casedb_open(&opened, path, CASEDB_READ, o->watch, f) < 0)
		return -1;
	db = opened;
	rc = casedb_part(db, &p.shard, &build, f);
	if (rc < 0)
		return -1;
	if (rc > 0)
		return fault_set(f, FAULT_USAGE, 0, "%s is a case and no part of a scan; parts are made by sherd scan PART --shard K/N SOURCE (0/1: the whole source)", path);
	if (same_build(buf_span(&build), &p, f) < 0 || believe(o, &p, f) < 0 ||
	    arena_span(&all->arena, span_of(slash == NULL ? path : slash + 1), &p.name, f) < 0 ||
	    run_hash_file(AT_FDCWD, path, p.sha256, &size, f) < 0 || VEC_PUSH(&all->files, p, f) < 0)
		return -1;
	return read_scans(all, all->files.n - 1, db, f);
}

int run_parts_read(struct parts *p, const struct run_options *o, const char *const *paths, size_t n, struct fault *f)
{
	for (size_t i = 0; i < n; i++)
		if (read_part(p, o, paths[i], f) < 0)
			return -1;
	return 0;
}
