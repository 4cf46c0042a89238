/* postgres/cluster.c - the door: a data directory recognised, opened, read, closed. */
#include "postgres/private.h"

#include "core/sentence.h"

#include <stdio.h>
#include <stdlib.h>

bool pg_is_version(struct span path, size_t *root)
{
	if (!span_ends(path, span_of("PG_VERSION")))
		return false;
	*root = path.n - 10;
	return *root == 0 || path.p[*root - 1] == '/';
}

/* "15", "9.6" */
static unsigned version_of(struct span text)
{
	unsigned v[2] = { 0, 0 }, n = 0;

	for (size_t i = 0; i < text.n && i < 8; i++) {
		if (text.p[i] >= '0' && text.p[i] <= '9' && v[n] < 1000)
			v[n] = v[n] * 10 + (unsigned)(text.p[i] - '0');
		else if (text.p[i] == '.' && n == 0)
			n = 1;
		else
			break;
	}
	return v[0] >= 10 ? v[0] * 100 : v[0] * 100 + v[1] * 10;
}

static int recognise(struct pg_cluster *c, char why[200], struct fault *f)
{
	OWNED(buf) struct buf b = BUF_INIT;

	if (cluster_small(c, "PG_VERSION", 64, &b, f) < 0)
		return -1;
	c->facts.version = version_of(buf_span(&b));
	if (c->facts.version < PG_9_6 || c->facts.version > PG_17) {
		(void)sentence(why, 200, S_PG_VERSION_NOT_READ);
		return PG_NOT_READ;
	}
	if (cluster_small(c, "global/pg_control", PG_PAGE, &b, f) < 0)
		return -1;
	if (!control_of(&c->control, buf_span(&b), c->facts.version) || !c->control.sound) {
		(void)sentence(why, 200, S_PG_CONTROL_NOT_READ);
		return PG_NOT_READ;
	}
	if (c->control.page != PG_PAGE || c->control.wal_page != PG_PAGE) {
		(void)sentence(why, 200, S_PG_PAGES_NOT_READ);
		return PG_NOT_READ;
	}
	c->facts.system = c->control.system;
	c->facts.checksums = c->control.checksums != 0;
	c->facts.clean = c->control.state == 1;
	c->facts.written = when_sec(c->control.time);
	return 0;
}

int pg_open(struct pg_cluster **out, const struct pg_files *files, const struct limits *limits, const struct watch *watch,
            char why[200], struct fault *f)
{
	OWNED(pg_cluster) struct pg_cluster *c = (struct pg_cluster *)calloc(1, sizeof *c);
	int rc;

	*out = NULL;
	if (c == NULL)
		return fault_memory(f, sizeof *c);
	c->files = files;
	c->limits = *limits;
	c->watch = watch;
	rc = recognise(c, why, f);
	if (rc == 0)
		*out = TAKE(&c);
	return rc;
}

void pg_close(struct pg_cluster *c)
{
	if (c == NULL)
		return;
	databases_release(c);
	VEC_RELEASE(&c->wanted);
	VEC_RELEASE(&c->notes);
	xact_release(&c->xact);
	multi_release(&c->multi);
	wal_rows_release(&c->wal);
	toast_release(&c->toast);
	VEC_RELEASE(&c->loose.shapes);
	VEC_RELEASE(&c->loose.classes);
	VEC_RELEASE(&c->loose.attributes);
	free(c->loose.of);
	free(c->loose.node);
	free(c->loose.sure);
	VEC_RELEASE(&c->loose.last);
	VEC_RELEASE(&c->loose.chunks);
	arena_release(&c->arena);
	free(c);
}

int pg_wants(struct pg_cluster *c, const char *table, struct fault *f)
{
	return VEC_PUSH(&c->wanted, span_of(table), f);
}

void pg_judged(struct pg_cluster *c, struct pg_judge judge)
{
	c->judge = judge;
}

/* The log is read twice: its ends of transactions and its rows of catalogs tell which tables there are, whose rows of it
 * matter then. */
int pg_read(struct pg_cluster *c, struct fault *f)
{
	c->stage = STAGE_CATALOGS;
	if (xact_load(c, f) < 0 || catalog_find(c, f) < 0 || wal_load(c, f) < 0)
		return -1;
	xact_settle(&c->xact);
	multi_settle(&c->multi);
	wal_rows_settle(&c->wal);
	if (catalog_load(c, f) < 0)
		return -1;
	wal_rows_release(&c->wal);
	c->stage = STAGE_TABLES;
	if (c->databases.n == 0)
		return 0;
	c->facts.records = c->facts.segments = 0;
	if (wal_load(c, f) < 0) /* once more, now for rows */
		return -1;
	wal_rows_settle(&c->wal);
	return 0;
}

int pg_database(const struct pg_cluster *c, size_t i, struct span *name)
{
	if (i >= c->databases.n)
		return PG_END;
	*name = c->databases.v[i].name;
	return 0;
}

const struct pg_facts *pg_facts(const struct pg_cluster *c)
{
	return &c->facts;
}

int pg_note(const struct pg_cluster *c, size_t i, struct pg_note *out)
{
	if (i >= c->notes.n)
		return PG_END;
	*out = c->notes.v[i];
	return 0;
}
