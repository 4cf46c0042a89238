/*
 * casedb/open.c - opening, recovering, closing a case file.
 *
 * While working the journal is a WAL under an exclusive lock; at rest the case is one file in DELETE
 * mode. A run that was killed leaves `<case>-wal` behind: the next opener recovers it and says so.
 */
#include "casedb/intern.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PROGRESS_STEPS = 100000 }; /* of SQLite, between two looks at the stop request */

static int pragma(struct casedb *db, const char *sql, struct fault *f)
{
	int rc = sqlite3_exec(db->sql, sql, NULL, NULL, NULL);

	if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
		return casedb_busy(db, f);
	if (rc == SQLITE_NOTADB)
		return fault_set(f, FAULT_CASE, 0, "%s is not a case file (no SQLite database)", db->path);
	if (rc != SQLITE_OK)
		return casedb_fault(db, f, "cannot open");
	return 0;
}

static int make_schema(struct casedb *db, struct fault *f)
{
	OWNED(buf) struct buf custody = BUF_INIT;
	char head[160];

	(void)snprintf(head, sizeof head, "PRAGMA application_id=%d; PRAGMA user_version=%d;",
	               CASEDB_APPLICATION, CASEDB_SCHEMA);
	if (projection_schema(&custody, f) < 0 || casedb_exec(db, "BEGIN IMMEDIATE", f) < 0 || casedb_exec(db, head, f) < 0 ||
	    casedb_exec(db, casedb_schema_facts, f) < 0 ||
	    casedb_exec(db, buf_cstr(&custody), f) < 0 || casedb_exec(db, casedb_schema_conclusions, f) < 0 ||
	    casedb_exec(db, casedb_schema_views, f) < 0 ||
	    casedb_exec(db,
	                "INSERT INTO meta VALUES('format','sherd case'),('schema','10'),"
	                "('custody','custody-v1: see sherd-case(5), Custody log')",
	                f) < 0 ||
	    casedb_exec(db, "COMMIT", f) < 0)
		return fault_while(f, "making a new case");
	return 0;
}

/* What schema 6 added and lists ask for: empty in a case of schema 5. */
static int as_of_five(struct casedb *db, struct fault *f)
{
	return pragma(db, "CREATE TEMP TABLE copy_of(id INTEGER PRIMARY KEY, source INTEGER, original INTEGER, run INTEGER, path, original_path);"
	                  "CREATE TEMP TABLE kinship(registry INTEGER, of INTEGER, stated INTEGER, entries INTEGER,"
	                  " of_entries INTEGER, common INTEGER, same_time INTEGER);"
	                  "CREATE TEMP TABLE logged_part(id INTEGER, image TEXT, repository, tag, part TEXT, manifest INTEGER,"
	                  " size INTEGER, time TEXT, rule TEXT, grade TEXT);", f);
}

/* What schema 7 added: the forms of sentences, of which an older case has the English alone, and layers compressed anew. */
static int as_of_six(struct casedb *db, struct fault *f)
{
	return pragma(db, "CREATE TEMP VIEW scan AS SELECT *, NULL AS changed_said FROM main.scan;"
	                  "CREATE TEMP VIEW volume AS SELECT *, NULL AS note_said, NULL AS trouble_said FROM main.volume;"
	                  "CREATE TEMP VIEW lost AS SELECT *, NULL AS said FROM main.lost;"
	                  "CREATE TEMP VIEW observation AS SELECT *, NULL AS said FROM main.observation;"
	                  "CREATE TEMP VIEW log_event AS SELECT *, NULL AS detail_said FROM main.log_event;"
	                  "CREATE TEMP VIEW finding AS SELECT *, NULL AS said FROM main.finding;"
	                  "CREATE TEMP TABLE rebuilt(digest TEXT, tar TEXT, diff_id TEXT, encoder TEXT, size INTEGER,"
	                  " inflated INTEGER, program TEXT, run INTEGER);"
	                  "CREATE TEMP TABLE recompression(digest TEXT, tar TEXT, diff_id TEXT, encoder TEXT, size INTEGER,"
	                  " inflated INTEGER, program TEXT);"
	                  "CREATE TEMP TABLE toolmark(sha256 TEXT, encoder TEXT, run INTEGER);", f);
}

/*
 * Schema 8 has numbers where digests and texts stood, and shows both (schema_views.c). In an older case the text is its
 * own number, and digest_id() and word_id() give their argument back: one query reads every schema. `six`: without the
 * columns that schema 7 added.
 */
static int as_of_seven(struct casedb *db, bool six, struct fault *f)
{
	char sql[800];

	(void)snprintf(sql, sizeof sql,
	               "CREATE TEMP VIEW item AS SELECT *, role AS role_id, repository AS repository_id, tag AS tag_id,"
	               " digest AS digest_id, sha256 AS sha256_id, observed AS observed_id, reading_digest AS reading_digest_id,"
	               " path AS place, '' AS leaf, NULL AS hex%s FROM main.item;"
	               "CREATE TEMP VIEW event AS SELECT *, repository AS repository_id, tag AS tag_id, digest AS digest_id%s FROM"
	               " main.event",
	               six ? ", NULL AS unread_said, NULL AS reading_said" : "", six ? ", NULL AS said" : "");
	if (pragma(db, sql, f) < 0)
		return -1;
	return pragma(db, "CREATE TEMP VIEW document AS SELECT *, sha256 AS sha256_id FROM main.document;"
	                  "CREATE TEMP VIEW reference AS SELECT *, document AS document_id, digest AS digest_id FROM main.reference;"
	                  "CREATE TEMP VIEW diff_id AS SELECT *, document AS document_id, digest AS digest_id FROM main.diff_id;"
	                  "CREATE TEMP VIEW history AS SELECT *, document AS document_id FROM main.history;"
	                  "CREATE TEMP VIEW blob AS SELECT *, digest AS digest_id, diff_id AS diff_id_id, observed_digest AS"
	                  " observed_digest_id, digest AS n FROM main.blob;"
	                  "CREATE TEMP VIEW blob_copy AS SELECT *, digest AS digest_id FROM main.blob_copy;"
	                  "CREATE TEMP VIEW blob_repository AS SELECT *, digest AS digest_id, repository AS repository_id FROM"
	                  " main.blob_repository;"
	                  "CREATE TEMP VIEW image AS SELECT *, digest AS digest_id, config AS config_id, subject AS subject_id,"
	                  " digest AS n FROM main.image;"
	                  "CREATE TEMP VIEW image_repository AS SELECT *, image AS image_id, repository AS repository_id FROM"
	                  " main.image_repository;"
	                  "CREATE TEMP VIEW image_missing AS SELECT *, image AS image_id, digest AS digest_id FROM main.image_missing;"
	                  "CREATE TEMP VIEW edge AS SELECT *, from_digest AS from_digest_id, to_digest AS to_digest_id, diff_id AS"
	                  " diff_id_id, diff_id_claimed AS diff_id_claimed_id FROM main.edge;"
	                  "CREATE TEMP VIEW tag AS SELECT *, repository AS repository_id, tag AS tag_id, digest AS digest_id FROM"
	                  " main.tag;"
	                  "CREATE TEMP VIEW because AS SELECT *, owner AS owner_word FROM main.because;", f);
}

/* Schema 9 keeps digests as bytes, and shows both; where their text was kept, it is read in place of the bytes. */
static int as_of_eight(struct casedb *db, struct fault *f)
{
	return pragma(db, "CREATE TEMP VIEW digest AS SELECT *, text AS bytes FROM main.digest; PRAGMA query_only=ON", f);
}

/* What schema 10 added: statements about one root, and the trees of file systems that have several. */
static int as_of_nine(struct casedb *db, bool copies, struct fault *f)
{
	if (copies && pragma(db, "CREATE TEMP VIEW copy_of AS SELECT *, NULL AS path, NULL AS original_path FROM main.copy_of", f) < 0)
		return -1;
	return pragma(db, "CREATE TEMP TABLE subvolume(scan INTEGER, path, path_shown TEXT, volume INTEGER, number INTEGER, uuid TEXT,"
	                  " parent_uuid TEXT, made_in INTEGER, changed_in INTEGER, made TEXT, read_only INTEGER, received INTEGER)", f);
}

static int as_of_older(struct casedb *db, int64_t version, struct fault *f)
{
	if (pragma(db, "PRAGMA query_only=OFF", f) < 0)
		return -1;
	if (as_of_nine(db, version >= 6, f) < 0)
		return -1;
	if (version == CASEDB_SCHEMA_NUMBERS)
		return as_of_eight(db, f);
	if (version > CASEDB_SCHEMA_NUMBERS)
		return pragma(db, "PRAGMA query_only=ON", f);
	if ((version < 6 && as_of_five(db, f) < 0) ||
	    (version < 7 && as_of_six(db, f) < 0) || as_of_seven(db, version < 7, f) < 0)
		return -1;
	return pragma(db, "PRAGMA query_only=ON", f);
}

static int check_identity(struct casedb *db, enum casedb_mode mode, bool *fresh, struct fault *f)
{
	int64_t application, version, tables;
	char why[256];
	int rc;

	if (casedb_count(db, "PRAGMA application_id", &application, f) < 0 ||
	    casedb_count(db, "PRAGMA user_version", &version, f) < 0 ||
	    casedb_count(db, "SELECT count(*) FROM sqlite_schema", &tables, f) < 0)
		return -1;
	*fresh = application == 0 && version == 0 && tables == 0;
	db->by_number = *fresh || version >= CASEDB_SCHEMA_NUMBERS;
	db->by_text = !*fresh && version == CASEDB_SCHEMA_NUMBERS;
	if (*fresh)
		return 0;
	if (application != CASEDB_APPLICATION)
		return fault_set(f, FAULT_CASE, 0, "%s is an SQLite database, but not a case file", db->path);
	if (version > CASEDB_SCHEMA)
		return fault_set(f, FAULT_CASE, 0,
		                 "case %s has schema %lld, this program knows up to %d; use a newer sherd",
		                 db->path, (long long)version, CASEDB_SCHEMA);
	if (version < CASEDB_SCHEMA_READ) /* schemas 1 to 4 were never released */
		return fault_set(f, FAULT_CASE, 0,
		                 "case %s was made by an unreleased build; scan its sources into a new case",
		                 db->path);
	if (version < CASEDB_SCHEMA && mode != CASEDB_READ)
		return fault_set(f, FAULT_CASE, 0,
		                 "case %s has schema %d: it can be listed, reported and verified, and no work goes on in it;"
		                 " scan its sources into a new case",
		                 db->path, (int)version);
	rc = casedb_schema_ours(db, version, why, f);
	if (rc > 0)
		return fault_set(f, FAULT_FORGED, 0, "case %s is refused: %s", db->path, why);
	return rc < 0 ? -1 : version < CASEDB_SCHEMA ? as_of_older(db, version, f) : 0;
}

/* ---- what lies beside a case ---------------------------------------------------------------------------------- */

static bool beside(const char *path, const char *tail, off_t least)
{
	char name[4200];
	struct stat st;

	return snprintf(name, sizeof name, "%s%s", path, tail) < (int)sizeof name && lstat(name, &st) == 0 && st.st_size >= least;
}

/* A rollback journal that has no bytes, or whose first one is zero, was finished: SQLite rolls nothing back from it
 * (its file format, 3, "hot journals"). An exclusive connection ends a transaction so, and removes the file when it closes. */
static bool rollback_left(const char *path)
{
	char name[4200], first = 0;
	bool hot;
	int fd;

	if (!beside(path, "-journal", 1) || snprintf(name, sizeof name, "%s-journal", path) >= (int)sizeof name)
		return false;
	fd = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	hot = fd < 0 || read(fd, &first, 1) != 1 || first != 0;
	if (fd >= 0)
		(void)close(fd);
	return hot;
}

/* A log of writes, however short, is opened by SQLite. */
static bool journal_left(const char *path)
{
	return beside(path, "-wal", 0) || rollback_left(path);
}

/* Does the file's own head say that it is being worked on (bytes 18 and 19: WAL)? At rest it never does. */
static bool in_work(const char *path)
{
	uint8_t head[20];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	ssize_t n = fd < 0 ? 0 : pread(fd, head, sizeof head, 0);

	if (fd >= 0)
		(void)close(fd);
	return n == (ssize_t)sizeof head && head[18] == 2;
}

/* Is it the case of a sealed folder? There nothing is written, and what lies beside it is evidence. */
static bool is_sealed(const char *path)
{
	static const char sign[] = "# sherd seal: ";
	const char *slash = strrchr(path, '/');
	char name[4200], head[sizeof sign - 1];
	bool is;
	int fd;

	if (snprintf(name, sizeof name, "%.*sMANIFEST.sha256", slash == NULL ? 0 : (int)(slash - path + 1), path) >= (int)sizeof name)
		return false;
	fd = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	is = fd >= 0 && read(fd, head, sizeof head) == (ssize_t)sizeof head && memcmp(head, sign, sizeof head) == 0;
	if (fd >= 0)
		(void)close(fd);
	return is;
}

/* Opens the file read-write just to bring what a killed run committed into the main file. */
static int recover(const char *path, const struct watch *watch, struct fault *f)
{
	struct casedb db = { .path = (char *)(uintptr_t)path };
	int rc = sqlite3_open_v2(path, &db.sql, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, NULL);
	int result = 0;

	if (rc != SQLITE_OK || access(path, W_OK) != 0)
		result = fault_set(f, FAULT_CASE, 0,
		                   "case %s holds a journal of an interrupted run and cannot be written; "
		                   "copy the case and its -wal file to a writable place",
		                   path);
	else if (pragma(&db, "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=DELETE;", f) < 0)
		result = -1;
	(void)sqlite3_close(db.sql);
	if (result == 0)
		watch_note(watch, "the case holds the journal of an interrupted run; it was recovered");
	return result;
}

/* "file:PATH?immutable=1": no lock is taken, and nothing beside the file is looked at. */
static int immutable_name(struct buf *out, const char *path, struct fault *f)
{
	if (buf_add_text(out, "file:", f) < 0)
		return -1;
	for (; *path != '\0'; path++)
		if (buf_printf(out, f, *path == '%' || *path == '?' || *path == '#' ? "%%%02X" : "%c", (unsigned char)*path) < 0)
			return -1;
	return buf_add_text(out, "?immutable=1", f);
}

static int open_sql(struct casedb *db, enum casedb_mode mode, bool immutable, struct fault *f)
{
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE | (immutable ? SQLITE_OPEN_URI : 0);
	OWNED(buf) struct buf name = BUF_INIT;
	struct stat st;

	if (mode != CASEDB_CREATE && stat(db->path, &st) != 0)
		return fault_set(f, FAULT_CASE, errno, "case %s cannot be opened", db->path);
	if ((immutable ? immutable_name(&name, db->path, f) : buf_add_text(&name, db->path, f)) < 0)
		return -1;
	flags |= mode == CASEDB_READ     ? SQLITE_OPEN_READONLY
	         : mode == CASEDB_WRITE  ? SQLITE_OPEN_READWRITE
	                                 : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	if (sqlite3_open_v2(buf_cstr(&name), &db->sql, flags, NULL) != SQLITE_OK)
		return fault_set(f, FAULT_CASE, 0, "case %s cannot be opened: %s", db->path,
		                 db->sql == NULL ? "out of memory" : sqlite3_errmsg(db->sql));
	return 0;
}

static int stop_asked(void *user)
{
	return watch_stopped(((const struct casedb *)user)->watch);
}

static int settle(struct casedb *db, enum casedb_mode mode, struct fault *f)
{
	bool fresh;

	(void)sqlite3_db_config(db->sql, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(db->sql, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	(void)sqlite3_db_config(db->sql, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
	sqlite3_progress_handler(db->sql, PROGRESS_STEPS, stop_asked, db);
	if (mode == CASEDB_READ) {
		if (pragma(db, "PRAGMA cell_size_check=ON; PRAGMA query_only=ON; PRAGMA cache_size=-16384;",
		           f) < 0)
			return -1;
	} else if (pragma(db,
	                  "PRAGMA locking_mode=EXCLUSIVE; PRAGMA cell_size_check=ON;"
	                  "PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;"
	                  "PRAGMA cache_size=-24576; PRAGMA temp_store=FILE;",
	                  f) < 0) {
		return -1;
	}
	if (check_identity(db, mode, &fresh, f) < 0 || intern_functions(db, db->by_number, f) < 0 ||
	    cut_functions(db, f) < 0)
		return -1;
	if (fresh && mode != CASEDB_CREATE)
		return fault_set(f, FAULT_CASE, 0, "%s is empty, not a case file", db->path);
	if (mode == CASEDB_READ)
		return 0;
	if (pragma(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; BEGIN EXCLUSIVE; COMMIT;",
	           f) < 0)
		return -1;
	db->working = true;
	return fresh ? make_schema(db, f) : 0;
}

/* `beside` becomes `path`, unless something stands there. FAT and some network file systems have no hard links, some
 * no rename that refuses to replace either. */
static int give_name(const char *beside, const char *path)
{
	struct stat st;

	if (link(beside, path) == 0 || errno == EEXIST)
		return 0;
	if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS && errno != EMLINK)
		return -1;
	if (renameat2(AT_FDCWD, beside, AT_FDCWD, path, RENAME_NOREPLACE) == 0 || errno == EEXIST)
		return 0;
	if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
		return -1;
	return lstat(path, &st) == 0 ? 0 : rename(beside, path);
}

/* A new case is made whole beside its name and then given it, so that a run killed on the way leaves no
 * half-made case. */
static int make_beside(const char *path, const char *beside, struct fault *f)
{
	struct casedb db = { .path = (char *)(uintptr_t)beside };
	int rc = 0;

	(void)unlink(beside);
	if (sqlite3_open_v2(beside, &db.sql, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW,
	                    NULL) != SQLITE_OK)
		rc = fault_set(f, FAULT_CASE, 0, "case %s cannot be made: %s", path,
		               db.sql == NULL ? "out of memory" : sqlite3_errmsg(db.sql));
	else
		rc = make_schema(&db, f);
	if (sqlite3_close(db.sql) != SQLITE_OK && rc == 0)
		rc = fault_set(f, FAULT_CASE, 0, "case %s cannot be made", path);
	if (rc == 0 && give_name(beside, path) != 0)
		rc = fault_set(f, FAULT_IO, errno, "case %s cannot be made", path);
	(void)unlink(beside);
	return rc;
}

static int make_new(const char *path, struct fault *f)
{
	char beside[4200], journal[4220];
	int rc;

	if (snprintf(beside, sizeof beside, "%s.new-%ld", path, (long)getpid()) >= (int)sizeof beside)
		return fault_set(f, FAULT_CASE, ENAMETOOLONG, "case %s cannot be made", path);
	rc = make_beside(path, beside, f);
	(void)snprintf(journal, sizeof journal, "%s-journal", beside);
	(void)unlink(journal);
	return rc;
}

/* What may be done with the file before SQLite sees it; a journal of ours is recovered for a writer. */
static int look_before(struct casedb *db, const struct watch *watch, bool *immutable, struct fault *f)
{
	const char *path = db->path;
	struct stat st;
	long pid;

	if (stat(path, &st) != 0)
		return 0;
	if (!S_ISREG(st.st_mode)) /* opening a pipe would wait for ever */
		return fault_set(f, FAULT_CASE, 0, "%s is not a case file (no regular file)", path);
	if (is_sealed(path)) {
		*immutable = true;
		return db->writing ? fault_set(f, FAULT_USAGE, 0, "case %s lies in a sealed folder: nothing is written there", path) : 0;
	}
	if (!journal_left(path)) {
		*immutable = !db->writing && in_work(path) && casedb_lock_holder(path) <= 0; /* else SQLite would make a log beside it */
		return 0;
	}
	pid = casedb_lock_holder(path);
	if (pid > 0)
		return casedb_busy(db, f);
	if (beside(path, "-wal", 0) && !in_work(path))
		return fault_set(f, FAULT_FORGED, 0,
		                 "a log of writes lies beside case %s, which was at rest: it is not of this case; move it away", path);
	if (!db->writing)
		return fault_set(f, FAULT_CASE, 0,
		                 "a journal lies beside case %s: a command that only reads does not replay it; if a run was "
		                 "interrupted, repeat it or run sherd resolve %s, else move the journal away", path, path);
	db->recovered = true;
	return recover(path, watch, f);
}

int casedb_open(struct casedb **out, const char *path, enum casedb_mode mode,
                const struct watch *watch, struct fault *f)
{
	OWNED(casedb) struct casedb *db = (struct casedb *)calloc(1, sizeof *db);
	bool immutable = false;

	*out = NULL;
	if (db == NULL)
		return fault_memory(f, sizeof *db);
	if (span_dup_cstr(span_of(path), &db->path, f) < 0)
		return -1;
	db->watch = watch;
	db->writing = mode != CASEDB_READ;
	if (look_before(db, watch, &immutable, f) < 0)
		return -1;
	if (mode == CASEDB_CREATE && access(path, F_OK) != 0 && make_new(path, f) < 0)
		return -1;
	if (open_sql(db, mode, immutable, f) < 0 || settle(db, mode, f) < 0)
		return -1;
	*out = TAKE(&db);
	return 0;
}

static void finalise(struct casedb *db)
{
	for (size_t i = 0; i < ST_COUNT; i++) {
		(void)sqlite3_finalize(db->st[i]);
		db->st[i] = NULL;
	}
	for (size_t i = 0; i < CASEDB_MAX_QUERIES; i++) {
		(void)sqlite3_finalize(db->query[i]);
		db->query[i] = NULL;
	}
}

void casedb_heed_no_stop(struct casedb *db)
{
	sqlite3_progress_handler(db->sql, 0, NULL, NULL);
}

int casedb_close(struct casedb *db, struct fault *f)
{
	int rc = 0;

	if (db == NULL)
		return 0;
	finalise(db);
	casedb_heed_no_stop(db); /* a stop request does not keep the case from its rest */
	if (db->writing && sqlite3_get_autocommit(db->sql) == 0)
		(void)sqlite3_exec(db->sql, "ROLLBACK", NULL, NULL, NULL); /* a batch a fault cut short */
	if (db->writing && casedb_exec(db, "PRAGMA optimize; PRAGMA journal_mode=DELETE;", f) < 0)
		rc = -1;
	db->at_rest = rc == 0;
	casedb_abandon(db);
	return rc;
}

/* What failed once may go now: a connection of its own undoes what was half done, and the case is one file again. Where that
 * fails too, the journal stays, and the next command that writes recovers it. */
static void bring_to_rest(const char *path)
{
	char journal[4220];
	sqlite3 *sql = NULL;

	if (journal_left(path) && sqlite3_open_v2(path, &sql, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, NULL) == SQLITE_OK)
		(void)sqlite3_exec(sql, "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=DELETE;", NULL, NULL, NULL);
	(void)sqlite3_close(sql);
	if (!journal_left(path) && snprintf(journal, sizeof journal, "%s-journal", path) < (int)sizeof journal)
		(void)unlink(journal); /* finished, and left by a connection that could not remove it */
}

void casedb_abandon(struct casedb *db)
{
	if (db == NULL)
		return;
	finalise(db);
	if (db->writing && !db->at_rest && db->sql != NULL) {
		casedb_heed_no_stop(db);
		(void)sqlite3_exec(db->sql, "ROLLBACK", NULL, NULL, NULL);
		(void)sqlite3_exec(db->sql, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
	}
	(void)sqlite3_close(db->sql);
	if (db->working)
		bring_to_rest(db->path);
	buf_release(&db->registry_path);
	intern_release(db);
	free(db->path);
	free(db);
}

bool casedb_recovered(struct casedb *db)
{
	bool was = db->recovered;

	db->recovered = false;
	return was;
}

int casedb_sound(struct casedb *db, char why[256], struct fault *f)
{
	static const char *const all[] = { "PRAGMA integrity_check(1)", "SELECT CASE WHEN count(*)=0 THEN 'ok' ELSE"
		                           " 'a row refers to one that is not there, in table '||min(\"table\") END FROM"
		                           " pragma_foreign_key_check" };

	why[0] = '\0';
	for (size_t i = 0; i < COUNT(all) && why[0] == '\0'; i++) {
		sqlite3_stmt *st = NULL;
		const char *said = NULL;
		int rc = sqlite3_prepare_v2(db->sql, all[i], -1, &st, NULL);

		if (rc == SQLITE_OK)
			rc = sqlite3_step(st);
		if (rc == SQLITE_ROW)
			said = (const char *)sqlite3_column_text(st, 0);
		if ((rc & 0xFF) == SQLITE_INTERRUPT) {
			(void)sqlite3_finalize(st);
			return casedb_fault(db, f, "cannot check the database");
		}
		if (said == NULL || strcmp(said, "ok") != 0)
			(void)snprintf(why, 256, "%.200s", said == NULL ? sqlite3_errmsg(db->sql) : said);
		(void)sqlite3_finalize(st);
	}
	return why[0] == '\0' ? 0 : CASEDB_NONE;
}

int casedb_copy(struct casedb *db, const char *path, struct fault *f)
{
	sqlite3_stmt *st = NULL;
	char why[256];
	int rc = casedb_sound(db, why, f);

	if (rc != 0)
		return rc < 0 ? -1 : fault_set(f, FAULT_CASE, 0, "case %s is damaged: %s", db->path, why);
	rc = sqlite3_prepare_v2(db->sql, "VACUUM INTO ?1", -1, &st, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_text(st, 1, path, -1, SQLITE_STATIC);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	(void)sqlite3_finalize(st);
	return rc == SQLITE_DONE ? 0 : casedb_fault(db, f, "cannot write the sealed copy");
}

int casedb_begin(struct casedb *db, struct fault *f)
{
	struct bind b = bind_start(db, ST_BEGIN, f);

	db->next_item = 0;
	return bind_run(&b, NULL, f);
}

int casedb_commit(struct casedb *db, struct fault *f)
{
	struct bind b = bind_start(db, ST_COMMIT, f);

	return bind_run(&b, NULL, f);
}

const char *casedb_library(void)
{
	return "SQLite " SQLITE_VERSION;
}
