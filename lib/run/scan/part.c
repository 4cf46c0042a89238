/* run/scan/part.c - which part of a scan a case file is: told once, when it is made. */
#include "run/build.h"
#include "run/scan/part.h"
#include "casedb/query.h"

#include "core/sentence.h"

int run_part_build(struct buf *out, struct fault *f)
{
	return buf_printf(out, f, "sherd %s\n", run_version()) < 0 ? -1 : run_version_long(out, f);
}

static int make_part(struct casedb *db, const struct run_options *o, struct fault *f)
{
	OWNED(buf) struct buf build = BUF_INIT;

	return run_part_build(&build, f) < 0 ? -1 : casedb_make_part(db, o->shard, buf_span(&build), f);
}

int run_part_begin(struct casedb *db, const struct run_options *o, void *user, struct fault *f)
{
	struct shard has;
	int64_t runs;
	int rc = casedb_part(db, &has, NULL, f);

	(void)user;
	if (rc < 0)
		return -1;
	if (rc == 0 && o->shard.of == 0)
		return casedb_refuse_part(db, f);
	if (rc == 0 && (has.at != o->shard.at || has.of != o->shard.of))
		return fault_set(f, FAULT_USAGE, 0, "%s holds part %u/%u: part %u/%u goes into a file of its own", o->case_path, has.at,
		                 has.of, o->shard.at, o->shard.of);
	if (rc == 0 || o->shard.of == 0)
		return 0;
	if (o->copies_n > 0)
		return fault_set(f, FAULT_USAGE, 0, "--copy-of is said when the parts are together: sherd resolve CASE --copy-of LABEL=LABEL");
	if (casedb_number(db, NUMBER_RUNS_RECORDED, NULL, &runs, f) < 0)
		return -1;
	if (runs > 0)
		return fault_set(f, FAULT_USAGE, 0, "%s is a case already: part %u/%u goes into a file of its own", o->case_path,
		                 o->shard.at, o->shard.of);
	return make_part(db, o, f);
}
