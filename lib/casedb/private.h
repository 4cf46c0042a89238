/* casedb/private.h - inside of the room: the handle, prepared statements, binding that remembers. */
#ifndef CASEDB_PRIVATE_H
#define CASEDB_PRIVATE_H

#include "casedb/casedb.h"

#include <sqlite3.h>

enum {
	CASEDB_APPLICATION = 0x53484452, /* "SHDR", shows in file(1) */
	CASEDB_SCHEMA = 10,
	CASEDB_SCHEMA_NUMBERS = 8, /* the first in which digests and texts stand by number */
	CASEDB_SCHEMA_READ = 5, /* the oldest that was released: up to the one before ours readable, never written */
	CASEDB_MAX_QUERIES = 192,
};

extern const char *const casedb_schema_facts, *const casedb_schema_conclusions,
	*const casedb_schema_views, *const casedb_schema_fact_indexes,
	*const casedb_schema_conclusion_indexes, *const casedb_schema_upload_indexes, *const casedb_schema_path_indexes;
extern const char *const casedb_conclusion_tables[];

/* The custody tables: their schema appended to *b; the rows of one entry. */
int projection_schema(struct buf *b, struct fault *f) MUST_USE;
int projection_add(struct casedb *db, int64_t seq, struct fault *f) MUST_USE;

/* Every statement that writes or looks up facts, prepared at first use, finalised at close. */
#define STATEMENTS(X)                                                                              \
	X(BEGIN, "BEGIN IMMEDIATE")                                                                \
	X(COMMIT, "COMMIT")                                                                        \
	X(PUT_META, "INSERT OR REPLACE INTO meta(key, value) VALUES(?,?)")                         \
	X(GET_META, "SELECT value FROM meta WHERE key=?")                                          \
	X(MERGED_BEFORE, "SELECT 1 FROM meta WHERE key LIKE 'merged %' AND value=?")               \
	X(PUT_RUN, "INSERT INTO run(verb, version, argv, environment, host, started)"              \
	           " VALUES(?,?,?,?,?,?)")                                                         \
	X(END_RUN, "UPDATE run SET ended=?2, status=?3, items=?4, bytes=?5, seconds=?6, outcome=?7" \
	           " WHERE id=?1")                                                                 \
	X(FIND_SOURCE, "SELECT id FROM source WHERE label=?")                                      \
	X(PUT_SOURCE, "INSERT INTO source(label, label_shown) VALUES(?,?)")                        \
	X(LAST_COPY_OF, "SELECT original, original_path FROM copy_of WHERE source=? AND path IS ? ORDER BY id DESC LIMIT 1") \
	X(PUT_COPY_OF, "INSERT INTO copy_of(source, original, run, path, original_path) VALUES(?,?,?,?,?)") \
	X(FIND_ROOT, "SELECT r.id FROM registry r JOIN scan n ON n.id=r.scan WHERE n.source=? AND r.path=? LIMIT 1") \
	X(PUT_SUBVOLUME, "INSERT OR IGNORE INTO subvolume(scan, path, path_shown, volume, number, uuid, parent_uuid, made_in," \
	                 " changed_in, made, read_only, received) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)") \
	X(FIND_SCAN, "SELECT id, (SELECT coalesce(max(i.id-i.behind)+1,0) FROM item_row i WHERE i.scan=scan.id)" \
	             " FROM scan WHERE source=?1 AND state='running' AND path=?2 AND kind=?3"      \
	             " AND depth=?4 AND scope IS ?5 AND limits=?6 ORDER BY id DESC LIMIT 1")       \
	X(PUT_SCAN, "INSERT INTO scan(source, run, kind, path, path_shown, compression, depth, scope," \
	            " limits, state, started, identity_before)"                                    \
	            " VALUES(?,?,?,?,?,?,?,?,?,'running',?,?)")                                    \
	X(FIND_REGISTRY, "SELECT id FROM registry WHERE scan=? AND path=? AND store=?")            \
	X(PUT_REGISTRY, "INSERT INTO registry(scan, path, path_shown, store) VALUES(?,?,?,?)")     \
	X(CUSTODY_HEAD, "SELECT seq, entry_hash FROM custody_log ORDER BY seq DESC LIMIT 1")       \
	X(CUSTODY_APPEND, "INSERT INTO custody_log(seq, prev_hash, canon, entry_hash) VALUES(?,?,?,?)") \
	X(PUT_PREFIX, "INSERT OR IGNORE INTO prefix(scan, item, blob, length) VALUES(?,?,?,?)")    \
	X(PUT_NAMING, "INSERT INTO naming(scan, item, kind, repository, tag, digest, other, time, offset, length," \
	              " pointer) VALUES(?,?,?,?,?,?,?,?,?,?,?)")                                   \
	X(PUT_VOLUME, "INSERT OR REPLACE INTO volume(scan, position, parent, depth, kind, content, name, prefix,"  \
	              " scheme, slot, offset, size, type, label, note, note_said, trouble, trouble_said, fs, block, fs_size, uuid," \
	              " fs_label, mounted_at, made, mounted, written, dirty, discards)"            \
	              " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")        \
	X(PUT_RECOVERY, "INSERT OR IGNORE INTO recovery(item, n, method, trace, inode, generation, sequence, time," \
	                " place, named) VALUES(?,?,?,?,?,?,?,?,?,?)")                              \
	X(FIND_RECOVERED, "SELECT id FROM item WHERE scan=? AND digest_id=digest_id(?) AND role_id=word_id('recovered')")    \
	X(FIND_PATH, "SELECT id FROM item_row WHERE scan=?1 AND place IS path_place(?2) AND leaf=path_leaf(?2)" \
	             " AND hex IS path_hex(?2) ORDER BY id LIMIT 1")                               \
	X(NEXT_ORDINAL, "SELECT coalesce(max(id-behind)+1,0) FROM item_row WHERE scan=?")                \
	X(PUT_LOST, "INSERT OR REPLACE INTO lost(scan, digest, reason, text, said, blocks, overwritten, prefix, place)" \
	            " VALUES(?,?,?,?,?,?,?,?,?)")                                                  \
	X(PUT_DEAD_ENTRY, "INSERT OR IGNORE INTO dead_entry(scan, registry, role, path, path_shown, repository, tag," \
	                  " upload, digest, says, inode, method, sequence, seen, died, place, length, life, tag_inode," \
	                  " tag_life, gone, born, set_at, state, text, whole)"                          \
	                  " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")          \
	X(DIGEST_BYTES, "SELECT bytes FROM digest_row WHERE id=?")                                 \
	X(FIND_DIGEST, "SELECT id FROM digest_row WHERE bytes=?")                                  \
	X(FIND_DIGEST_TEXT, "SELECT id FROM digest WHERE text=?") /* of schema 8 */                \
	X(PUT_DIGEST, "INSERT INTO digest_row(bytes) VALUES(?)")                                   \
	X(FIND_TEXT, "SELECT id FROM text WHERE value=?")                                          \
	X(PUT_TEXT, "INSERT INTO text(value) VALUES(?)")                                           \
	X(FIND_ATTRIBUTES, "SELECT id FROM attributes WHERE kind=? AND mode IS ? AND uid IS ? AND gid IS ? AND nlink IS ?" \
	                   " AND device IS ? AND time_digits IS ?")                                \
	X(PUT_ATTRIBUTES, "INSERT INTO attributes(kind, mode, uid, gid, nlink, device, time_digits) VALUES(?,?,?,?,?,?,?)") \
	X(FIND_LOOK, "SELECT id FROM look WHERE form IS ? AND media IS ? AND reading IS ? AND reading_offset IS ?" \
	             " AND reading_length IS ?")                                                   \
	X(PUT_LOOK, "INSERT INTO look(form, media, reading, reading_offset, reading_length) VALUES(?,?,?,?,?)") \
	X(LAST_ITEM, "SELECT coalesce(max(id),0) FROM item_row")                                   \
	X(PUT_ITEM, "INSERT INTO item_row(id, scan, behind, place, leaf, hex, attributes, role, registry, repository, tag," \
	            " digest, size, inode, allocated, mtime, atime, ctime, btime, offset, short, sha256, observed, look," \
	            " reading_digest) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")   \
	X(PUT_ITEM_MORE, "INSERT INTO item_more(item, path_shown, upload, state_offset, far_times, link_target, runs, unread," \
	                 " unread_said, reading_why, reading_said, reading_raw, started, state_digest, state_length)" \
	                 " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")                                 \
	X(PUT_LAYER, "INSERT OR IGNORE INTO layer(sha256, diff_id, whole, inflated, members, trailing," \
	             " is_tar, entries, listing) VALUES(?,?,?,?,?,?,?,?,?)")                       \
	X(PUT_DOCUMENT, "INSERT OR IGNORE INTO document_row(sha256, kind, image_kind, media_type,"     \
	                " media_type_inferred, artifact_type, annotations, created, architecture, os," \
	                " variant, author, labels, env, name, tag, steps, layer_steps, rest, cut)" \
	                " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")                        \
	X(PUT_REFERENCE, "INSERT OR IGNORE INTO reference_row(document, rel, position, reading, digest," \
	                 " size, media_type, artifact_type, platform, annotations, data, is_foreign," \
	                 " offset, length, pointer) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")        \
	X(PUT_DIFF_ID, "INSERT OR IGNORE INTO diff_id_row(document, position, digest, offset, length,"  \
	               " pointer) VALUES(?,?,?,?,?,?)")                                            \
	X(PUT_HISTORY, "INSERT OR IGNORE INTO history_row(document, position, created, created_by, comment," \
	               " author, empty_layer) VALUES(?,?,?,?,?,?,?)")                              \
	X(PUT_OBSERVATION, "INSERT INTO observation(scan, item, code, offset, length, pointer, text, said)" \
	                   " VALUES(?,?,?,?,?,?,?,?)")                                               \
	X(HAS_OBSERVATION, "SELECT 1 FROM observation WHERE scan=? AND item IS NULL AND code=? AND text=?") \
	X(PUT_LOG, "INSERT INTO log(scan, lines, understood, mentions, not_understood, too_long, samples," \
	           " gc_style) VALUES(?,?,?,?,?,?,?,?)")                                           \
	X(PUT_LOG_CLASS, "INSERT INTO log_class(scan, class, lines, first, last, hole_from, hole_to," \
	                 " backwards) VALUES(?,?,?,?,?,?,?,?)")                                    \
	X(PUT_LOG_EVENT, "INSERT INTO log_event_row(scan, item, event, family, class, time, raw_time,"  \
	                 " repository, from_repository, tag, upload, digest, size, status, actor, address," \
	                 " agent, media_type, object, method, parent, position, detail, detail_said, line, offset," \
	                 " length) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")   \
	X(PUT_SEEK_POINT, "INSERT OR IGNORE INTO seek_point(scan, out, inn, bits, window)"         \
	                  " VALUES(?,?,?,?,?)")                                                    \
	X(STORED_ITEM, "SELECT path, size, mtime, time_digits, id-ordinal FROM item WHERE id=?3 AND scan=?1 AND ordinal=?2") \
	X(SEEK_ITEM, "SELECT path, size, mtime, time_digits, id-ordinal FROM item WHERE scan=?1 AND ordinal=?2") \
	X(PUT_BLOB, "INSERT INTO blob_row(digest, kind, state, size, media_type, diff_id, observed_digest," \
	            " observed_size) VALUES(?,?,?,?,?,?,?,?)")                                     \
	X(PUT_BLOB_COPY, "INSERT OR IGNORE INTO blob_copy_row(digest, item, state) VALUES(?,?,?)")     \
	X(PUT_BLOB_REPOSITORY, "INSERT OR IGNORE INTO blob_repository_row(digest, registry, repository," \
	                       " item) VALUES(?,?,?,?)")                                           \
	X(PUT_IMAGE, "INSERT INTO image_row(digest, kind, state, media_type, media_type_inferred, standing," \
	             " completeness, origin, grade, size, total_size, created, config, subject)"   \
	             " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)")                                       \
	X(PUT_IMAGE_REPOSITORY, "INSERT INTO image_repository_row(image, registry, repository, standing," \
	                        " deleted_at, deleted_after, deleted_before) VALUES(?,?,?,?,?,?,?)") \
	X(PUT_IMAGE_MISSING, "INSERT OR IGNORE INTO image_missing_row(image, digest) VALUES(?,?)")     \
	X(PUT_EDGE, "INSERT INTO edge_row(kind, from_digest, to_digest, position, media_type, size,"   \
	            " platform, diff_id, diff_id_claimed, grade, rule) VALUES(?,?,?,?,?,?,?,?,?,?,?)") \
	X(PUT_CANDIDATE, "INSERT INTO candidate(config, position, diff_id, layer, grade, rule)"    \
	                 " VALUES(?,?,?,?,?,?)")                                                   \
	X(PUT_TAG, "INSERT INTO tag_row(registry, repository, tag, digest, standing, from_at, until_at," \
	           " deleted_at, deleted_after, deleted_before, time_source, grade, rule)"         \
	           " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)")                                           \
	X(PUT_REPOSITORY, "INSERT INTO repository(registry, name, standing, images, tags, bytes,"  \
	                  " unique_bytes) VALUES(?,?,?,?,?,?,?)")                                  \
	X(PUT_LOGGED_PART, "INSERT INTO logged_part(image, repository, tag, part, manifest, size, time, rule, grade)" \
	                   " VALUES(?,?,?,?,?,?,?,?,?)")                                           \
	X(PUT_KINSHIP, "INSERT INTO kinship(registry, of, stated, entries, of_entries, common, same_time)"    \
	               " VALUES(?,?,?,?,?,?,?)")                                                   \
	X(PUT_UPLOAD, "INSERT INTO upload(registry, repository, uuid, started, size, digest, becoming)" \
	              " VALUES(?,?,?,?,?,?,?)")                                                    \
	X(PUT_RESYNTHESIS, "INSERT INTO resynthesis(digest, recipe, producer, input, searched_size,"  \
	                   " bytes) VALUES(?,?,?,?,?,?)")                                          \
	X(PUT_REBUILT, "INSERT OR REPLACE INTO rebuilt(digest, tar, diff_id, encoder, size, inflated, program, run)" \
	               " VALUES(?,?,?,?,?,?,?,?)")                                                         \
	X(PUT_TOOLMARK, "INSERT OR REPLACE INTO toolmark(sha256, encoder, run) VALUES(?,?,?)")                  \
	X(PUT_EVENT, "INSERT INTO event_row(event, scan, registry, repository, tag, digest, time, after_at,"   \
	             " before_at, time_source, actor, address, text, said, grade, rule)"           \
	             " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")                                       \
	X(PUT_FINDING, "INSERT INTO finding_row(code, severity, subject, text, said) VALUES(?,?,?,?,?)")       \
	X(PUT_BECAUSE, "INSERT INTO because_row(owner, owner_id, n, item, scan, offset, length, pointer)" \
	               " VALUES(?,?,?,?,?,?,?,?)")

enum statement {
#define X(id, sql) ST_##id,
	STATEMENTS(X)
#undef X
	ST_COUNT
};

struct casedb {
	sqlite3 *sql;
	char *path;
	const struct watch *watch;
	bool writing, in_transaction, recovered;
	bool working; /* settled for writing: a journal beside the case is ours */
	bool at_rest;
	bool by_number; /* since schema 8: digests and texts stand by number (intern.h) */
	bool by_text;   /* of schema 8: table `digest` holds texts */
	sqlite3_stmt *st[ST_COUNT];
	sqlite3_stmt *query[CASEDB_MAX_QUERIES];
	bool query_open[CASEDB_MAX_QUERIES];
	/* the registry seen last: items of one registry come together */
	int64_t registry_scan, registry_id;
	enum store registry_store;
	struct buf registry_path;
	struct interned *interned; /* intern.c: numbers asked for last */
	int64_t next_item;         /* the next item's number; 0: not known */
	int64_t behind;            /* of the item looked up last by its ordinal */
};

/* Does a row of item_row lie at the path that an SQL expression gives? By numbers alone. */
#define PATH_IS(t, path) \
	t ".place IS path_place(" path ") AND " t ".leaf=path_leaf(" path ") AND " t ".hex IS path_hex(" path ")"
#define SAME_PATH(a, b) a ".place IS " b ".place AND " a ".leaf=" b ".leaf AND " a ".hex IS " b ".hex"
/* A path for queries over many rows of `item_row i`: joins keep their cursors where the view's subqueries open one for
 * each row. The expression, and the joins that it needs. */
#define JOINED_PATH                                                                                                  \
	"CASE WHEN i.place IS NULL THEN i.leaf ELSE pt.value||'/'||CASE typeof(i.leaf) WHEN 'integer' THEN"               \
	" replace(lt.value,char(1),substr(hd.text,8)) ELSE i.leaf END END"
#define PATH_JOINS                                                                                                   \
	" LEFT JOIN text pt ON pt.id=i.place LEFT JOIN text lt ON lt.id=i.leaf LEFT JOIN digest hd ON hd.id=i.hex"
/* The digest a small file holds, and its bytes, over `look k`, `item_more m` and `digest rd`. */
#define READ_JOIN(t) " LEFT JOIN digest " t " ON " t ".id=CASE i.reading_digest WHEN 0 THEN i.digest ELSE i.reading_digest END"
#define KIND_OF(t) "(SELECT kind FROM attributes WHERE id=" t ".attributes)"

/* facts.c: rows that are read one by one. */
struct facts {
	struct casedb *db;
	sqlite3_stmt *st;
	sqlite3_stmt *more; /* asked for a row of st; NULL: not yet */
	struct buf said; /* the sentence of the row at hand */
};
int facts_start(struct casedb *db, const char *sql, struct facts **out, struct fault *f) MUST_USE;
int facts_step(struct facts *x, struct fault *f) MUST_USE; /* 0, CASEDB_END */

/* A statement being bound: the first error is remembered and told by bind_done(). */
struct bind {
	struct casedb *db;
	sqlite3_stmt *st;
	int at, rc;
};

struct bind bind_start(struct casedb *db, enum statement which, struct fault *f);
/* Rows of `rebuilt` whose tar is a file of the scans that count; of joined copies both are. */
#define REBUILT_HELD                                                                                              \
	"SELECT r.digest, r.tar, r.diff_id, r.encoder, r.size, r.inflated, r.program FROM rebuilt r WHERE EXISTS(SELECT 1" \
	" FROM item k JOIN current_scan n ON n.id=k.scan WHERE k.sha256_id=digest_id(r.tar) AND k.kind='file' AND k.unread IS NULL AND" \
	" k.superseded=0) AND (r.encoder NOT LIKE 'mended %' OR EXISTS(SELECT 1 FROM item k JOIN current_scan n ON n.id=k.scan"        \
	" WHERE k.sha256_id=digest_id(r.diff_id) AND k.kind='file' AND k.unread IS NULL AND k.superseded=0)) ORDER BY r.digest"

void bind_int(struct bind *b, int64_t n);
void bind_u64(struct bind *b, uint64_t n); /* above INT64_MAX: stays at the top */
void bind_null(struct bind *b);
void bind_real(struct bind *b, double v);
void bind_cstr(struct bind *b, const char *text);   /* NULL or "": NULL */
void bind_text(struct bind *b, struct span text);   /* empty: NULL; not UTF-8: visible form */
/* Two columns: a sentence's text and, beside it, its form (base/said.h); bytes that are not UTF-8 in visible form. */
void bind_said(struct bind *b, struct span sentence);
void bind_said_cstr(struct bind *b, const char *sentence);
void bind_blob(struct bind *b, struct span bytes);  /* empty: NULL */
void bind_name(struct bind *b, struct span name);   /* TEXT when plain, BLOB otherwise; "" is "" */
void bind_shown(struct bind *b, struct span name);  /* visible form when bind_name gives a BLOB */
void bind_digest(struct bind *b, const struct digest *d); /* none: NULL */
void bind_when(struct bind *b, struct when w);      /* RFC 3339 text */
/* Runs a statement that gives no rows; *id (may be NULL) the new row's number. */
int bind_run(struct bind *b, int64_t *id, struct fault *f) MUST_USE;
/* One row: 0, or CASEDB_NONE when there is none. The caller reads columns, then sqlite3_reset(). */
int bind_row(struct bind *b, struct fault *f) MUST_USE;

int casedb_fault(struct casedb *db, struct fault *f, const char *doing);
/* busy.c: names who holds the case, or says that its file system has no locks. Always -1. */
int casedb_busy(struct casedb *db, struct fault *f);
long casedb_lock_holder(const char *path); /* 0: nobody */
/* schema_check.c: 0, or CASEDB_NONE with why. */
int casedb_schema_ours(struct casedb *db, int64_t version, char why[256], struct fault *f) MUST_USE;
/* For the tests: the digest of the schema as it is made, and the one that is kept for it. */
int casedb_schema_whole(struct digest *made, struct digest *kept, struct fault *f) MUST_USE;
/* put.c: the row of a registry root, made when first seen; 0: none. */
int casedb_registry_of(struct casedb *db, int64_t scan, const struct place *p, int64_t *id, struct fault *f) MUST_USE;
/* scans.c: counts a scan's items and marks it finished. */
int casedb_end_scan(struct casedb *db, int64_t scan, const struct scan_end *e, struct fault *f) MUST_USE;
/* facts.c: words of the tables */
enum role role_of(struct span text);
enum doc_kind doc_kind_of(struct span text);
enum image_kind image_kind_of(struct span text);
enum reference_rel reference_rel_of(struct span text);
int casedb_exec(struct casedb *db, const char *sql, struct fault *f) MUST_USE;
struct span column_span(sqlite3_stmt *st, int at);
/* The two columns of a sentence joined, in *b. */
int column_said(sqlite3_stmt *st, int text, int form, struct buf *b, struct span *out, struct fault *f) MUST_USE;
struct digest column_digest(sqlite3_stmt *st, int at);
struct when column_ns(sqlite3_stmt *st, int at, int digits_at);
struct when column_when(sqlite3_stmt *st, int at);
enum entry_kind entry_kind_of(struct span text); /* facts.c */
int casedb_put_grounds(struct casedb *db, const char *owner, int64_t id, struct grounds g,
                       struct fault *f) MUST_USE;

#endif
