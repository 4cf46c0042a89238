/* casedb/facts_root.c - roots out, for the graph and whoever asks which there are: each with the tree it lies in. */
#include "casedb/private.h"

int facts_registries(struct casedb *db, struct facts **out, struct fault *f)
{
	return facts_start(db,
	             /* of a source that holds a registry, its other stores are not the present */
	             "SELECT r.id, r.scan, s.id, s.present AND (r.store='registry' OR NOT EXISTS(SELECT 1 FROM"
	             " registry o WHERE o.scan=r.scan AND o.store='registry')), r.path, s.label, r.store, n.changed IS NOT NULL AND n.kind<>'dir',"
	             " coalesce((SELECT k.original FROM copy_of k WHERE k.source=s.id AND k.path IS NULL ORDER BY k.id DESC LIMIT 1),0),"
	             " k.id, coalesce(k.original,0), k.original_path, EXISTS(SELECT 1 FROM kinship t WHERE t.registry=r.id AND"
	             " t.stated<>0)"
	             " FROM registry r"
	             " JOIN chosen c ON c.scan=r.scan JOIN scan n ON n.id=r.scan"
	             " JOIN source s ON s.id=n.source LEFT JOIN copy_of k ON k.id=(SELECT max(o.id) FROM copy_of o WHERE"
	             " o.source=s.id AND o.path=r.path) ORDER BY s.present DESC, s.id, CAST(r.path AS BLOB),"
	             " r.store='registry' DESC, r.store",
	             out, f);
}

/* The tree whose top is at `path`. 0; 1: none has it there. */
static int subvolume_at(struct facts *x, int64_t scan, struct span path, struct subvolume_fact *out, struct fault *f)
{
	struct bind b;
	int rc;

	if (x->more == NULL &&
	    sqlite3_prepare_v2(x->db->sql, "SELECT volume, number, uuid, parent_uuid, made_in, changed_in, read_only FROM subvolume"
	                       " WHERE scan=? AND path=?", -1, &x->more, NULL) != SQLITE_OK)
		return casedb_fault(x->db, f, "cannot read facts");
	(void)sqlite3_reset(x->more);
	b = (struct bind){ .db = x->db, .st = x->more, .at = 1 };
	bind_int(&b, scan);
	bind_name(&b, path);
	rc = b.rc != SQLITE_OK ? b.rc : sqlite3_step(x->more);
	if (rc != SQLITE_ROW)
		return rc == SQLITE_DONE ? 1 : casedb_fault(x->db, f, "cannot read facts");
	*out = (struct subvolume_fact){ .path = path,
		                        .volume = sqlite3_column_int64(x->more, 0),
		                        .number = (uint64_t)sqlite3_column_int64(x->more, 1),
		                        .uuid = column_span(x->more, 2),
		                        .parent = column_span(x->more, 3),
		                        .made_in = (uint64_t)sqlite3_column_int64(x->more, 4),
		                        .changed_in = (uint64_t)sqlite3_column_int64(x->more, 5),
		                        .read_only = sqlite3_column_int(x->more, 6) != 0 };
	return 0;
}

/* The innermost tree that the root lies in. */
static int find_subvolume(struct facts *x, struct registry_fact *r, struct fault *f)
{
	int rc = 1;

	for (size_t n = r->path.n; rc == 1; n--) {
		if (n == r->path.n || n == 0 || r->path.p[n] == '/')
			rc = subvolume_at(x, r->scan, span_sub(r->path, 0, n), &r->in, f);
		if (n == 0)
			break;
	}
	return rc < 0 ? -1 : 0;
}

int facts_next_registry(struct facts *x, struct registry_fact *out, struct fault *f)
{
	int rc = facts_step(x, f);

	if (rc != 0)
		return rc;
	*out = (struct registry_fact){
		.id = sqlite3_column_int64(x->st, 0),
		.scan = sqlite3_column_int64(x->st, 1),
		.source = (uint32_t)sqlite3_column_int64(x->st, 2),
		.present = sqlite3_column_int(x->st, 3) != 0,
		.path = column_span(x->st, 4),
		.label = column_span(x->st, 5),
		.store = store_of(column_span(x->st, 6)),
		.changed = sqlite3_column_int(x->st, 7) != 0,
		.original = (uint32_t)sqlite3_column_int64(x->st, 8),
		.root_stated = sqlite3_column_type(x->st, 9) != SQLITE_NULL,
		.of_source = (uint32_t)sqlite3_column_int64(x->st, 10),
		.of_root = sqlite3_column_type(x->st, 11) != SQLITE_NULL,
		.of_path = column_span(x->st, 11),
		.copy = sqlite3_column_int(x->st, 12) != 0,
	};
	return find_subvolume(x, out, f);
}
