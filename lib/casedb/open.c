/*
 * casedb/open.c - opening, recovering, closing a case file.
 *
 * While working the journal is a WAL under an exclusive lock; at rest the case is one file in DELETE
 * mode. A run that was killed leaves `<case>-wal` behind: the next opener recovers it and says so.
 */
#include "casedb/private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Who holds the lock SQLite refused us? Its locks are POSIX record locks, so the kernel knows. */
static long lock_holder(const char *path)
{
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x40000000, .l_len = 512 };
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	long pid = 0;

	if (fd < 0)
		return 0;
	if (fcntl(fd, F_GETLK, &l) == 0 && l.l_type != F_UNLCK)
		pid = (long)l.l_pid;
	(void)close(fd);
	return pid;
}

static int busy(struct casedb *db, struct fault *f)
{
	long pid = lock_holder(db->path);

	if (pid > 0)
		return fault_set(f, FAULT_CASE, 0,
		                 "case %s is in use by process %ld; wait for it or stop it", db->path, pid);
	return fault_set(f, FAULT_CASE, 0, "case %s is in use by another process", db->path);
}

static int pragma(struct casedb *db, const char *sql, struct fault *f)
{
	int rc = sqlite3_exec(db->sql, sql, NULL, NULL, NULL);

	if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
		return busy(db, f);
	if (rc == SQLITE_NOTADB)
		return fault_set(f, FAULT_CASE, 0, "%s is not a case file (no SQLite database)", db->path);
	if (rc != SQLITE_OK)
		return casedb_fault(db, f, "cannot open");
	return 0;
}

static int single_int(struct casedb *db, const char *sql, int64_t *out, struct fault *f)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(db->sql, sql, -1, &st, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		*out = sqlite3_column_int64(st, 0);
	(void)sqlite3_finalize(st);
	if (rc == SQLITE_ROW)
		return 0;
	if (rc == SQLITE_BUSY)
		return busy(db, f);
	if (rc == SQLITE_NOTADB)
		return fault_set(f, FAULT_CASE, 0, "%s is not a case file (no SQLite database)", db->path);
	return casedb_fault(db, f, "cannot read");
}

int casedb_count(struct casedb *db, const char *sql, int64_t *out, struct fault *f)
{
	return single_int(db, sql, out, f);
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
	                "INSERT INTO meta VALUES('format','sherd case'),('schema','4'),"
	                "('custody','custody-v1: see sherd-case(5), Custody log')",
	                f) < 0 ||
	    casedb_exec(db, "COMMIT", f) < 0)
		return fault_while(f, "making a new case");
	return 0;
}

/* What schema 6 added and lists ask for: empty in a case of schema 5. */
static int as_of_five(struct casedb *db, struct fault *f)
{
	return pragma(db, "PRAGMA query_only=OFF;"
	                  "CREATE TEMP TABLE copy_of(id INTEGER PRIMARY KEY, source INTEGER, original INTEGER, run INTEGER);"
	                  "CREATE TEMP TABLE kinship(registry INTEGER, of INTEGER, stated INTEGER, entries INTEGER,"
	                  " of_entries INTEGER, common INTEGER, same_time INTEGER);"
	                  "PRAGMA query_only=ON;", f);
}

static int check_identity(struct casedb *db, enum casedb_mode mode, bool *fresh, struct fault *f)
{
	int64_t application, version, tables;

	if (single_int(db, "PRAGMA application_id", &application, f) < 0 ||
	    single_int(db, "PRAGMA user_version", &version, f) < 0 ||
	    single_int(db, "SELECT count(*) FROM sqlite_schema", &tables, f) < 0)
		return -1;
	*fresh = application == 0 && version == 0 && tables == 0;
	if (*fresh)
		return 0;
	if (application != CASEDB_APPLICATION)
		return fault_set(f, FAULT_CASE, 0, "%s is an SQLite database, but not a case file", db->path);
	if (version > CASEDB_SCHEMA)
		return fault_set(f, FAULT_CASE, 0,
		                 "case %s has schema %lld, this program knows up to %d; use a newer sherd",
		                 db->path, (long long)version, CASEDB_SCHEMA);
	if (version == CASEDB_SCHEMA_READ && mode == CASEDB_READ)
		return as_of_five(db, f);
	if (version == CASEDB_SCHEMA_READ)
		return fault_set(f, FAULT_CASE, 0,
		                 "case %s has schema %d: it can be listed, reported and verified, and no work goes on in it;"
		                 " scan its sources into a new case",
		                 db->path, CASEDB_SCHEMA_READ);
	if (version < CASEDB_SCHEMA) /* schemas 1 to 4 were never released */
		return fault_set(f, FAULT_CASE, 0,
		                 "case %s was made by an unreleased build; scan its sources into a new case",
		                 db->path);
	return 0;
}

static bool journal_left(const char *path)
{
	char name[4200];
	struct stat st;

	if (snprintf(name, sizeof name, "%s-wal", path) < (int)sizeof name && stat(name, &st) == 0 &&
	    st.st_size > 0)
		return true;
	return snprintf(name, sizeof name, "%s-journal", path) < (int)sizeof name &&
	       stat(name, &st) == 0 && st.st_size > 0;
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

static int open_sql(struct casedb *db, enum casedb_mode mode, struct fault *f)
{
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE;
	struct stat st;

	if (mode != CASEDB_CREATE && stat(db->path, &st) != 0)
		return fault_set(f, FAULT_CASE, errno, "case %s cannot be opened", db->path);
	flags |= mode == CASEDB_READ     ? SQLITE_OPEN_READONLY
	         : mode == CASEDB_WRITE  ? SQLITE_OPEN_READWRITE
	                                 : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	if (sqlite3_open_v2(db->path, &db->sql, flags, NULL) != SQLITE_OK)
		return fault_set(f, FAULT_CASE, 0, "case %s cannot be opened: %s", db->path,
		                 db->sql == NULL ? "out of memory" : sqlite3_errmsg(db->sql));
	return 0;
}

static int settle(struct casedb *db, enum casedb_mode mode, struct fault *f)
{
	bool fresh;

	(void)sqlite3_db_config(db->sql, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(db->sql, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
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
	if (check_identity(db, mode, &fresh, f) < 0)
		return -1;
	if (fresh && mode != CASEDB_CREATE)
		return fault_set(f, FAULT_CASE, 0, "%s is empty, not a case file", db->path);
	if (mode == CASEDB_READ)
		return 0;
	if (pragma(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; BEGIN EXCLUSIVE; COMMIT;",
	           f) < 0)
		return -1;
	return fresh ? make_schema(db, f) : 0;
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
	if (rc == 0 && link(beside, path) != 0 && errno != EEXIST)
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

int casedb_open(struct casedb **out, const char *path, enum casedb_mode mode,
                const struct watch *watch, struct fault *f)
{
	OWNED(casedb) struct casedb *db = (struct casedb *)calloc(1, sizeof *db);

	*out = NULL;
	if (db == NULL)
		return fault_memory(f, sizeof *db);
	if (span_dup_cstr(span_of(path), &db->path, f) < 0)
		return -1;
	db->writing = mode != CASEDB_READ;
	if (journal_left(path)) {
		long pid = lock_holder(path);

		if (pid > 0)
			return busy(db, f);
		if (recover(path, watch, f) < 0)
			return -1;
	}
	if (mode == CASEDB_CREATE && access(path, F_OK) != 0 && make_new(path, f) < 0)
		return -1;
	if (open_sql(db, mode, f) < 0 || settle(db, mode, f) < 0)
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

int casedb_close(struct casedb *db, struct fault *f)
{
	int rc = 0;

	if (db == NULL)
		return 0;
	finalise(db);
	if (db->writing && sqlite3_get_autocommit(db->sql) == 0)
		(void)sqlite3_exec(db->sql, "ROLLBACK", NULL, NULL, NULL); /* a batch a fault cut short */
	if (db->writing && casedb_exec(db, "PRAGMA optimize; PRAGMA journal_mode=DELETE;", f) < 0)
		rc = -1;
	casedb_abandon(db);
	return rc;
}

void casedb_abandon(struct casedb *db)
{
	if (db == NULL)
		return;
	finalise(db);
	(void)sqlite3_close(db->sql);
	buf_release(&db->registry_path);
	free(db->path);
	free(db);
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
		if (said == NULL || strcmp(said, "ok") != 0)
			(void)snprintf(why, 256, "%.200s", said == NULL ? sqlite3_errmsg(db->sql) : said);
		(void)sqlite3_finalize(st);
	}
	(void)f;
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
