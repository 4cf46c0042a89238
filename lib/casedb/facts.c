/*
 * casedb/facts.c - facts out, for the graph. Every walk is ordered by natural keys (source, path,
 * digest), never by arrival, so that a tree read as directory or as archive concludes the same.
 */
#include "casedb/private.h"

#include <stdlib.h>

int facts_start(struct casedb *db, const char *sql, struct facts **out, struct fault *f)
{
	struct facts *x = (struct facts *)calloc(1, sizeof *x);

	*out = NULL;
	if (x == NULL)
		return fault_memory(f, sizeof *x);
	x->db = db;
	if (sqlite3_prepare_v2(db->sql, sql, -1, &x->st, NULL) != SQLITE_OK) {
		free(x);
		return casedb_fault(db, f, "cannot read facts");
	}
	*out = x;
	return 0;
}

void facts_free(struct facts *x)
{
	if (x == NULL)
		return;
	(void)sqlite3_finalize(x->st);
	(void)sqlite3_finalize(x->more);
	buf_release(&x->said);
	free(x);
}

int facts_step(struct facts *x, struct fault *f)
{
	int rc = sqlite3_step(x->st);

	if (rc == SQLITE_ROW)
		return 0;
	return rc == SQLITE_DONE ? CASEDB_END : casedb_fault(x->db, f, "cannot read facts");
}

/* Columns in the order facts_next_item() reads them. */
#define ITEM_COLUMNS                                                                               \
	"i.id, i.scan, i.registry, i.role, i.kind, i.path, i.repository, i.tag, i.upload, i.digest,"  \
	" i.size, i.mtime, i.ctime, i.btime, i.time_digits, i.bytes_read, i.unread, i.sha256,"      \
	" i.observed, i.reading, i.reading_digest, i.reading_offset, i.reading_length, i.reading_why," \
	" i.started, i.state_digest, i.state_length, (n.changed IS NOT NULL AND n.kind<>'dir') OR i.id IN (SELECT item FROM"  \
	" observation WHERE code='source-changed'), CASE WHEN i.form IN ('gzip','zstd','xz') THEN 1 WHEN"               \
	" i.form='tar' THEN 2 WHEN i.form IN ('json','other') THEN 3 ELSE 0 END, i.link_target, i.unread_said, i.reading_said"

/* The same of `item_row i` by joins (see JOINED_PATH), the path from `o`. */
#define SINCE_OF(column, base) "CASE typeof(" column ") WHEN 'text' THEN CAST(" column " AS INTEGER) ELSE " column "+coalesce(" base ",0) END"
#define CTIME_OF SINCE_OF("i.ctime", "i.mtime")
#define JOINED_COLUMNS                                                                                               \
	"i.id, i.scan, i.registry, rt.value, a.kind, o.path, rp.value, tg.value, m.upload, d.bytes, i.size, i.mtime, " CTIME_OF \
	", " SINCE_OF("i.btime", "coalesce(" CTIME_OF ",i.mtime)") ", a.time_digits, i.size-i.short, m.unread, h.bytes, ob.bytes,"  \
	" k.reading, rd.bytes, k.reading_offset, k.reading_length, m.reading_why, m.started, m.state_digest, m.state_length,"  \
	" (n.changed IS NOT NULL AND n.kind<>'dir') OR i.id IN (SELECT item FROM observation WHERE code='source-changed'),"   \
	" CASE WHEN k.form IN ('gzip','zstd','xz') THEN 1 WHEN k.form='tar' THEN 2 WHEN k.form IN ('json','other') THEN 3"    \
	" ELSE 0 END, m.link_target, m.unread_said, m.reading_said"

int facts_items(struct casedb *db, struct facts **out, struct fault *f)
{
	/* Paths are sorted with their numbers alone, then the rest is read: LIMIT keeps SQLite from dropping that order.
	 * Roles that no conclusion is drawn from stay where they are. */
	return facts_start(db,
	             "SELECT " JOINED_COLUMNS " FROM (SELECT i.id AS id, " JOINED_PATH " AS path FROM item_row i CROSS JOIN chosen c"
	             " ON c.scan=i.scan CROSS JOIN scan n ON n.id=i.scan CROSS JOIN source s ON s.id=n.source CROSS JOIN"
	             " attributes a ON a.id=i.attributes" PATH_JOINS
	             " WHERE i.superseded=0 AND a.kind<>'trouble' AND i.role NOT IN (coalesce(word_id('outside'),0),"
	             "coalesce(word_id('store-names'),0),coalesce(word_id('store-ingest'),0),coalesce(word_id('container'),0),"
	             "coalesce(word_id('configuration'),0))"
	             " ORDER BY s.present DESC, s.id, CAST(" JOINED_PATH " AS BLOB) LIMIT -1) o CROSS JOIN item_row i ON i.id=o.id"
	             " CROSS JOIN scan n ON n.id=i.scan CROSS JOIN attributes a ON a.id=i.attributes CROSS JOIN text rt ON rt.id=i.role"
	             " LEFT JOIN text rp ON rp.id=i.repository LEFT JOIN text tg ON tg.id=i.tag LEFT JOIN item_more m ON m.item=i.id"
	             " LEFT JOIN digest d ON d.id=i.digest LEFT JOIN digest h ON h.id=i.sha256 LEFT JOIN digest ob ON"
	             " ob.id=CASE i.observed WHEN 0 THEN i.sha256 ELSE i.observed END LEFT JOIN look k ON k.id=i.look" READ_JOIN("rd"),
	             out, f);
}

/* Anything that names digests, seen from a file's own hash. Failed requests name nothing that was. */
#define NAMED_SOMEWHERE                                                                            \
	"(EXISTS(SELECT 1 FROM item_row n WHERE n.digest=i.sha256_id) OR"                          \
	" EXISTS(SELECT 1 FROM reference_row r WHERE r.digest=i.sha256_id) OR"                     \
	/* a manifest written anew may name them */                                                \
	" EXISTS(SELECT 1 FROM document_row d WHERE d.sha256=i.sha256_id) OR"                      \
	" EXISTS(SELECT 1 FROM layer l WHERE digest_id(l.sha256)=i.sha256_id) OR i.sha256_id IN"                 \
	/* 0, the same as item.digest, was looked for there */                                     \
	" (SELECT reading_digest FROM item_row WHERE reading_digest>0 UNION ALL SELECT digest FROM log_event_row WHERE" \
	" digest IS NOT NULL AND event<>coalesce(word_id('request-failed'),0) UNION ALL SELECT parent FROM log_event_row" \
	" WHERE parent IS NOT NULL AND event<>coalesce(word_id('request-failed'),0)) OR i.sha256 IN" \
	" (SELECT digest FROM naming WHERE digest IS NOT NULL"                                     \
	" UNION ALL SELECT other FROM naming WHERE other IS NOT NULL"                              \
	" UNION ALL SELECT digest FROM dead_entry WHERE digest IS NOT NULL"                        \
	" UNION ALL SELECT says FROM dead_entry WHERE says IS NOT NULL"                            \
	" UNION ALL SELECT digest FROM lost UNION ALL SELECT blob FROM prefix))"

int facts_outside(struct casedb *db, struct facts **out, struct fault *f)
{
	/* an earlier member of an archive was bytes of the evidence, too */
	return facts_start(db,
	             "SELECT " ITEM_COLUMNS " FROM item i JOIN chosen c ON c.scan=i.scan"
	             " JOIN scan n ON n.id=i.scan JOIN source s ON s.id=n.source"
	             " WHERE i.kind IN ('file','hardlink') AND i.sha256 IS NOT NULL AND i.unread IS NULL AND"
	             " i.role<>'recovered-part' AND (i.superseded<>0 OR i.role NOT IN ('blob-data','store-blob',"
	             "'store-file','recovered') OR i.digest_id IS NULL OR i.digest_id<>i.sha256_id) AND " NAMED_SOMEWHERE
	             " ORDER BY s.present DESC, s.id, CAST(i.path AS BLOB), i.id",
	             out, f);
}

enum role role_of(struct span text)
{
#define X(id, name, about)                                                                 \
	if (span_is(text, name))                                                                   \
		return ROLE_##id;
	ROLES(X)
#undef X
	return ROLE_UNSET;
}

enum entry_kind entry_kind_of(struct span text)
{
#define X(id, name)                                                                        \
	if (span_is(text, name))                                                                   \
		return ENTRY_##id;
	ENTRY_KINDS(X)
#undef X
	return ENTRY_UNSET;
}

static enum reading reading_of(struct span text)
{
	if (text.n == 0 || span_is(text, "trusted"))
		return READING_NONE;
	if (span_is(text, "fine"))
		return READING_FINE;
	return span_is(text, "empty") ? READING_EMPTY : READING_MALFORMED;
}

static bool filled(sqlite3_stmt *st, int at)
{
	return sqlite3_column_type(st, at) != SQLITE_NULL;
}

static uint64_t column_u64(sqlite3_stmt *st, int at)
{
	int64_t n = sqlite3_column_int64(st, at);

	return n < 0 ? 0 : (uint64_t)n;
}

int facts_next_item(struct facts *x, struct item_fact *out, struct fault *f)
{
	sqlite3_stmt *st = x->st;
	int rc = facts_step(x, f);

	if (rc != 0)
		return rc;
	*out = (struct item_fact){
		.id = sqlite3_column_int64(st, 0),
		.scan = sqlite3_column_int64(st, 1),
		.registry = sqlite3_column_int64(st, 2),
		.role = role_of(column_span(st, 3)),
		.kind = entry_kind_of(column_span(st, 4)),
		.path = column_span(st, 5),
		.repository = column_span(st, 6),
		.tag = column_span(st, 7),
		.upload = column_span(st, 8),
		.digest = column_digest(st, 9),
		.size = column_u64(st, 10),
		.mtime = column_ns(st, 11, 14),
		.ctime = column_ns(st, 12, 14),
		.btime = column_ns(st, 13, 14),
		.asked = filled(st, 15) || filled(st, 16),
		.bytes = column_u64(st, span_is(column_span(st, 19), "trusted") ? 10 : 15),
		.trusted = span_is(column_span(st, 19), "trusted"),
		.unread = filled(st, 16),
		.hashed = filled(st, 17),
		.sha256 = column_digest(st, 17),
		.observed = column_digest(st, 18),
		.reading = reading_of(column_span(st, 19)),
		.reading_digest = column_digest(st, 20),
		.reading_offset = column_u64(st, 21),
		.reading_length = column_u64(st, 22),
		.started = column_when(st, 24),
		.state_digest = column_digest(st, 25),
		.state_length = column_u64(st, 26),
		.target = column_span(st, 29),
		.changed = sqlite3_column_int(st, 27) != 0,
		.form = (enum stored_form)sqlite3_column_int(st, 28),
	};
	return filled(st, 16) ? column_said(st, 16, 30, &x->said, &out->why, f) : column_said(st, 23, 31, &x->said, &out->why, f);
}

int facts_documents(struct casedb *db, struct facts **out, struct fault *f)
{
	return facts_start(db,
	             "SELECT sha256, kind, image_kind, media_type, media_type_inferred, created, steps,"
	             " layer_steps FROM document ORDER BY sha256",
	             out, f);
}

enum doc_kind doc_kind_of(struct span text)
{
#define X(id, name, about)                                                                 \
	if (span_is(text, name))                                                                   \
		return DOC_##id;
	DOC_KINDS(X)
#undef X
	return DOC_UNSET;
}

enum image_kind image_kind_of(struct span text)
{
#define X(id, name, about)                                                                 \
	if (span_is(text, name))                                                                   \
		return IMAGE_##id;
	IMAGE_KINDS(X)
#undef X
	return IMAGE_UNSET;
}

int facts_next_document(struct facts *x, struct document_fact *out, struct fault *f)
{
	int rc = facts_step(x, f);

	if (rc != 0)
		return rc;
	*out = (struct document_fact){
		.sha256 = column_digest(x->st, 0),
		.kind = doc_kind_of(column_span(x->st, 1)),
		.image_kind = image_kind_of(column_span(x->st, 2)),
		.media_type = column_span(x->st, 3),
		.media_type_inferred = sqlite3_column_int(x->st, 4) != 0,
		.created = column_when(x->st, 5),
		.steps = (uint32_t)sqlite3_column_int(x->st, 6),
		.layer_steps = (uint32_t)sqlite3_column_int(x->st, 7),
	};
	return 0;
}

int facts_references(struct casedb *db, struct facts **out, struct fault *f)
{
	return facts_start(db,
	             "SELECT r.document, r.rel, r.position, r.reading, r.digest, r.size, r.media_type, r.platform,"
	             " r.is_foreign, r.offset, r.length, r.pointer, r.annotations,"
	             " CASE WHEN r.digest_id IS NULL THEN substr(d.rest, r.offset+1, min(r.length, 512)) END" /* such are not cut */
	             " FROM reference r JOIN document_row d ON d.sha256=r.document_id"
	             " ORDER BY r.document, r.reading, r.rel, r.position, r.offset",
	             out, f);
}

enum reference_rel reference_rel_of(struct span text)
{
#define X(id, name)                                                                        \
	if (span_is(text, name))                                                                   \
		return REL_##id;
	REFERENCE_RELS(X)
#undef X
	return REL_UNSET;
}

int facts_next_reference(struct facts *x, struct reference_fact *out, struct fault *f)
{
	sqlite3_stmt *st = x->st;
	int rc = facts_step(x, f);

	if (rc != 0)
		return rc;
	*out = (struct reference_fact){
		.document = column_digest(st, 0),
		.ref = {
			.rel = reference_rel_of(column_span(st, 1)),
			.position = (uint32_t)sqlite3_column_int64(st, 2),
			.reading = (uint8_t)sqlite3_column_int(st, 3),
			.digest = column_digest(st, 4),
			.has_size = filled(st, 5),
			.size = column_u64(st, 5),
			.media_type = column_span(st, 6),
			.platform = column_span(st, 7),
			.foreign = sqlite3_column_int(st, 8) != 0,
			.where = { column_u64(st, 9), column_u64(st, 10), column_span(st, 11) },
			.annotations = column_span(st, 12),
		},
		.text = column_span(st, 13),
	};
	return 0;
}

int facts_diff_ids(struct casedb *db, struct facts **out, struct fault *f)
{
	return facts_start(db,
	             "SELECT document, position, digest, offset, length, pointer FROM diff_id"
	             " ORDER BY document, position",
	             out, f);
}

int facts_next_diff_id(struct facts *x, struct diff_id_fact *out, struct fault *f)
{
	sqlite3_stmt *st = x->st;
	int rc = facts_step(x, f);

	if (rc != 0)
		return rc;
	*out = (struct diff_id_fact){
		.document = column_digest(st, 0),
		.position = (uint32_t)sqlite3_column_int64(st, 1),
		.id = { column_digest(st, 2),
		        { column_u64(st, 3), column_u64(st, 4), column_span(st, 5) } },
	};
	return 0;
}

int facts_layers(struct casedb *db, struct facts **out, struct fault *f)
{
	return facts_start(db, "SELECT sha256, diff_id, is_tar, inflated FROM layer ORDER BY sha256", out, f);
}

int facts_next_layer(struct facts *x, struct layer_fact *out, struct fault *f)
{
	int rc = facts_step(x, f);

	if (rc != 0)
		return rc;
	*out = (struct layer_fact){
		.sha256 = column_digest(x->st, 0),
		.diff_id = column_digest(x->st, 1),
		.is_tar = sqlite3_column_int(x->st, 2) != 0,
		.inflated = column_u64(x->st, 3),
	};
	return 0;
}

int facts_observations(struct casedb *db, struct facts **out, struct fault *f)
{
	return facts_start(db,
	             "SELECT o.id, o.scan, o.item, o.code, o.offset, o.length, o.pointer, o.text, i.role,"
	             " i.digest, i.observed, i.sha256, CASE WHEN i.id IS NULL THEN coalesce(s.label_shown, s.label)"
	             " WHEN i.role IN ('blob-data','store-blob') THEN i.digest ELSE coalesce(i.path_shown, i.path) END,"
	             " (n.changed IS NOT NULL AND n.kind<>'dir') OR o.item IN (SELECT item FROM observation WHERE"
	             " code='source-changed'), i.path, o.said FROM observation o JOIN chosen c ON c.scan=o.scan LEFT JOIN item i ON i.id=o.item"
	             " JOIN scan n ON n.id=o.scan JOIN source s ON s.id=n.source ORDER BY n.source, o.code, CAST(i.path AS BLOB),"
	             " o.offset, o.pointer, o.text",
	             out, f);
}

int facts_next_observation(struct facts *x, struct observation_fact *out, struct fault *f)
{
	sqlite3_stmt *st = x->st;
	char code[64];
	struct span text;
	int rc = facts_step(x, f);

	if (rc != 0)
		return rc;
	text = span_sub(column_span(st, 3), 0, sizeof code - 1);
	memcpy(code, text.p, text.n);
	code[text.n] = '\0';
	*out = (struct observation_fact){
		.id = sqlite3_column_int64(st, 0),
		.scan = sqlite3_column_int64(st, 1),
		.item = sqlite3_column_int64(st, 2),
		.code = finding_code_of(code),
		.where = { column_u64(st, 4), column_u64(st, 5), column_span(st, 6) },
		.role = role_of(column_span(st, 8)),
		.digest = column_digest(st, 9),
		.observed = column_digest(st, 10),
		.sha256 = column_digest(st, 11),
		.subject = column_span(st, 12),
		.changed = sqlite3_column_int(st, 13) != 0,
		.path = column_span(st, 14),
	};
	return column_said(st, 7, 15, &x->said, &out->text, f);
}

int facts_doubts(struct casedb *db, struct facts **out, struct fault *f)
{
	return facts_start(db,
	             "SELECT DISTINCT o.scan, i.path, 0 FROM observation o JOIN chosen c ON c.scan=o.scan JOIN item i ON i.id=o.item"
	             " WHERE o.code IN ('filesystem-damaged','unreadable') AND i.superseded=0"
	             /* of an archive that breaks off anything may be what is absent */
	             " UNION SELECT o.scan, x'', 0 FROM observation o JOIN chosen c ON c.scan=o.scan WHERE o.code='container-damaged'"
	             /* and of a disk whose container is damaged any byte may be another than was written */
	             " UNION SELECT o.scan, x'', 1 FROM observation o JOIN chosen c ON c.scan=o.scan"
	             " WHERE o.code IN ('image-damaged','image-hash-mismatch')",
	             out, f);
}

int facts_next_doubt(struct facts *x, int64_t *scan, struct span *path, bool *bytes, struct fault *f)
{
	int rc = facts_step(x, f);

	if (rc == 0) {
		*scan = sqlite3_column_int64(x->st, 0);
		*path = column_span(x->st, 1);
		*bytes = sqlite3_column_int(x->st, 2) != 0;
	}
	return rc;
}

int facts_prefixes(struct casedb *db, struct facts **out, struct fault *f)
{
	return facts_start(db,
	             "SELECT p.item, p.blob FROM prefix p JOIN chosen c ON c.scan=p.scan ORDER BY p.item, p.blob", out, f);
}

int facts_next_prefix(struct facts *x, struct prefix_fact *out, struct fault *f)
{
	int rc = facts_step(x, f);

	if (rc == 0)
		*out = (struct prefix_fact){ sqlite3_column_int64(x->st, 0), column_digest(x->st, 1) };
	return rc;
}

int facts_dead(struct casedb *db, struct facts **out, struct fault *f)
{
	return facts_start(db,
	             "SELECT d.id, d.scan, d.registry, d.role, d.path, d.repository, d.tag, d.upload, d.digest, d.says,"
	             " d.seen, d.died, d.place, d.length, d.tag_inode, d.tag_life, d.gone, d.born, d.set_at, d.state, d.text,"
	             " d.whole FROM dead_entry d JOIN chosen c ON c.scan=d.scan"
	             " ORDER BY d.scan, CAST(d.path AS BLOB), d.digest, d.says, d.id",
	             out, f);
}

int facts_next_dead(struct facts *x, struct dead_fact *out, struct fault *f)
{
	sqlite3_stmt *st = x->st;
	int rc = facts_step(x, f);

	if (rc != 0)
		return rc;
	*out = (struct dead_fact){
		.id = sqlite3_column_int64(st, 0),
		.scan = sqlite3_column_int64(st, 1),
		.registry = sqlite3_column_int64(st, 2),
		.role = role_of(column_span(st, 3)),
		.path = column_span(st, 4),
		.repository = column_span(st, 5),
		.tag = column_span(st, 6),
		.upload = column_span(st, 7),
		.digest = column_digest(st, 8),
		.says = column_digest(st, 9),
		.seen = column_when(st, 10),
		.died = column_when(st, 11),
		.place = column_u64(st, 12),
		.length = column_u64(st, 13),
		.tag_inode = column_u64(st, 14),
		.tag_life = column_u64(st, 15),
		.gone = column_when(st, 16),
		.born = column_when(st, 17),
		.set = column_when(st, 18),
		.state = column_u64(st, 19),
		.text = column_u64(st, 20),
		.whole = sqlite3_column_int(st, 21) != 0,
	};
	return 0;
}

int facts_lost(struct casedb *db, struct facts **out, struct fault *f)
{
	return facts_start(db,
	             "SELECT l.scan, l.digest, l.text, l.place, l.said FROM lost l JOIN chosen c ON c.scan=l.scan"
	             " ORDER BY l.digest, l.scan",
	             out, f);
}

int facts_next_lost(struct facts *x, struct lost_fact *out, struct fault *f)
{
	int rc = facts_step(x, f);

	if (rc != 0)
		return rc;
	*out = (struct lost_fact){ .scan = sqlite3_column_int64(x->st, 0),
		                   .digest = column_digest(x->st, 1),
		                   .place = column_u64(x->st, 3) };
	return column_said(x->st, 2, 4, &x->said, &out->text, f);
}

int facts_namings(struct casedb *db, struct facts **out, struct fault *f)
{
	return facts_start(db,
	             "SELECT x.item, x.scan, i.registry, x.kind, x.repository, x.tag, x.digest, x.other, x.time,"
	             " x.offset, x.length, x.pointer FROM naming x JOIN chosen c ON c.scan=x.scan"
	             " JOIN item i ON i.id=x.item JOIN scan n ON n.id=x.scan JOIN source s ON s.id=n.source"
	             " WHERE i.superseded=0 ORDER BY s.present DESC, s.id, CAST(i.path AS BLOB), x.offset, x.id",
	             out, f);
}

int facts_next_naming(struct facts *x, struct naming_fact *out, struct fault *f)
{
	sqlite3_stmt *st = x->st;
	int rc = facts_step(x, f);

	if (rc != 0)
		return rc;
	*out = (struct naming_fact){
		.item = sqlite3_column_int64(st, 0),
		.scan = sqlite3_column_int64(st, 1),
		.registry = sqlite3_column_int64(st, 2),
		.naming = { .kind = naming_of(column_span(st, 3)),
		            .repository = column_span(st, 4),
		            .tag = column_span(st, 5),
		            .digest = column_digest(st, 6),
		            .other = column_digest(st, 7),
		            .time = column_when(st, 8),
		            .where = { column_u64(st, 9), column_u64(st, 10), column_span(st, 11) } },
	};
	return 0;
}

int facts_logs(struct casedb *db, struct facts **out, struct fault *f)
{
	return facts_start(db,
	             /* the newest check of a log's clock that the custody log holds */
	             "WITH clock AS MATERIALIZED (SELECT json_extract(CAST(canon AS TEXT),'$.source_label') AS label,"
	             " json_extract(CAST(canon AS TEXT),'$.offset') AS ahead, max(seq) AS seq FROM custody_log WHERE"
	             " json_extract(CAST(canon AS TEXT),'$.act')='clock.check' GROUP BY 1)"
	             " SELECT e.item, e.scan, et.value, e.time, e.raw_time, rt.value, ft.value,"
	             " gt.value, e.upload, ac.value, ad.value, ag.value, d.bytes, e.size, e.status, e.line,"
	             " e.offset, e.length, jt.value, mt.value, p.bytes, e.detail,"
	             " k.seq, CAST(round(CAST(k.ahead AS REAL)*1000) AS INTEGER), e.detail_said, yt.value FROM log_event_row e"
	             " JOIN chosen c ON c.scan=e.scan JOIN scan n ON n.id=e.scan JOIN source s ON s.id=n.source"
	             " LEFT JOIN clock k ON k.label=s.label LEFT JOIN text et ON et.id=e.event LEFT JOIN text rt ON rt.id=e.repository"
	             " LEFT JOIN text ft ON ft.id=e.from_repository LEFT JOIN text gt ON gt.id=e.tag LEFT JOIN text ac ON ac.id=e.actor"
	             " LEFT JOIN text ad ON ad.id=e.address LEFT JOIN text ag ON ag.id=e.agent LEFT JOIN digest_row d ON d.id=e.digest"
	             " LEFT JOIN text jt ON jt.id=e.object LEFT JOIN text mt ON mt.id=e.method LEFT JOIN digest_row p ON p.id=e.parent"
	             " LEFT JOIN text yt ON yt.id=e.family"
	             " ORDER BY CAST(s.label AS BLOB), e.offset, e.id",
	             out, f);
}

static enum event_word event_of_text(struct span s)
{
	for (int e = 1; *event_text((enum event_word)e) != '\0'; e++)
		if (span_is(s, event_text((enum event_word)e)))
			return (enum event_word)e;
	return EVENT_NONE;
}

static enum row_state row_of_family(struct span family)
{
	if (span_is(family, "database"))
		return ROW_LIVES;
	if (span_is(family, "database-dead"))
		return ROW_DEAD;
	if (span_is(family, "database-dead-older"))
		return ROW_DEAD_OLDER;
	if (span_is(family, "database-past"))
		return ROW_PAST;
	if (span_is(family, "database-loose"))
		return ROW_LOOSE;
	if (span_is(family, "database-form"))
		return ROW_FORM;
	if (span_is(family, "database-form-older"))
		return ROW_FORM_OLDER;
	return span_is(family, "database-older") ? ROW_OLDER : ROW_NONE;
}

int facts_next_log(struct facts *x, struct log_fact *out, struct fault *f)
{
	sqlite3_stmt *st = x->st;
	int rc = facts_step(x, f);

	if (rc != 0)
		return rc;
	*out = (struct log_fact){ .item = sqlite3_column_int64(st, 0),
		                  .scan = sqlite3_column_int64(st, 1),
		                  .event = event_of_text(column_span(st, 2)),
		                  .time = column_when(st, 3),
		                  .raw_time = column_span(st, 4),
		                  .repository = column_span(st, 5),
		                  .from_repository = column_span(st, 6),
		                  .tag = column_span(st, 7),
		                  .upload = column_span(st, 8),
		                  .actor = column_span(st, 9),
		                  .address = column_span(st, 10),
		                  .agent = column_span(st, 11),
		                  .digest = column_digest(st, 12),
		                  .has_size = sqlite3_column_type(st, 13) != SQLITE_NULL,
		                  .size = column_u64(st, 13),
		                  .status = sqlite3_column_int(st, 14),
		                  .line = column_u64(st, 15),
		                  .offset = column_u64(st, 16),
		                  .length = column_u64(st, 17),
		                  .object = column_span(st, 18),
		                  .method = column_span(st, 19),
		                  .parent = column_digest(st, 20),
		                  .clock_entry = sqlite3_column_int64(st, 22),
		                  .clock_offset = sqlite3_column_int64(st, 23) * 1000000,
		                  .row = row_of_family(column_span(st, 25)) };
	return column_said(st, 21, 24, &x->said, &out->detail, f);
}

int facts_logged(struct casedb *db, struct facts **out, struct fault *f)
{
	return facts_start(db,
	             "SELECT bytes FROM digest_row WHERE id IN (SELECT e.digest FROM log_event_row e JOIN chosen c ON c.scan=e.scan"
	             " JOIN text t ON t.id=e.event WHERE e.digest IS NOT NULL AND"
	             " t.value NOT IN ('request-failed','upload-rejected','upload-start')"
	             " UNION SELECT e.parent FROM log_event_row e JOIN chosen c ON c.scan=e.scan JOIN text t ON t.id=e.event"
	             " WHERE e.parent IS NOT NULL AND t.value NOT IN ('request-failed','upload-rejected','upload-start'))"
	             " ORDER BY length(bytes), bytes",
	             out, f);
}

int facts_next_logged(struct facts *x, struct digest *out, struct fault *f)
{
	int rc = facts_step(x, f);

	if (rc == 0)
		*out = column_digest(x->st, 0);
	return rc;
}
