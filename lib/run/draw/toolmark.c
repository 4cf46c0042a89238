/*
 * run/draw/toolmark.c - a repository whose images end in layers of different programs: an inference, from what rebuild
 * learnt of the uppermost layers. Layers below them may be of a base image, and show who made that.
 */
#include "run/draw/toolmark.h"

#include "core/sentence.h"
#include "run/run.h"

#include <inttypes.h>

enum { MARKS = 16 }; /* told: programs of one repository by name; the rest are counted by their images */

struct repository_marks {
	int64_t registry;
	struct buf repository, text;
	struct ground grounds[MARKS];
	size_t n;
};

static void repository_marks_release(struct repository_marks *m)
{
	buf_release(&m->repository);
	buf_release(&m->text);
}

DEFINE_OWN(repository_marks, struct repository_marks, repository_marks_release)

static int tell(struct casedb *db, struct repository_marks *m, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;
	struct finding x = { .code = FINDING_TOOL_CHANGED, .subject = buf_span(&m->repository), .because = { m->grounds, m->n } };

	if (m->n < 2)
		return 0;
	if (sentence_buf(&text, f, S_TOOLS_OF_TOPS, buf_cstr(&m->text)) < 0)
		return -1;
	x.text = buf_span(&text);
	return casedb_put_finding(db, &x, f);
}

static int begin(struct repository_marks *m, const struct rows *r, struct fault *f)
{
	m->registry = rows_int(r, "registry");
	m->n = 0;
	buf_clear(&m->repository);
	buf_clear(&m->text);
	return buf_add(&m->repository, rows_span(r, "repository"), f);
}

static int add(struct repository_marks *m, const struct rows *r, struct fault *f)
{
	struct span encoder = rows_span(r, "encoder");

	if (m->n == MARKS)
		return 0;
	m->grounds[m->n++] = (struct ground){ .item = rows_int(r, "item"), .scan = rows_int(r, "scan") };
	return buf_printf(&m->text, f, "%s%.*s (%" PRId64 ")", m->n > 1 ? ", " : "", (int)encoder.n, (const char *)encoder.p,
	                  rows_int(r, "images"));
}

int run_toolmark_put(struct casedb *db, struct fault *f)
{
	OWNED(repository_marks) struct repository_marks m = { .registry = -1 };
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (rows_open(db, QUERY_TOOL_TOPS, &r, f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0) {
		bool same = m.registry == rows_int(r, "registry") && span_eq(buf_span(&m.repository), rows_span(r, "repository"));

		if (!same && (tell(db, &m, f) < 0 || begin(&m, r, f) < 0))
			return -1;
		if (add(&m, r, f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : tell(db, &m, f);
}
