/*
 * casedb/schema_views.c - what a stranger reads: every table that keeps its digests and texts by number has a view of
 * the same name without "_row" that shows them, and beside each the number, as `<column>_id`, for whoever joins.
 * The functions in here are SQLite's own: the views need no program of ours.
 */
#include "casedb/private.h"

#define AS_TEXT "CASE length(bytes) WHEN 32 THEN 'sha256:' WHEN 48 THEN 'sha384:' ELSE 'sha512:' END||lower(hex(bytes))"
#define DIGEST(column) "(SELECT " AS_TEXT " FROM digest_row WHERE id=" column ")"
#define TEXT(column) "(SELECT value FROM text WHERE id=" column ")"
#define SHOW_DIGEST(t, column) " " DIGEST(t "." column) " AS " column ", " t "." column " AS " column "_id"
#define SHOW_TEXT(t, column) " " TEXT(t "." column) " AS " column
#define SHOW_NAME(t, column) SHOW_TEXT(t, column) ", " t "." column " AS " column "_id"
/* Nanoseconds since 1970 where the source has nine decimals, else the text itself. */
#define SHOW_TIME(t, column)                                                                                              \
	" CASE typeof(" t "." column ") WHEN 'integer' THEN strftime('%Y-%m-%dT%H:%M:%S'," t "." column "/1000000000,"    \
	"'unixepoch')||printf('.%09dZ'," t "." column "%1000000000) ELSE " t "." column " END AS " column
/* A text of its own, or the number of one that repeats. */
#define EITHER(t, column) " CASE typeof(" t "." column ") WHEN 'integer' THEN " TEXT(t "." column) " ELSE " t "." column " END AS " column

#define SINCE(column, base) "CASE typeof(" column ") WHEN 'text' THEN CAST(" column " AS INTEGER) ELSE " column "+coalesce(" base ",0) END"
#define CTIME SINCE("i.ctime", "i.mtime")
#define OF_ATTRIBUTES(column) " (SELECT " column " FROM attributes WHERE id=i.attributes) AS " column
#define OF_LOOK(column) " (SELECT " column " FROM look WHERE id=i.look) AS " column
#define MORE(column) " (SELECT " column " FROM item_more WHERE item=i.id)"
#define OF_MORE(column) MORE(column) " AS " column
#define OBSERVED "CASE i.observed WHEN 0 THEN i.sha256 ELSE i.observed END"
#define READ_DIGEST "CASE i.reading_digest WHEN 0 THEN i.digest ELSE i.reading_digest END"

const char *const casedb_schema_views =
	"CREATE VIEW digest AS SELECT id, " AS_TEXT " AS text, bytes FROM digest_row;"

	"CREATE VIEW item AS SELECT i.id, i.scan, i.id-i.behind AS ordinal,"
	" CASE WHEN i.place IS NULL THEN i.leaf ELSE " TEXT("i.place") "||'/'||CASE typeof(i.leaf) WHEN 'integer' THEN"
	" replace(" TEXT("i.leaf") ",char(1),substr(" DIGEST("i.hex") ",8)) ELSE i.leaf END END AS path,"
	OF_MORE("path_shown") "," OF_ATTRIBUTES("kind") "," SHOW_NAME("i", "role") ", i.registry,"
	SHOW_NAME("i", "repository") "," SHOW_NAME("i", "tag") "," OF_MORE("upload") "," SHOW_DIGEST("i", "digest") ","
	OF_MORE("state_offset") ", i.size," OF_ATTRIBUTES("mode") "," OF_ATTRIBUTES("uid") "," OF_ATTRIBUTES("gid") ","
	OF_ATTRIBUTES("nlink") "," OF_ATTRIBUTES("device") ", i.inode, i.allocated, i.mtime, "
	SINCE("i.atime", "i.mtime") " AS atime, " CTIME " AS ctime, " SINCE("i.btime", "coalesce(" CTIME ",i.mtime)") " AS btime,"
	OF_ATTRIBUTES("time_digits") "," OF_MORE("far_times") "," OF_MORE("link_target") ", i.offset," OF_MORE("runs")
	", i.superseded, i.size-i.short AS bytes_read," OF_MORE("unread") "," OF_MORE("unread_said") "," SHOW_DIGEST("i", "sha256")
	", " DIGEST(OBSERVED) " AS observed, " OBSERVED " AS observed_id," OF_LOOK("form") "," OF_LOOK("media") ","
	OF_LOOK("reading") ", " DIGEST(READ_DIGEST) " AS reading_digest, " READ_DIGEST " AS reading_digest_id,"
	OF_LOOK("reading_offset") "," OF_LOOK("reading_length") "," OF_MORE("reading_why") "," OF_MORE("reading_said") ","
	/* bytes that are the digest's text and nothing else are not kept again */
	" CASE WHEN" MORE("reading_raw") " IS NOT NULL THEN nullif(" MORE("reading_raw") ",x'') WHEN"
	" (SELECT reading FROM look WHERE id=i.look)='fine' THEN CAST(" DIGEST(READ_DIGEST) " AS BLOB) END AS reading_raw,"
	OF_MORE("started") "," OF_MORE("state_digest") "," OF_MORE("state_length") ", i.place, i.leaf, i.hex FROM item_row i;"

	"CREATE VIEW document AS SELECT" SHOW_DIGEST("d", "sha256") "," SHOW_TEXT("d", "kind") "," SHOW_TEXT("d", "image_kind") ","
	SHOW_TEXT("d", "media_type") ", d.media_type_inferred," SHOW_TEXT("d", "artifact_type") ", d.annotations, d.created,"
	SHOW_TEXT("d", "architecture") "," SHOW_TEXT("d", "os") "," SHOW_TEXT("d", "variant") "," SHOW_TEXT("d", "author") ","
	" d.labels, d.env, d.name, d.tag, d.steps, d.layer_steps, CASE WHEN d.cut IS NULL THEN d.rest ELSE (SELECT"
	" CAST(group_concat(CAST(substr(d.rest, p.start+1, p.length) AS TEXT)||coalesce((SELECT lower(hex(bytes)) FROM digest_row"
	" WHERE id=p.digest),''),'') AS BLOB) FROM (SELECT c.key, c.value AS length, lead(c.value) OVER (ORDER BY c.key) AS digest,"
	" sum(CASE c.key%2 WHEN 0 THEN c.value ELSE 0 END) OVER (ORDER BY c.key)-c.value AS start FROM json_each(d.cut) c) p"
	" WHERE p.key%2=0 ORDER BY p.key) END AS bytes"
	" FROM document_row d;"

	"CREATE VIEW reference AS SELECT" SHOW_DIGEST("r", "document") "," SHOW_TEXT("r", "rel") ", r.position, r.reading,"
	SHOW_DIGEST("r", "digest") ", r.size," SHOW_TEXT("r", "media_type") "," SHOW_TEXT("r", "artifact_type") ","
	SHOW_TEXT("r", "platform") ", r.annotations, r.data, r.is_foreign, r.offset, r.length," SHOW_TEXT("r", "pointer")
	" FROM reference_row r;"

	"CREATE VIEW diff_id AS SELECT" SHOW_DIGEST("x", "document") ", x.position," SHOW_DIGEST("x", "digest") ", x.offset,"
	" x.length," SHOW_TEXT("x", "pointer") " FROM diff_id_row x;"

	"CREATE VIEW history AS SELECT" SHOW_DIGEST("h", "document") ", h.position, h.created," SHOW_TEXT("h", "created_by") ","
	SHOW_TEXT("h", "comment") "," SHOW_TEXT("h", "author") ", h.empty_layer FROM history_row h;"

	"CREATE VIEW log_event AS SELECT e.id, e.scan, e.item," SHOW_TEXT("e", "event") "," SHOW_NAME("e", "family") ","
	SHOW_TEXT("e", "class") ", e.time, e.raw_time," SHOW_NAME("e", "repository") "," SHOW_TEXT("e", "from_repository") ","
	SHOW_NAME("e", "tag") ", e.upload," SHOW_DIGEST("e", "digest") ", e.size, e.status," SHOW_TEXT("e", "actor") ","
	SHOW_TEXT("e", "address") "," SHOW_TEXT("e", "agent") "," SHOW_TEXT("e", "media_type") "," SHOW_TEXT("e", "object") ","
	SHOW_TEXT("e", "method") "," SHOW_DIGEST("e", "parent") ", e.position, e.detail, e.detail_said, e.line, e.offset,"
	" e.length FROM log_event_row e;"

	"CREATE VIEW blob AS SELECT" SHOW_DIGEST("b", "digest") "," SHOW_TEXT("b", "kind") "," SHOW_TEXT("b", "state") ", b.size,"
	SHOW_TEXT("b", "media_type") "," SHOW_DIGEST("b", "diff_id") "," SHOW_DIGEST("b", "observed_digest") ","
	" b.observed_size, b.n FROM blob_row b;"

	"CREATE VIEW blob_copy AS SELECT" SHOW_DIGEST("k", "digest") ", k.item," SHOW_TEXT("k", "state") " FROM blob_copy_row k;"

	"CREATE VIEW blob_repository AS SELECT" SHOW_DIGEST("p", "digest") ", p.registry," SHOW_NAME("p", "repository")
	", p.item FROM blob_repository_row p;"

	"CREATE VIEW image AS SELECT" SHOW_DIGEST("m", "digest") "," SHOW_TEXT("m", "kind") "," SHOW_TEXT("m", "state") ","
	SHOW_TEXT("m", "media_type") ", m.media_type_inferred," SHOW_TEXT("m", "standing") "," SHOW_TEXT("m", "completeness") ","
	SHOW_TEXT("m", "origin") "," SHOW_TEXT("m", "grade") ", m.size, m.total_size, m.created," SHOW_DIGEST("m", "config") ","
	SHOW_DIGEST("m", "subject") ", m.n FROM image_row m;"

	"CREATE VIEW image_repository AS SELECT r.id," SHOW_DIGEST("r", "image") ", r.registry," SHOW_NAME("r", "repository") ","
	SHOW_TEXT("r", "standing") "," SHOW_TIME("r", "deleted_at") "," SHOW_TIME("r", "deleted_after") ","
	SHOW_TIME("r", "deleted_before") " FROM image_repository_row r;"

	"CREATE VIEW image_missing AS SELECT" SHOW_DIGEST("x", "image") "," SHOW_DIGEST("x", "digest") " FROM image_missing_row x;"

	"CREATE VIEW edge AS SELECT e.id," SHOW_TEXT("e", "kind") "," SHOW_DIGEST("e", "from_digest") ","
	SHOW_DIGEST("e", "to_digest") ", e.position," SHOW_TEXT("e", "media_type") ", e.size," SHOW_TEXT("e", "platform") ","
	SHOW_DIGEST("e", "diff_id") "," SHOW_DIGEST("e", "diff_id_claimed") "," SHOW_TEXT("e", "grade") "," SHOW_TEXT("e", "rule")
	" FROM edge_row e;"

	"CREATE VIEW tag AS SELECT t.id, t.registry," SHOW_NAME("t", "repository") "," SHOW_NAME("t", "tag") ","
	SHOW_DIGEST("t", "digest") "," SHOW_TEXT("t", "standing") "," SHOW_TIME("t", "from_at") "," SHOW_TIME("t", "until_at") ","
	SHOW_TIME("t", "deleted_at") "," SHOW_TIME("t", "deleted_after") "," SHOW_TIME("t", "deleted_before") ","
	SHOW_TEXT("t", "time_source") "," SHOW_TEXT("t", "grade") "," SHOW_TEXT("t", "rule") " FROM tag_row t;"

	"CREATE VIEW event AS SELECT e.id," SHOW_TEXT("e", "event") ", e.scan, e.registry," SHOW_NAME("e", "repository") ","
	SHOW_NAME("e", "tag") "," SHOW_DIGEST("e", "digest") "," SHOW_TIME("e", "time") "," SHOW_TIME("e", "after_at") ","
	SHOW_TIME("e", "before_at") "," SHOW_TEXT("e", "time_source") ", "
	SHOW_TEXT("e", "actor") "," SHOW_TEXT("e", "address") "," EITHER("e", "text") "," SHOW_TEXT("e", "said") ","
	SHOW_TEXT("e", "grade") "," SHOW_TEXT("e", "rule") " FROM event_row e;"

	"CREATE VIEW finding AS SELECT f.id," SHOW_TEXT("f", "code") "," SHOW_TEXT("f", "severity") ", CASE typeof(f.subject)"
	" WHEN 'integer' THEN " DIGEST("f.subject") " ELSE f.subject END AS subject," EITHER("f", "text") "," SHOW_TEXT("f", "said") " FROM finding_row f;"

	"CREATE VIEW because AS SELECT " TEXT("b.owner") " AS owner, b.owner AS owner_word, b.owner_id, b.n, b.item, b.scan,"
	" b.offset, b.length," SHOW_TEXT("b", "pointer") " FROM because_row b;"

	/* The newest finished scan of each source; --scan N replaces it for one connection by a temp view. */
	"CREATE VIEW current_scan AS SELECT max(id) AS id, source FROM scan WHERE state='finished'"
	" GROUP BY source;"

	"CREATE VIEW item_named AS SELECT i.id, i.scan, s.label AS source,"
	" CASE WHEN typeof(i.path)='text' THEN i.path ELSE i.path_shown END AS path, i.kind, i.role,"
	" i.repository, i.tag, i.digest, i.size, i.sha256, i.unread,"
	" strftime('%Y-%m-%dT%H:%M:%SZ', i.mtime/1000000000, 'unixepoch') AS modified"
	" FROM item i JOIN scan c ON c.id=i.scan JOIN source s ON s.id=c.source;"

	"CREATE VIEW what_existed AS SELECT r.repository, m.digest, m.kind, r.standing, m.completeness,"
	" m.state, r.deleted_at, m.created, m.total_size FROM image_repository r JOIN image m"
	" ON m.digest_id=r.image_id;"

	"CREATE VIEW tag_history AS SELECT repository, tag, digest, standing, from_at, until_at, grade"
	" FROM tag;"

	"CREATE VIEW what_is_missing AS SELECT x.digest, x.image, m.standing, b.kind FROM image_missing x"
	" JOIN image m ON m.digest_id=x.image_id LEFT JOIN blob b ON b.digest_id=x.digest_id;"

	"CREATE VIEW finding_grounds AS SELECT f.id, f.code, f.severity, f.subject, f.text, n.source,"
	" n.path, b.offset, b.length, b.pointer FROM finding f LEFT JOIN because b"
	" ON b.owner='finding' AND b.owner_id=f.id LEFT JOIN item_named n ON n.id=b.item;";
