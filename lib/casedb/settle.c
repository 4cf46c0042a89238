/*
 * casedb/settle.c - what only the whole scan tells of the storage roots in it: which are real, which were
 * known by their content alone, whose directories are then named too, and what product kept them.
 */
#include "casedb/intern.h"

#include "base/quote.h"
#include "base/vec.h"
#include "core/sentence.h"

#include <stdio.h>

/* ---- what is told of entries that a query finds ---------------------------------------------------------- */

/* Items that `sql` selects, ?1 being the scan; a second column is what the sentence is about, a third stands before it. */
struct told_item {
	int64_t id;
	struct buf what, lead;
};

struct told_items {
	VEC(struct told_item) v;
};

static void told_items_release(struct told_items *t)
{
	for (size_t i = 0; i < t->v.n; i++) {
		buf_release(&t->v.v[i].what);
		buf_release(&t->v.v[i].lead);
	}
	VEC_RELEASE(&t->v);
}
DEFINE_OWN(told_items, struct told_items, told_items_release)

static int select_items(struct casedb *db, int64_t scan, const char *sql, struct told_items *out, struct fault *f)
{
	sqlite3_stmt *st = NULL;
	int rc = 0, step = SQLITE_DONE;

	if (sqlite3_prepare_v2(db->sql, sql, -1, &st, NULL) != SQLITE_OK || sqlite3_bind_int64(st, 1, scan) != SQLITE_OK)
		return casedb_fault(db, f, "cannot read items");
	while (rc == 0 && (step = sqlite3_step(st)) == SQLITE_ROW) {
		struct told_item x = { sqlite3_column_int64(st, 0), BUF_INIT, BUF_INIT };

		if (sqlite3_column_count(st) > 1)
			rc = buf_add(&x.what, column_span(st, 1), f);
		if (rc == 0 && sqlite3_column_count(st) > 2)
			rc = buf_add(&x.lead, column_span(st, 2), f);
		if (rc == 0)
			rc = VEC_PUSH(&out->v, x, f);
		if (rc < 0) {
			buf_release(&x.what);
			buf_release(&x.lead);
		}
	}
	(void)sqlite3_finalize(st);
	return rc < 0 ? -1 : step == SQLITE_DONE ? 0 : casedb_fault(db, f, "cannot read items");
}

static int observe(struct casedb *db, int64_t scan, int64_t item, enum finding_code code, struct span text, struct fault *f)
{
	return casedb_put_observation(db, scan, item, code, 0, 0, SPAN_NONE, text, f);
}

/* The same sentence of each of them. */
static int tell_each(struct casedb *db, int64_t scan, const char *sql, enum finding_code code, const char *sentence,
                     struct fault *f)
{
	OWNED(told_items) struct told_items all = { { NULL, 0, 0 } };
	int rc = select_items(db, scan, sql, &all, f);

	for (size_t i = 0; rc == 0 && i < all.v.n; i++)
		rc = observe(db, scan, all.v.v[i].id, code, span_of(sentence), f);
	return rc;
}

/* Places where products on the registry keep it (their installers' defaults), and what such a product itself says of
 * its tags. */
static int note_products(struct casedb *db, int64_t scan, struct fault *f)
{
	static const char gitlab[] =
		"SELECT (SELECT i.id FROM item_row i WHERE i.scan=r.scan AND " PATH_IS("i", "r.path") " LIMIT 1) FROM registry r WHERE r.scan=?1 AND"
		" r.store='registry' AND r.path LIKE '%gitlab-rails/shared/registry/docker/registry/v2'";
	static const char harbor[] =
		"SELECT (SELECT i.id FROM item_row i WHERE i.scan=r.scan AND " PATH_IS("i", "r.path") " LIMIT 1) FROM registry r WHERE r.scan=?1 AND"
		" r.store='registry' AND r.path LIKE '%registry/docker/registry/v2' AND (SELECT count(*) FROM item i, (SELECT"
		" substr(r.path, 1, length(r.path)-27) AS top) p WHERE i.scan=r.scan AND i.kind='dir' AND i.path IN"
		" (p.top||'database', p.top||'job_logs', p.top||'redis', p.top||'secret', p.top||'ca_download'))>=2";
	static const char database[] =
		"SELECT i.id FROM item i WHERE i.scan=?1 AND i.leaf LIKE '%database-in-use' AND (i.path LIKE '%registry/lockfiles/database-in-use' OR i.path LIKE"
		" '%registry/v2/lockfiles/database-in-use' OR i.path='lockfiles/database-in-use')";

	static const char read[] = "SELECT id FROM log_event_row WHERE scan=?1 AND family IN (SELECT id FROM text"
				   " WHERE value>='database' AND value<'databasf') AND tag IS NOT NULL LIMIT 1";
	OWNED(told_items) struct told_items databases = { { NULL, 0, 0 } };

	if (select_items(db, scan, read, &databases, f) < 0)
		return -1;
	return tell_each(db, scan, gitlab, FINDING_REGISTRY_PRODUCT, S_PATH_OF_GITLAB, f) < 0 ||
	                       tell_each(db, scan, harbor, FINDING_REGISTRY_PRODUCT, S_BESIDE_HARBOR, f) < 0 ||
	                       tell_each(db, scan, database, FINDING_TAGS_ELSEWHERE, S_GITLAB_REGISTRY_MARKS, f) < 0 ||
	                       tell_each(db, scan, harbor, FINDING_TAGS_ELSEWHERE, databases.v.n > 0 ? S_HARBOR_FROM_2_READ : S_HARBOR_FROM_2, f) < 0
	               ? -1
	               : 0;
}

/* ---- roots known by their content ---------------------------------------------------------------------- */

struct known_root {
	int64_t id;
	struct buf path;   /* of the root, raw */
	bool shelved;      /* repositories without a root: what is in none of them stays outside */
};

/* Binds the range of everything beneath `root`, once as text and once as bytes: ?2 to ?5. */
static int bind_beneath(struct bind *b, struct span root, struct buf *low, struct buf *high, struct fault *f)
{
	if (buf_add(low, root, f) < 0 || buf_add(high, root, f) < 0 ||
	    (root.n > 0 && (buf_add_byte(low, '/', f) < 0 || buf_add_byte(high, '0', f) < 0)) ||
	    (root.n == 0 && buf_add_byte(high, 0xFF, f) < 0))
		return -1;
	bind_name(b, buf_span(low));
	if (root.n == 0 && b->rc == SQLITE_OK)
		b->rc = sqlite3_bind_text(b->st, b->at++, "\xf4\x8f\xbf\xbf", -1, SQLITE_STATIC);
	else
		bind_name(b, buf_span(high));
	bind_blob(b, low->n > 0 ? buf_span(low) : span_of("\x01"));
	bind_blob(b, buf_span(high));
	return 0;
}

/* Does the directory belong to the root as its registry would have it? */
static bool belongs(const struct known_root *k, struct span path, const struct place *p)
{
	struct span root = buf_span(&k->path), rest = span_from(path, root.n + (root.n > 0 && path.n > root.n));

	if (p->role == ROLE_ROOT)
		return true;
	if (k->shelved)
		return p->repository.n > 0 && p->role != ROLE_FOREIGN;
	return span_is(rest, "blobs") || span_is(rest, "repositories") || span_starts(rest, span_of("blobs/")) ||
	       span_starts(rest, span_of("repositories/"));
}

static int put_role(struct casedb *db, sqlite3_stmt *put, sqlite3_stmt *upload, int64_t item, const struct known_root *k,
                    const struct place *p, struct fault *f)
{
	struct bind b = { .db = db, .st = put, .at = 1 };

	bind_int(&b, item);
	bind_cstr_id(&b, role_text(p->role));
	bind_int(&b, k->id);
	bind_optional_id(&b, p->repository);
	bind_optional_id(&b, p->tag);
	bind_digest_id(&b, &p->digest);
	if (bind_run(&b, NULL, f) < 0)
		return -1;
	if (p->upload.n == 0)
		return 0;
	b = (struct bind){ .db = db, .st = upload, .at = 1 };
	bind_int(&b, item);
	bind_name(&b, p->upload);
	return bind_run(&b, NULL, f);
}

static int name_each(struct casedb *db, const struct known_root *k, sqlite3_stmt *list, sqlite3_stmt *put, sqlite3_stmt *upload,
                     struct fault *f)
{
	int rc;

	while ((rc = sqlite3_step(list)) == SQLITE_ROW) {
		OWNED(buf) struct buf path = BUF_INIT;
		struct place p;

		if (buf_add(&path, column_span(list, 1), f) < 0)
			return -1;
		layout_classify_in(&p, buf_span(&path), buf_span(&k->path), sqlite3_column_int(list, 2) != 0);
		if (belongs(k, buf_span(&path), &p) &&
		    put_role(db, put, upload, sqlite3_column_int64(list, 0), k, &p, f) < 0)
			return -1;
	}
	return rc == SQLITE_DONE ? 0 : casedb_fault(db, f, "cannot read items");
}

/* The entries beneath the root that were outside while it was not known. */
static int name_beneath(struct casedb *db, int64_t scan, const struct known_root *k, struct fault *f)
{
	static const char list_sql[] = "SELECT id, path, kind='dir' FROM item WHERE scan=?1 AND role_id=word_id('outside') AND"
	                               " kind IN ('dir','file') AND (path=?6 OR (path>=?2 AND path<?3) OR"
	                               " (path>=?4 AND path<?5))",
	                  put_sql[] = "UPDATE item_row SET role=?2, registry=?3, repository=?4, tag=?5, digest=?6 WHERE id=?1",
	                  upload_sql[] = "INSERT INTO item_more(item, upload) VALUES(?1,?2) ON CONFLICT(item) DO UPDATE SET"
	                                 " upload=excluded.upload";
	OWNED(buf) struct buf low = BUF_INIT;
	OWNED(buf) struct buf high = BUF_INIT;
	struct bind b = { .db = db, .at = 1 };
	sqlite3_stmt *put = NULL, *upload = NULL;
	int rc;

	b.rc = sqlite3_prepare_v2(db->sql, list_sql, -1, &b.st, NULL);
	if (b.rc == SQLITE_OK)
		b.rc = sqlite3_prepare_v2(db->sql, put_sql, -1, &put, NULL);
	if (b.rc == SQLITE_OK)
		b.rc = sqlite3_prepare_v2(db->sql, upload_sql, -1, &upload, NULL);
	bind_int(&b, scan);
	rc = bind_beneath(&b, buf_span(&k->path), &low, &high, f);
	bind_name(&b, buf_span(&k->path));
	if (rc == 0)
		rc = b.rc == SQLITE_OK ? name_each(db, k, b.st, put, upload, f) : casedb_fault(db, f, "cannot read items");
	(void)sqlite3_finalize(b.st);
	(void)sqlite3_finalize(put);
	(void)sqlite3_finalize(upload);
	return rc;
}

static int tell_renamed(struct casedb *db, int64_t scan, const struct known_root *k, struct fault *f)
{
	static const char sql[] =
		"SELECT coalesce((SELECT i.id FROM item_row i WHERE i.scan=?1 AND " PATH_IS("i", "?2") " LIMIT 1),"
		" (SELECT i.id FROM item_row i WHERE i.scan=?1 AND i.registry=?3 ORDER BY i.id-i.behind LIMIT 1))";
	struct bind b = { .db = db, .at = 1 };
	int64_t item = 0;

	b.rc = sqlite3_prepare_v2(db->sql, sql, -1, &b.st, NULL);
	bind_int(&b, scan);
	bind_name(&b, buf_span(&k->path));
	bind_int(&b, k->id);
	if (b.rc == SQLITE_OK && sqlite3_step(b.st) == SQLITE_ROW)
		item = sqlite3_column_int64(b.st, 0);
	(void)sqlite3_finalize(b.st);
	if (b.rc != SQLITE_OK)
		return casedb_fault(db, f, "cannot read items");
	return observe(db, scan, item, FINDING_REGISTRY_RENAMED,
	               span_of(k->shelved ? S_REPOSITORIES_LIE_OUTSIDE : S_KNOWN_CONTENT_REGISTRY), f);
}

/* Roots whose own name tells nothing, and whether repositories lie in them directly. */
static int list_known(struct casedb *db, int64_t scan, struct known_root **out, size_t *n, struct fault *f)
{
	static const char sql[] =
		/* a repository's places are few: of each pair one item is looked at */
		"WITH lies AS MATERIALIZED (SELECT min(id) AS id, registry, repository FROM item_row WHERE scan=?1 AND"
		" repository IS NOT NULL GROUP BY registry, repository, place, substr(leaf,1,1)='_', CASE WHEN instr(leaf,'/_')>0 THEN"
		" leaf END)"
		" SELECT r.id, r.path, EXISTS(SELECT 1 FROM lies l JOIN item i ON i.id=l.id WHERE l.registry=r.id AND"
		" substr(i.path, CASE WHEN r.path='' THEN 1 ELSE length(r.path)+2 END,"
		" length(i.repository)+2) = i.repository||'/_') FROM registry r WHERE r.scan=?1 AND r.store='registry'"
		" AND NOT EXISTS(SELECT 1 FROM item i WHERE i.scan=r.scan AND i.place IS NULL AND i.leaf='' AND i.role IN ('blobs','repositories'))"
		" ORDER BY r.id";
	sqlite3_stmt *st = NULL;
	size_t cap = 0;
	int rc = 0, step = SQLITE_DONE;

	if (sqlite3_prepare_v2(db->sql, sql, -1, &st, NULL) != SQLITE_OK || sqlite3_bind_int64(st, 1, scan) != SQLITE_OK)
		return casedb_fault(db, f, "cannot read registries");
	while (rc == 0 && (step = sqlite3_step(st)) == SQLITE_ROW) {
		struct known_root k = { .id = sqlite3_column_int64(st, 0), .shelved = sqlite3_column_int(st, 2) != 0 };

		if (layout_named(column_span(st, 1)) && !k.shelved)
			continue;
		rc = vec_grow((void **)out, *n, &cap, sizeof **out, f);
		if (rc == 0)
			rc = buf_add(&k.path, column_span(st, 1), f);
		if (rc == 0)
			(*out)[(*n)++] = k;
	}
	(void)sqlite3_finalize(st);
	return rc < 0 ? -1 : step == SQLITE_DONE ? 0 : casedb_fault(db, f, "cannot read registries");
}

static int name_roots(struct casedb *db, int64_t scan, struct fault *f)
{
	struct known_root *all = NULL;
	size_t n = 0;
	int rc = list_known(db, scan, &all, &n, f);

	for (size_t i = 0; rc == 0 && i < n; i++) {
		rc = name_beneath(db, scan, &all[i], f);
		if (rc == 0)
			rc = tell_renamed(db, scan, &all[i], f);
	}
	for (size_t i = 0; i < n; i++)
		buf_release(&all[i].path);
	free(all);
	return rc;
}

/* ---- lists of images that cannot be read ---------------------------------------------------------------- */

/* An index.json or manifest.json that could not be read is one where the rest of such a store lies beside it:
 * the file belongs to that store, so that what was noted of it is a finding. */
static int claim_lists(struct casedb *db, int64_t scan, struct fault *f)
{
	char sql[3600];

	(void)snprintf(
		sql, sizeof sql,
		"CREATE TEMP TABLE unread_list AS SELECT i.id, CASE WHEN length(i.path)>n.length THEN"
		" substr(i.path, 1, length(i.path)-n.length-1) ELSE '' END AS top, CASE WHEN length(i.path)>n.length THEN"
		" substr(i.path, 1, length(i.path)-n.length) ELSE '' END AS above, n.store FROM (SELECT DISTINCT item FROM"
		" observation WHERE scan=%lld AND code='json-malformed') o JOIN item i ON i.id=o.item JOIN (SELECT"
		" 'index.json' AS name, 10 AS length, 'oci-layout' AS store UNION ALL SELECT 'manifest.json', 13,"
		" 'docker-archive') n ON i.path=n.name OR substr(i.path, -n.length-1)='/'||n.name WHERE i.role='outside';"
		"DELETE FROM unread_list WHERE NOT EXISTS(SELECT 1 FROM item j WHERE j.scan=%lld AND j.kind='file' AND"
		" ((" PATH_IS("j", "above||'oci-layout'") ") OR (store='docker-archive' AND ((" PATH_IS("j", "above||'repositories'")
		") OR (" PATH_IS("j", "above||'version'") "))))) AND NOT EXISTS(SELECT 1 FROM registry r WHERE r.scan=%lld AND r.path=top AND"
		" r.store=unread_list.store);"
		"INSERT OR IGNORE INTO registry(scan, store, path) SELECT %lld, store, top FROM unread_list;"
		"INSERT OR IGNORE INTO text(value) VALUES('store-names');"
		"UPDATE item_row SET role=word_id('store-names'), registry=(SELECT r.id FROM unread_list u JOIN registry r ON"
		" r.scan=%lld AND r.path=u.top AND r.store=u.store WHERE u.id=item_row.id) WHERE id IN (SELECT id FROM"
		" unread_list);"
		"DROP TABLE unread_list",
		(long long)scan, (long long)scan, (long long)scan, (long long)scan, (long long)scan);
	return casedb_exec(db, sql, f);
}

/* What docker save writes calls a config <hex>.json. One that a list names, and whose bytes hash to something else,
 * is a copy of the config it is called, and damaged. */
static int claim_configs(struct casedb *db, int64_t scan, struct fault *f)
{
	char sql[1600];

	(void)snprintf(sql, sizeof sql,
	               "CREATE TEMP TABLE called AS SELECT DISTINCT x.digest, l.registry, rtrim(l.path, replace(l.path,'/',''))||"
	               "substr(x.digest,8)||'.json' AS path FROM naming x JOIN item l ON l.id=x.item WHERE x.scan=%lld AND"
	               " x.kind='image-id' AND l.registry IS NOT NULL AND l.path LIKE '%%manifest.json';"
	               "INSERT OR IGNORE INTO digest_row(bytes) SELECT digest_as_bytes(digest) FROM called WHERE digest IS NOT NULL;"
	               "INSERT OR IGNORE INTO text(value) VALUES('store-blob');"
	               "UPDATE item_row SET role=word_id('store-blob'), observed=0, digest=digest_id(n.digest), registry=n.registry"
	               " FROM called n WHERE item_row.scan=%lld AND " PATH_IS("item_row", "n.path") " AND " KIND_OF("item_row")
	               "='file' AND item_row.sha256<>digest_id(n.digest) AND NOT EXISTS(SELECT 1 FROM item_more m WHERE"
	               " m.item=item_row.id AND m.unread IS NOT NULL);"
	               "DROP TABLE called",
	               (long long)scan, (long long)scan);
	return casedb_exec(db, sql, f);
}

/* Nexus: what a .properties says is of the .bytes beside it. A tag gets the digest of these bytes; bytes that hash to
 * something else than the digest they were written under are that blob, and damaged; a name without bytes beside it and
 * without a digest says of no image. */
static int settle_beside(struct casedb *db, int64_t scan, struct fault *f)
{
	char sql[2600];

	(void)snprintf(sql, sizeof sql,
	               "CREATE TEMP TABLE beside AS SELECT n.id, n.digest, i.registry, j.id AS bytes, j.sha256 FROM naming n"
	               " JOIN item i ON i.id=n.item JOIN registry r ON r.id=i.registry LEFT JOIN item j ON j.scan=n.scan AND"
	               " j.kind='file' AND j.superseded=0 AND " PATH_IS("j", "substr(i.path, 1, length(i.path)-10)||'bytes'")
	               " WHERE n.scan=%lld AND r.store='nexus' AND i.role='store-names';"
	               "UPDATE naming SET digest=b.sha256 FROM beside b WHERE b.id=naming.id AND b.digest IS NULL;"
	               "DELETE FROM naming WHERE digest IS NULL AND id IN (SELECT id FROM beside);"
	               "INSERT OR IGNORE INTO digest_row(bytes) SELECT digest_as_bytes(digest) FROM beside WHERE digest IS NOT NULL;"
	               "INSERT OR IGNORE INTO text(value) VALUES('store-blob');"
	               "UPDATE item_row SET registry=b.registry FROM beside b WHERE b.bytes=item_row.id;"
	               "UPDATE item_row SET role=word_id('store-blob'), observed=0, digest=digest_id(b.digest) FROM beside b WHERE"
	               " b.bytes=item_row.id AND b.digest LIKE 'sha256:%%' AND b.sha256<>b.digest AND NOT EXISTS(SELECT 1 FROM"
	               " item_more m WHERE m.item=item_row.id AND m.unread IS NOT NULL);"
	               "DROP TABLE beside",
	               (long long)scan);
	return casedb_exec(db, sql, f);
}

/* Docker before 1.10 names images by random ids: where graph/<id>/json is, its digest stands for the image; a name that
 * leads to none is told. */
static int settle_old_ids(struct casedb *db, int64_t scan, struct fault *f)
{
	static const char lost[] = "SELECT item, hex, offset, length, pointer FROM old_id WHERE digest IS NULL AND ?1 IS NOT NULL";
	char sql[2400];
	sqlite3_stmt *st = NULL;
	int rc = 0, step = SQLITE_DONE;

	(void)snprintf(sql, sizeof sql,
	               "CREATE TEMP TABLE old_id AS SELECT n.id, n.item, n.offset, n.length, n.pointer, n.repository, n.tag,"
	               " substr(n.digest, 8) AS hex, (SELECT j.sha256 FROM item j WHERE j.scan=n.scan AND j.kind='file' AND"
	               " j.superseded=0 AND " PATH_IS("j", "rtrim(i.path, replace(i.path,'/',''))||'graph/'||substr(n.digest, 8)||'/json'") ")"
	               " AS digest FROM naming n JOIN item i ON i.id=n.item JOIN registry r ON r.id=i.registry WHERE n.scan=%lld"
	               " AND r.store='docker-graph' AND i.role='store-names';"
	               "UPDATE naming SET digest=o.digest FROM old_id o WHERE o.id=naming.id AND o.digest IS NOT NULL;"
	               "DELETE FROM naming WHERE id IN (SELECT id FROM old_id WHERE digest IS NULL)",
	               (long long)scan);
	if (casedb_exec(db, sql, f) < 0)
		return -1;
	if (sqlite3_prepare_v2(db->sql, lost, -1, &st, NULL) != SQLITE_OK || sqlite3_bind_int64(st, 1, scan) != SQLITE_OK)
		return casedb_fault(db, f, "cannot read items");
	while (rc == 0 && (step = sqlite3_step(st)) == SQLITE_ROW) {
		OWNED(buf) struct buf hex = BUF_INIT, text = BUF_INIT;

		rc = buf_add(&hex, column_span(st, 1), f);
		if (rc == 0)
			rc = sentence_buf(&text, f, S_NAME_OF_NO_ID, buf_cstr(&hex));
		if (rc == 0)
			rc = casedb_put_observation(db, scan, sqlite3_column_int64(st, 0), FINDING_DESCRIPTOR_MALFORMED,
			                            (uint64_t)sqlite3_column_int64(st, 2), (uint64_t)sqlite3_column_int64(st, 3),
			                            column_span(st, 4), buf_span(&text), f);
	}
	(void)sqlite3_finalize(st);
	if (rc == 0 && step != SQLITE_DONE)
		return casedb_fault(db, f, "cannot read items");
	return rc < 0 ? -1 : casedb_exec(db, "DROP TABLE old_id", f);
}

/* What may be pasted into a shell: the name when it is plain, else a word in its place. */
static const char *pasted(struct buf *name, const char *word)
{
	return quote_pasted_safely(buf_span(name)) ? buf_cstr(name) : word;
}

/* Links at places where storage is usually bound in: what they lead to is not in this source. */
static int tell_links(struct casedb *db, int64_t scan, struct fault *f)
{
#define PLACES "('docker','registry','v2','blobs','repositories','sha256','docker-registry')"
	static const char sql[] =
		"SELECT id, link_target FROM item WHERE scan=?1 AND role_id=word_id('outside') AND kind='symlink' AND"
		" typeof(link_target)='text' AND (substr(path, length(rtrim(path, replace(path,'/','')))+1) IN " PLACES
		" OR substr(link_target, length(rtrim(link_target, replace(link_target,'/','')))+1) IN " PLACES ")";
#undef PLACES
	OWNED(told_items) struct told_items all = { { NULL, 0, 0 } };
	int rc = select_items(db, scan, sql, &all, f);

	for (size_t i = 0; rc == 0 && i < all.v.n; i++) {
		struct told_item *x = &all.v.v[i];
		OWNED(buf) struct buf text = BUF_INIT;

		rc = sentence_buf(&text, f, S_SYMBOLIC_LINK_NOT, buf_cstr(&x->what), pasted(&x->what, "TARGET"));
		if (rc == 0)
			rc = observe(db, scan, x->id, FINDING_NOT_FOLLOWED, buf_span(&text), f);
	}
	return rc;
}

/* Archives among the files: hashed as a whole, and not looked into. */
static int tell_archives(struct casedb *db, int64_t scan, struct fault *f)
{
	static const char sql[] =
		"SELECT i.id, CASE WHEN typeof(i.path)='text' THEN n.path||CASE n.kind WHEN 'dir' THEN '/' ELSE '//' END||i.path END,"
		" CASE WHEN n.kind='dir' THEN 'tar:' WHEN n.path GLOB 'tar:*' OR n.path GLOB 'image:*' OR n.kind='memory' THEN '' ELSE"
		" n.kind||':' END FROM item i JOIN scan n ON n.id=i.scan WHERE i.scan=?1 AND i.role_id=word_id('outside') AND i.size>=512 AND i.kind='file' AND (lower(i.path) GLOB '*.tar'"
		" OR lower(i.path) GLOB '*.tar.[gxz]*' OR lower(i.path) GLOB '*.t[gx]z') AND NOT EXISTS(SELECT 1 FROM reference r"
		" WHERE r.digest_id=i.sha256_id)";
	OWNED(told_items) struct told_items all = { { NULL, 0, 0 } };
	int rc = select_items(db, scan, sql, &all, f);

	for (size_t i = 0; rc == 0 && i < all.v.n; i++) {
		struct told_item *x = &all.v.v[i];
		OWNED(buf) struct buf text = BUF_INIT;

		if (x->what.n > 0 && buf_add_text(&x->lead, pasted(&x->what, "ARCHIVE"), f) < 0)
			return -1;
		rc = x->what.n > 0 ? sentence_buf(&text, f, S_ARCHIVE_TO_SCAN, buf_cstr(&x->lead))
		                   : buf_add_text(&text, S_ARCHIVE_TO_TAKE_OUT, f);
		if (rc == 0)
			rc = observe(db, scan, x->id, FINDING_ARCHIVE_NESTED, buf_span(&text), f);
	}
	return rc;
}

/* ---- stores of other products ---------------------------------------------------------------------------- */

#define HEX2 "[0-9a-f][0-9a-f]"
#define HEX10 HEX2 HEX2 HEX2 HEX2 HEX2
#define HEX40 HEX10 HEX10 HEX10 HEX10
#define HEX62 HEX40 HEX10 HEX10 HEX2
#define HEX64 HEX62 HEX2

static const struct product {
	const char *glob, *text; /* of a path that tells, after any directories */
} products[] = {
	{ "vol-[0-9][0-9]/chap-[0-9][0-9]/*.bytes", S_BLOB_STORE_NEXUS },
	{ "filestore/" HEX2 "/" HEX40, S_FILESTORE_ARTIFACTORY_FILES },
	{ "packages/" HEX2 "/" HEX2 "/" HEX64, S_PACKAGES_GITEA_FORGEJO },
	{ "sha256/" HEX2 "/" HEX64, S_STORAGE_QUAY_BLOBS },
	{ "images/" HEX64 "/ancestry", S_REGISTRY_VERSION_1 },
	{ "artifact/" HEX2 "/" HEX62, S_MEDIA_PULP_ARTIFACTS },
	{ "models/manifests/*.*/*/*/*", S_MODELS_OLLAMA_MANIFESTS },
	{ "graph/" HEX64 "/layersize", S_DOCKER_STORE_BEFORE },
	{ HEX64 "/VERSION", S_ARCHIVE_DOCKER_SAVE },
};

/* The first file of each product that is there, as the place that tells it. */
static int tell_products(struct casedb *db, int64_t scan, struct fault *f)
{
	/* one look through all items for what is left when a registry's own files are put aside */
	static const char few[] =
		"CREATE TEMP TABLE few AS SELECT id, ordinal, path FROM item WHERE scan=%lld AND role_id NOT IN"
		" (coalesce(word_id('blob-data'),0),coalesce(word_id('revision-link'),0),coalesce(word_id('layer-link'),0),"
		"coalesce(word_id('tag-index'),0),coalesce(word_id('tag-current'),0)) AND kind='file'",
	                  sql[] = "SELECT id FROM few WHERE path GLOB ?1 OR path GLOB '*/'||?1 ORDER BY ordinal LIMIT 1";
	char text[400];
	sqlite3_stmt *st = NULL;
	int rc = 0;

	(void)snprintf(text, sizeof text, few, (long long)scan);
	if (casedb_exec(db, text, f) < 0)
		return -1;
	if (sqlite3_prepare_v2(db->sql, sql, -1, &st, NULL) != SQLITE_OK)
		return casedb_fault(db, f, "cannot read items");
	for (size_t i = 0; rc == 0 && i < COUNT(products); i++) {
		struct bind b = { .db = db, .st = st, .at = 1 };
		int64_t item;

		bind_cstr(&b, products[i].glob);
		rc = bind_row(&b, f);
		if (rc == 0) {
			item = sqlite3_column_int64(st, 0);
			(void)sqlite3_reset(st);
			rc = observe(db, scan, item, FINDING_STORE_PRODUCT, span_of(products[i].text), f);
		} else if (rc == CASEDB_NONE) {
			rc = 0;
		}
	}
	(void)sqlite3_finalize(st);
	return rc == 0 ? casedb_exec(db, "DROP TABLE few", f) : rc;
}

/* ---- the door ------------------------------------------------------------------------------------------- */

/* blobs/<alg>/<hex> in a registry's own root: no layout beside it, unless something of one lies there, but blobs that
 * no registry finds where they are. */
static int settle_flat(struct casedb *db, int64_t scan, struct fault *f)
{
	char sql[1300];

	(void)snprintf(sql, sizeof sql,
	               "CREATE TEMP TABLE flat AS SELECT o.id, r.id AS own FROM registry o JOIN registry r ON r.scan=o.scan AND"
	               " r.path=o.path AND r.store='registry' WHERE o.scan=%lld AND o.store='oci-layout' AND EXISTS(SELECT 1"
	               " FROM item i WHERE i.scan=o.scan AND i.registry=r.id AND i.role NOT IN ('root','blobs','foreign'))"
	               " AND NOT EXISTS(SELECT 1 FROM item i WHERE i.scan=o.scan AND i.kind='file' AND i.path IN"
	               " (o.path||CASE WHEN o.path='' THEN '' ELSE '/' END||'oci-layout',"
	               "  o.path||CASE WHEN o.path='' THEN '' ELSE '/' END||'index.json'));"
	               "INSERT OR IGNORE INTO text(value) VALUES('foreign');"
	               "UPDATE item_row SET registry=flat.own, role=word_id('foreign'), digest=NULL, observed=NULL FROM flat WHERE"
	               " item_row.registry=flat.id;"
	               "DELETE FROM registry WHERE id IN (SELECT id FROM flat); DROP TABLE flat",
	               (long long)scan);
	return casedb_exec(db, sql, f);
}

/* Paths are looked up where other stores' lists were read, or could not be. */
static int index_wanted(struct casedb *db, int64_t scan, struct fault *f)
{
	char sql[200];
	int64_t n;

	(void)snprintf(sql, sizeof sql,
	               "SELECT EXISTS(SELECT 1 FROM naming WHERE scan=%lld) OR EXISTS(SELECT 1 FROM observation WHERE scan=%lld AND"
	               " code='json-malformed')", (long long)scan, (long long)scan);
	if (casedb_count(db, sql, &n, f) < 0)
		return -1;
	return n == 0 ? 0 : casedb_index_paths(db, f);
}

int casedb_settle_registries(struct casedb *db, int64_t scan, struct fault *f)
{
	char sql[1600];

	(void)snprintf(sql, sizeof sql,
	               "CREATE TEMP TABLE unreal AS SELECT r.id FROM registry r WHERE r.scan=%lld AND"
	               " r.store='registry' AND EXISTS(SELECT 1 FROM registry o WHERE o.scan=r.scan AND"
	               " ((o.path=r.path AND o.store<>'registry') OR (r.path='' AND o.path<>''))"
	               " UNION ALL SELECT 1 WHERE r.path='' AND NOT EXISTS(SELECT 1 FROM item i WHERE i.scan=r.scan AND"
	               " i.path IN ('blobs/sha256','sha256','repositories','') AND i.kind='dir' AND i.role IN ('blobs','repositories'))) AND NOT EXISTS(SELECT 1 FROM item i WHERE"
	               " i.scan=r.scan AND i.registry=r.id AND i.role NOT IN ('root','blobs','foreign'));"
	               "INSERT OR IGNORE INTO text(value) VALUES('outside');"
	               "UPDATE item_row SET registry=NULL, role=word_id('outside') WHERE scan=%lld AND registry IN"
	               " (SELECT id FROM unreal); DELETE FROM registry WHERE id IN (SELECT id FROM unreal);"
	               "DROP TABLE unreal",
	               (long long)scan, (long long)scan);
	db->registry_id = 0;
	if (index_wanted(db, scan, f) < 0)
		return -1;
	if (casedb_exec(db, "CREATE INDEX IF NOT EXISTS reference_digest ON reference_row(digest)", f) < 0 ||
	    casedb_exec(db, sql, f) < 0)
		return -1;
	/* an object of MinIO is a directory of its name that holds xl.meta; no file stands where the registry's
	 * filesystem driver would have put one */
	(void)snprintf(sql, sizeof sql,
	               "CREATE TEMP TABLE objects AS SELECT r.id, (SELECT i.id FROM item i WHERE i.scan=r.scan AND"
	               " i.registry=r.id AND i.path LIKE '%%/xl.meta' ORDER BY i.ordinal LIMIT 1) AS item FROM"
	               " registry r WHERE r.scan=%lld AND r.store='registry' AND NOT EXISTS(SELECT 1 FROM item i"
	               " WHERE i.scan=r.scan AND i.registry=r.id AND i.kind<>'dir' AND i.role<>'foreign');"
	               "DELETE FROM objects WHERE item IS NULL;"
	               "UPDATE registry SET store='objects' WHERE id IN (SELECT id FROM objects);"
	               "UPDATE item_row SET role=word_id('outside') WHERE scan=%lld AND registry IN (SELECT id FROM objects);"
	               "DELETE FROM objects WHERE item IS NULL",
	               (long long)scan, (long long)scan);
	if (casedb_exec(db, sql, f) < 0 ||
	    tell_each(db, scan, "SELECT item FROM objects WHERE ?1 IS NOT NULL", FINDING_STORE_NOT_READABLE, S_OBJECTS_OF_MINIO, f) < 0 ||
	    casedb_exec(db, "DROP TABLE objects", f) < 0 || settle_flat(db, scan, f) < 0 || name_roots(db, scan, f) < 0 || claim_lists(db, scan, f) < 0 ||
	    claim_configs(db, scan, f) < 0 || settle_beside(db, scan, f) < 0 || settle_old_ids(db, scan, f) < 0 || tell_links(db, scan, f) < 0 ||
	    tell_products(db, scan, f) < 0 || tell_archives(db, scan, f) < 0)
		return -1;
	return note_products(db, scan, f);
}

