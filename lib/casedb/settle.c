/*
 * casedb/settle.c - what only the whole scan tells of the storage roots in it: which are real, which were
 * known by their content alone, whose directories are then named too, and what product kept them.
 */
#include "casedb/private.h"

#include "base/quote.h"

#include <stdio.h>

/* Places where products on the registry keep it (their installers' defaults). */
static int note_products(struct casedb *db, int64_t scan, struct fault *f)
{
	char sql[1600];

	(void)snprintf(sql, sizeof sql,
	               "INSERT INTO observation(scan, item, code, offset, length, pointer, text)"
	               " SELECT r.scan, (SELECT i.id FROM item i WHERE i.scan=r.scan AND i.path=r.path LIMIT 1),"
	               " 'registry-product', 0, 0, '', 'the path is that of GitLab''s registry: in metadata-database"
	               " mode names, tags and manifests are in PostgreSQL' FROM registry r WHERE r.scan=%lld AND"
	               " r.store='registry' AND r.path LIKE '%%gitlab-rails/shared/registry/docker/registry/v2'"
	               " UNION ALL SELECT r.scan, (SELECT i.id FROM item i WHERE i.scan=r.scan AND i.path=r.path LIMIT"
	               " 1), 'registry-product', 0, 0, '', 'beside it lie directories of Harbor: artifact, tag,"
	               " artifact_trash and audit_log are in its PostgreSQL' FROM registry r WHERE r.scan=%lld AND"
	               " r.store='registry' AND r.path LIKE '%%registry/docker/registry/v2' AND (SELECT count(*) FROM"
	               " item i, (SELECT substr(r.path, 1, length(r.path)-27) AS top) p WHERE i.scan=r.scan AND"
	               " i.kind='dir' AND i.path IN (p.top||'database', p.top||'job_logs', p.top||'redis',"
	               " p.top||'secret', p.top||'ca_download'))>=2",
	               (long long)scan, (long long)scan);
	if (casedb_exec(db, sql, f) < 0)
		return -1;
	/* what such a product itself says of its tags */
	(void)snprintf(sql, sizeof sql,
	               "INSERT INTO observation(scan, item, code, offset, length, pointer, text) SELECT i.scan, i.id,"
	               " 'tags-elsewhere', 0, 0, '', 'GitLab''s registry marks by this file that manifests and tags are in"
	               " its metadata database: offline collection by links is not for this storage' FROM item i WHERE"
	               " i.scan=%lld AND (i.path LIKE '%%registry/lockfiles/database-in-use' OR i.path LIKE"
	               " '%%registry/v2/lockfiles/database-in-use' OR i.path='lockfiles/database-in-use')"
	               " UNION ALL SELECT o.scan, o.item, 'tags-elsewhere', 0, 0, '', 'Harbor from 2.0 on keeps the tags in"
	               " its PostgreSQL and puts manifests by digest: links to tags here are of older pushes' FROM observation o"
	               " WHERE o.scan=%lld AND o.code='registry-product' AND o.text LIKE '%%Harbor%%'",
	               (long long)scan, (long long)scan);
	return casedb_exec(db, sql, f);
}

/* ---- roots known by their content ---------------------------------------------------------------------- */

struct known {
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
static bool belongs(const struct known *k, struct span path, const struct place *p)
{
	struct span root = buf_span(&k->path), rest = span_from(path, root.n + (root.n > 0 && path.n > root.n));

	if (p->role == ROLE_ROOT)
		return true;
	if (k->shelved)
		return p->repository.n > 0 && p->role != ROLE_FOREIGN;
	return span_is(rest, "blobs") || span_is(rest, "repositories") || span_starts(rest, span_of("blobs/")) ||
	       span_starts(rest, span_of("repositories/"));
}

static int put_role(struct casedb *db, sqlite3_stmt *put, int64_t item, const struct known *k, const struct place *p,
                    struct fault *f)
{
	struct bind b = { .db = db, .st = put, .at = 1 };

	bind_int(&b, item);
	bind_cstr(&b, role_text(p->role));
	bind_int(&b, k->id);
	if (p->repository.n > 0)
		bind_name(&b, p->repository);
	else
		bind_null(&b);
	if (p->tag.n > 0)
		bind_name(&b, p->tag);
	else
		bind_null(&b);
	if (p->upload.n > 0)
		bind_name(&b, p->upload);
	else
		bind_null(&b);
	bind_digest(&b, &p->digest);
	return bind_run(&b, NULL, f);
}

static int name_each(struct casedb *db, const struct known *k, sqlite3_stmt *list, sqlite3_stmt *put, struct fault *f)
{
	int rc;

	while ((rc = sqlite3_step(list)) == SQLITE_ROW) {
		OWNED(buf) struct buf path = BUF_INIT;
		struct place p;

		if (buf_add(&path, column_span(list, 1), f) < 0)
			return -1;
		layout_classify_in(&p, buf_span(&path), buf_span(&k->path), sqlite3_column_int(list, 2) != 0);
		if (belongs(k, buf_span(&path), &p) &&
		    put_role(db, put, sqlite3_column_int64(list, 0), k, &p, f) < 0)
			return -1;
	}
	return rc == SQLITE_DONE ? 0 : casedb_fault(db, f, "cannot read items");
}

/* The entries beneath the root that were outside while it was not known. */
static int name_beneath(struct casedb *db, int64_t scan, const struct known *k, struct fault *f)
{
	static const char list_sql[] = "SELECT id, path, kind='dir' FROM item WHERE scan=?1 AND role='outside' AND"
	                               " kind IN ('dir','file') AND (path=?6 OR (path>=?2 AND path<?3) OR"
	                               " (path>=?4 AND path<?5))",
	                  put_sql[] = "UPDATE item SET role=?2, registry=?3, repository=?4, tag=?5, upload=?6,"
	                              " digest=?7 WHERE id=?1";
	OWNED(buf) struct buf low = BUF_INIT;
	OWNED(buf) struct buf high = BUF_INIT;
	struct bind b = { .db = db, .at = 1 };
	sqlite3_stmt *put = NULL;
	int rc;

	b.rc = sqlite3_prepare_v2(db->sql, list_sql, -1, &b.st, NULL);
	if (b.rc == SQLITE_OK)
		b.rc = sqlite3_prepare_v2(db->sql, put_sql, -1, &put, NULL);
	bind_int(&b, scan);
	rc = bind_beneath(&b, buf_span(&k->path), &low, &high, f);
	bind_name(&b, buf_span(&k->path));
	if (rc == 0)
		rc = b.rc == SQLITE_OK ? name_each(db, k, b.st, put, f) : casedb_fault(db, f, "cannot read items");
	(void)sqlite3_finalize(b.st);
	(void)sqlite3_finalize(put);
	return rc;
}

static int tell_renamed(struct casedb *db, int64_t scan, const struct known *k, struct fault *f)
{
	static const char sql[] =
		"INSERT INTO observation(scan, item, code, offset, length, pointer, text) SELECT ?1,"
		" coalesce((SELECT i.id FROM item i WHERE i.scan=?1 AND i.path=?2 LIMIT 1),"
		" (SELECT i.id FROM item i WHERE i.scan=?1 AND i.registry=?3 ORDER BY i.ordinal LIMIT 1)),"
		" 'registry-renamed', 0, 0, '', ?4";
	struct bind b = { .db = db, .at = 1 };
	int rc;

	b.rc = sqlite3_prepare_v2(db->sql, sql, -1, &b.st, NULL);
	bind_int(&b, scan);
	bind_name(&b, buf_span(&k->path));
	bind_int(&b, k->id);
	bind_cstr(&b, k->shelved ? "repositories lie here outside `repositories` of any root: no registry serves them from"
	                           " here; they are told as of a registry of their own"
	                         : "known by its content: a registry keeps its storage in a directory called v2");
	rc = bind_run(&b, NULL, f);
	(void)sqlite3_finalize(b.st);
	return rc;
}

/* Roots whose own name tells nothing, and whether repositories lie in them directly. */
static int list_known(struct casedb *db, int64_t scan, struct known **out, size_t *n, struct fault *f)
{
	static const char sql[] =
		"SELECT r.id, r.path, EXISTS(SELECT 1 FROM item i WHERE i.scan=r.scan AND i.registry=r.id AND"
		" i.repository IS NOT NULL AND substr(i.path, CASE WHEN r.path='' THEN 1 ELSE length(r.path)+2 END,"
		" length(i.repository)+2) = i.repository||'/_') FROM registry r WHERE r.scan=?1 AND r.store='registry'"
		" AND NOT EXISTS(SELECT 1 FROM item i WHERE i.scan=r.scan AND i.path='' AND i.role IN ('blobs','repositories'))"
		" ORDER BY r.id";
	sqlite3_stmt *st = NULL;
	size_t cap = 0;
	int rc = 0, step = SQLITE_DONE;

	if (sqlite3_prepare_v2(db->sql, sql, -1, &st, NULL) != SQLITE_OK || sqlite3_bind_int64(st, 1, scan) != SQLITE_OK)
		return casedb_fault(db, f, "cannot read registries");
	while (rc == 0 && (step = sqlite3_step(st)) == SQLITE_ROW) {
		struct known k = { .id = sqlite3_column_int64(st, 0), .shelved = sqlite3_column_int(st, 2) != 0 };

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
	struct known *all = NULL;
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
	char sql[2400];

	(void)snprintf(
		sql, sizeof sql,
		"CREATE TEMP TABLE unread_list AS SELECT i.id, CASE WHEN length(i.path)>n.length THEN"
		" substr(i.path, 1, length(i.path)-n.length-1) ELSE '' END AS top, CASE WHEN length(i.path)>n.length THEN"
		" substr(i.path, 1, length(i.path)-n.length) ELSE '' END AS above, n.store FROM (SELECT DISTINCT item FROM"
		" observation WHERE scan=%lld AND code='json-malformed') o JOIN item i ON i.id=o.item JOIN (SELECT"
		" 'index.json' AS name, 10 AS length, 'oci-layout' AS store UNION ALL SELECT 'manifest.json', 13,"
		" 'docker-archive') n ON i.path=n.name OR substr(i.path, -n.length-1)='/'||n.name WHERE i.role='outside';"
		"DELETE FROM unread_list WHERE NOT EXISTS(SELECT 1 FROM item j WHERE j.scan=%lld AND j.kind='file' AND"
		" (j.path=above||'oci-layout' OR (store='docker-archive' AND j.path IN (above||'repositories',"
		" above||'version')))) AND NOT EXISTS(SELECT 1 FROM registry r WHERE r.scan=%lld AND r.path=top AND"
		" r.store=unread_list.store);"
		"INSERT OR IGNORE INTO registry(scan, store, path) SELECT %lld, store, top FROM unread_list;"
		"UPDATE item SET role='store-names', registry=(SELECT r.id FROM unread_list u JOIN registry r ON"
		" r.scan=%lld AND r.path=u.top AND r.store=u.store WHERE u.id=item.id) WHERE id IN (SELECT id FROM"
		" unread_list);"
		"DROP TABLE unread_list",
		(long long)scan, (long long)scan, (long long)scan, (long long)scan, (long long)scan);
	return casedb_exec(db, sql, f);
}

/* What docker save writes calls a config <hex>.json. One that a list names, and whose bytes hash to something else,
 * is a copy of the config it is called, and damaged. */
static int claim_configs(struct casedb *db, int64_t scan, struct fault *f)
{
	char sql[900];

	(void)snprintf(sql, sizeof sql,
	               "UPDATE item SET role='store-blob', observed=item.sha256, digest=n.digest, registry=n.registry FROM"
	               " (SELECT DISTINCT x.digest, l.registry, rtrim(l.path, replace(l.path,'/',''))||substr(x.digest,8)||"
	               "'.json' AS place FROM naming x JOIN item l ON l.id=x.item WHERE x.scan=%lld AND x.kind='image-id' AND"
	               " l.registry IS NOT NULL AND l.path LIKE '%%manifest.json') n WHERE item.scan=%lld AND item.path=n.place"
	               " AND item.kind='file' AND item.sha256<>n.digest AND item.unread IS NULL",
	               (long long)scan, (long long)scan);
	return casedb_exec(db, sql, f);
}

/* Docker before 1.10 names images by random ids: where graph/<id>/json is, its digest stands for the image; a name that
 * leads to none is told. */
static int settle_old_ids(struct casedb *db, int64_t scan, struct fault *f)
{
	char sql[2400];

	(void)snprintf(sql, sizeof sql,
	               "CREATE TEMP TABLE old_id AS SELECT n.id, n.item, n.offset, n.length, n.pointer, n.repository, n.tag,"
	               " substr(n.digest, 8) AS hex, (SELECT j.sha256 FROM item j WHERE j.scan=n.scan AND j.kind='file' AND"
	               " j.superseded=0 AND j.path=rtrim(i.path, replace(i.path,'/',''))||'graph/'||substr(n.digest, 8)||'/json')"
	               " AS digest FROM naming n JOIN item i ON i.id=n.item JOIN registry r ON r.id=i.registry WHERE n.scan=%lld"
	               " AND r.store='docker-graph' AND i.role='store-names';"
	               "UPDATE naming SET digest=o.digest FROM old_id o WHERE o.id=naming.id AND o.digest IS NOT NULL;"
	               "DELETE FROM naming WHERE id IN (SELECT id FROM old_id WHERE digest IS NULL);"
	               "INSERT INTO observation(scan, item, code, offset, length, pointer, text) SELECT %lld, item,"
	               " 'descriptor-malformed', offset, length, pointer, 'a name stands for the image with the id '||hex||', and"
	               " there is no graph/<id>/json of it' FROM old_id WHERE digest IS NULL; DROP TABLE old_id",
	               (long long)scan, (long long)scan);
	return casedb_exec(db, sql, f);
}

/* Links at places where storage is usually bound in: what they lead to is not in this source. */
/* A name in a command that somebody pastes into a shell: as it is when it is plain, else a word in its place. */
#define PASTED(name, word)                                                                                   \
	"CASE WHEN " name " GLOB '*[^A-Za-z0-9._/:@+-]*' OR " name " GLOB '-*' THEN '" word "' ELSE " name " END"

static int tell_links(struct casedb *db, int64_t scan, struct fault *f)
{
	static const char names[] = "('docker','registry','v2','blobs','repositories','sha256','docker-registry')";
	char sql[1800];

	(void)snprintf(sql, sizeof sql,
	               "INSERT INTO observation(scan, item, code, offset, length, pointer, text) SELECT scan, id,"
	               " 'not-followed', 0, 0, '', 'a symbolic link to '||link_target||'; it was not followed: what lies there"
	               " can be read as a source of its own (sherd scan CASE '||" PASTED("link_target", "TARGET") "||')' FROM item WHERE scan=%lld AND"
	               " kind='symlink' AND role='outside' AND typeof(link_target)='text' AND (substr(path,"
	               " length(rtrim(path, replace(path,'/','')))+1) IN %s OR substr(link_target,"
	               " length(rtrim(link_target, replace(link_target,'/','')))+1) IN %s)",
	               (long long)scan, names, names);
	return casedb_exec(db, sql, f);
}

/* Archives among the files: hashed as a whole, and not looked into. */
static int tell_archives(struct casedb *db, int64_t scan, struct fault *f)
{
	char sql[2600];

	(void)snprintf(sql, sizeof sql,
	               "INSERT INTO observation(scan, item, code, offset, length, pointer, text) SELECT i.scan, i.id,"
	               " 'archive-nested', 0, 0, '', CASE WHEN typeof(i.path)='text' THEN 'an archive that was"
	               " hashed as a whole; to read it as a source of its own: sherd scan CASE '||CASE WHEN n.kind='dir' THEN 'tar:' WHEN"
	               " n.path GLOB 'tar:*' OR n.path GLOB 'image:*' OR n.kind='memory' THEN '' ELSE n.kind||':' END||CASE n.kind WHEN"
	               " 'dir' THEN " PASTED("n.path||'/'||i.path", "ARCHIVE") " ELSE " PASTED("n.path||'//'||i.path", "ARCHIVE") " END ELSE"
	               " 'an archive that was hashed as a whole; to read it, take it out and scan it as a source of its own'"
	               " END FROM item i JOIN scan n ON n.id=i.scan WHERE i.scan=%lld AND i.kind='file' AND i.size>=512 AND"
	               " i.role='outside' AND (lower(i.path) GLOB '*.tar' OR lower(i.path) GLOB '*.tar.[gxz]*' OR"
	               " lower(i.path) GLOB '*.t[gx]z') AND NOT EXISTS(SELECT 1 FROM reference r WHERE r.digest=i.sha256)",
	               (long long)scan);
	return casedb_exec(db, sql, f);
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
	{ "vol-[0-9][0-9]/chap-[0-9][0-9]/*.bytes",
	  "a blob store of Nexus: bytes in .bytes, beside each a .properties with its name, repository, who and when; "
	  "deleted=true there means removed but not yet compacted" },
	{ "filestore/" HEX2 "/" HEX40,
	  "the filestore of Artifactory: files named by their SHA-1; repositories, paths and tags are in its database" },
	{ "packages/" HEX2 "/" HEX2 "/" HEX64,
	  "the packages of Gitea or Forgejo: files named by their SHA-256; names, media types and tags are in its database" },
	{ "sha256/" HEX2 "/" HEX64,
	  "the storage of Quay: blobs by SHA-256; manifests, tags and their history are in its database" },
	{ "images/" HEX64 "/ancestry",
	  "a registry of version 1, as of 2013: images/<id>/json, layer, ancestry, tags in repositories/<name>/tag_<tag>; "
	  "ids are no digests" },
	{ "artifact/" HEX2 "/" HEX62,
	  "the media of Pulp: artifacts by SHA-256, split after two digits; repositories and tags are in its database" },
	{ "models/manifests/*.*/*/*/*",
	  "models of ollama: manifests under their names, blobs as sha256-<hex>" },
	{ "graph/" HEX64 "/layersize",
	  "Docker's store before 1.10: layers under random ids with their json, unpacked; names in repositories-<driver>; "
	  "ids are no digests: an image stands under the digest of its json" },
	{ HEX64 "/VERSION",
	  "an archive of docker save before 1.10: layers under random ids with their json; names in repositories; ids are "
	  "no digests" },
};

/* The first file of each product that is there, as the place that tells it. */
static int tell_products(struct casedb *db, int64_t scan, struct fault *f)
{
	static const char sql[] =
		"INSERT INTO observation(scan, item, code, offset, length, pointer, text) SELECT scan, id, 'store-product', 0, 0,"
		" '', ?3 FROM item WHERE scan=?1 AND kind='file' AND role NOT IN ('blob-data','revision-link','layer-link') AND"
		" (path GLOB ?2 OR path GLOB '*/'||?2) ORDER BY ordinal LIMIT 1";
	sqlite3_stmt *st = NULL;
	int rc = 0;

	if (sqlite3_prepare_v2(db->sql, sql, -1, &st, NULL) != SQLITE_OK)
		return casedb_fault(db, f, "cannot read items");
	for (size_t i = 0; rc == 0 && i < COUNT(products); i++) {
		struct bind b = { .db = db, .st = st, .at = 1 };

		bind_int(&b, scan);
		bind_cstr(&b, products[i].glob);
		bind_cstr(&b, products[i].text);
		rc = bind_run(&b, NULL, f);
	}
	(void)sqlite3_finalize(st);
	return rc;
}

/* ---- the door ------------------------------------------------------------------------------------------- */

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
	               "UPDATE item SET registry=NULL, role='outside' WHERE scan=%lld AND registry IN"
	               " (SELECT id FROM unreal); DELETE FROM registry WHERE id IN (SELECT id FROM unreal);"
	               "DROP TABLE unreal",
	               (long long)scan, (long long)scan);
	db->registry_id = 0;
	if (casedb_exec(db, "CREATE INDEX IF NOT EXISTS item_path ON item(scan, path);"
	                    "CREATE INDEX IF NOT EXISTS reference_digest ON reference(digest)", f) < 0 ||
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
	               "UPDATE item SET role='outside' WHERE scan=%lld AND registry IN (SELECT id FROM objects);"
	               "INSERT INTO observation(scan, item, code, offset, length, pointer, text) SELECT %lld, item,"
	               " 'store-not-readable', 0, 0, '', 'the objects of a registry in the files of MinIO (xl.meta):"
	               " names can be read, bytes cannot' FROM objects; DROP TABLE objects",
	               (long long)scan, (long long)scan, (long long)scan);
	if (casedb_exec(db, sql, f) < 0 || name_roots(db, scan, f) < 0 || claim_lists(db, scan, f) < 0 ||
	    claim_configs(db, scan, f) < 0 || settle_old_ids(db, scan, f) < 0 || tell_links(db, scan, f) < 0 ||
	    tell_products(db, scan, f) < 0 || tell_archives(db, scan, f) < 0)
		return -1;
	return note_products(db, scan, f);
}

