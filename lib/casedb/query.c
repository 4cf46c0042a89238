/*
 * casedb/query.c - the SQL of lists and reports, one text each. Columns are asked for by name.
 *
 * Times compare as text once the "Z" is off: RFC 3339 in UTC with decimals cut, never padded.
 * Which scans count is told by the registries and items the conclusions stand on.
 */
#include "casedb/query.h"

#include <stddef.h>

/* clang-format off */ /* it would take the sentences of SQL apart at every macro */

/* An item or registry's source: g is the registry, c its scan, s the source. */
#define VIA_REGISTRY(table)                                                                        \
	" JOIN registry g ON g.id=" table ".registry JOIN scan c ON c.id=g.scan"                   \
	" JOIN source s ON s.id=c.source"
#define WANTED_PLACE                                                                               \
	" (?1 IS NULL OR s.label=?1 OR s.label_shown=?1)"                                          \
	" AND (?2 IS NULL OR g.path=?2 OR g.path_shown=?2)"
#define WANTED_DIGEST(column)                                                                      \
	" (?5 IS NULL OR substr(" column ",1,length(?5))=?5"                                       \
	" OR substr(" column ",instr(" column ",':')+1,length(?5))=?5)"
#define NO_TIME_WANTED " (?10 IS NULL AND ?11 IS NULL)"
#define IN_TIME(column)                                                                            \
	" (rtrim(" column ",'Z')>=coalesce(?10,'') AND rtrim(" column ",'Z')<=coalesce(?11,'~'))"
#define RANK(column)                                                                               \
	"CASE " column " WHEN 'error' THEN 0 WHEN 'warning' THEN 1 WHEN 'notice' THEN 2 ELSE 3 END"
/* Names are TEXT or BLOB: byte order for both. */
#define BYTES(column) "CAST(" column " AS BLOB)"

#define IMAGE_COLUMNS                                                                              \
	"m.digest, m.state, m.media_type, m.media_type_inferred, m.kind, m.standing,"              \
	" m.completeness, m.origin, m.grade, m.size, m.total_size, m.created, m.config, m.subject," \
	" coalesce((SELECT state FROM blob WHERE digest=m.config),'missing') AS config_state,"                     \
	" (SELECT recipe FROM resynthesis WHERE digest=m.digest) AS recipe,"                       \
	" (SELECT producer FROM resynthesis WHERE digest=m.digest) AS recipe_of,"                  \
	" (SELECT searched_size FROM resynthesis WHERE digest=m.digest) AS recipe_searched_size"

static const char images[] =
	"SELECT " IMAGE_COLUMNS " FROM image m WHERE" WANTED_DIGEST("m.digest")
	" AND (?7 IS NULL OR m.completeness=?7) AND (?8 IS NULL OR m.state=?8)"
	" AND (?6 IS NULL OR (?3 IS NULL AND m.standing=?6) OR ((?3 IS NOT NULL OR ?6='deleted')"
	"  AND EXISTS(SELECT 1 FROM image_repository r" VIA_REGISTRY("r")
	"  WHERE r.image=m.digest AND r.standing=?6 AND (?3 IS NULL OR r.repository=?3) AND" WANTED_PLACE
	"  )))"
	" AND (?14 IS NULL OR m.digest IN (WITH RECURSIVE up(digest) AS (SELECT b.digest FROM blob b"
	"  WHERE substr(b.digest,1,length(?14))=?14 OR substr(b.digest,8,length(?14))=?14"
	"  UNION SELECT e.from_digest FROM up u JOIN edge e ON e.to_digest=u.digest"
	"  WHERE e.kind IN ('config','layer','blob','child')) SELECT digest FROM up))"
	" AND (?4 IS NULL OR EXISTS(SELECT 1 FROM tag t WHERE t.digest=m.digest AND t.tag=?4"
	"  AND (?3 IS NULL OR t.repository=?3)))"
	" AND ((?1 IS NULL AND ?2 IS NULL AND ?3 IS NULL)"
	"  OR EXISTS(SELECT 1 FROM image_repository r" VIA_REGISTRY("r")
	"   WHERE r.image=m.digest AND (?3 IS NULL OR r.repository=?3) AND" WANTED_PLACE ")"
	"  OR (?3 IS NULL AND EXISTS(SELECT 1 FROM blob_copy k JOIN item i ON i.id=k.item"
	"   JOIN scan c ON c.id=i.scan JOIN source s ON s.id=c.source LEFT JOIN registry g"
	"   ON g.id=i.registry WHERE k.digest=m.digest AND" WANTED_PLACE ")))"
	" AND (" NO_TIME_WANTED " OR" IN_TIME("m.created")
	"  OR EXISTS(SELECT 1 FROM image_repository r WHERE r.image=m.digest AND" IN_TIME("r.deleted_at")
	"  ))"
	" ORDER BY m.digest";

static const char tags[] =
	"SELECT t.id, g.path AS registry, s.label AS source, t.repository, t.tag, t.digest, t.standing,"
	" t.from_at, t.until_at, t.deleted_at, t.deleted_after, t.deleted_before, t.time_source, t.grade,"
	" t.rule, m.completeness, m.standing AS image_standing FROM tag t" VIA_REGISTRY("t")
	" LEFT JOIN image m ON m.digest=t.digest WHERE" WANTED_PLACE
	" AND (?3 IS NULL OR t.repository=?3) AND (?4 IS NULL OR t.tag=?4) AND" WANTED_DIGEST("t.digest")
	" AND (?6 IS NULL OR t.standing=?6) AND (?7 IS NULL OR m.completeness=?7)"
	" AND (" NO_TIME_WANTED " OR" IN_TIME("t.from_at") " OR" IN_TIME("t.until_at")
	"  OR" IN_TIME("t.deleted_at") ")"
	" ORDER BY " BYTES("s.label") ", " BYTES("g.path") ", " BYTES("t.repository") ", "
	BYTES("t.tag") ", CASE t.standing WHEN 'current' THEN 0 WHEN 'damaged' THEN 0 ELSE 1 END,"
	" rtrim(t.from_at,'Z') DESC, t.digest, t.standing, t.id";

static const char blobs[] =
	"SELECT b.digest, b.size, b.kind, b.state, b.observed_digest, b.observed_size, b.media_type,"
	" b.diff_id, CASE WHEN b.state NOT IN ('intact','recovered') THEN (SELECT json_group_array(json(j)) FROM"
	"  (SELECT json_patch('{}',json_object('source',s.label,'reason',l.reason,'text',l.text,'blocks',l.blocks,"
	"  'overwritten',l.overwritten,'prefix',l.prefix)) AS j FROM lost l JOIN current_scan n ON n.id=l.scan JOIN source s"
	"  ON s.id=n.source WHERE l.digest=b.digest AND typeof(s.label)='text' ORDER BY s.id)) END AS searched"
	" FROM blob b WHERE" WANTED_DIGEST("b.digest")
	" AND (?8 IS NULL OR b.state=?8)"
	" AND (?3 IS NULL OR EXISTS(SELECT 1 FROM blob_repository r" VIA_REGISTRY("r")
	"  WHERE r.digest=b.digest AND r.repository=?3 AND" WANTED_PLACE "))"
	" AND ((?1 IS NULL AND ?2 IS NULL) OR ?3 IS NOT NULL"
	"  OR EXISTS(SELECT 1 FROM blob_repository r" VIA_REGISTRY("r")
	"   WHERE r.digest=b.digest AND" WANTED_PLACE ")"
	"  OR EXISTS(SELECT 1 FROM blob_copy k JOIN item i ON i.id=k.item JOIN scan c ON c.id=i.scan"
	"   JOIN source s ON s.id=c.source LEFT JOIN registry g ON g.id=i.registry"
	"   WHERE k.digest=b.digest AND" WANTED_PLACE "))"
	" AND (?12 IS NULL OR (SELECT count(DISTINCT s.id)=1 AND max(s.label=?12) FROM blob_copy k"
	"  JOIN item i ON i.id=k.item JOIN scan c ON c.id=i.scan JOIN source s ON s.id=c.source"
	"  WHERE k.digest=b.digest))"
	" AND (?13 IS NULL OR b.digest IN (WITH RECURSIVE need(digest) AS (SELECT m.digest FROM image m"
	"  WHERE substr(m.digest,1,length(?13))=?13 OR substr(m.digest,8,length(?13))=?13"
	"  UNION SELECT e.to_digest FROM need n JOIN edge e ON e.from_digest=n.digest"
	"  WHERE e.kind IN ('config','layer','blob','child')) SELECT digest FROM need))"
	" ORDER BY b.digest";

static const char repos[] =
	"SELECT g.path AS registry, s.label AS source, p.name, p.standing, p.images, p.tags, p.bytes,"
	" p.unique_bytes FROM repository p" VIA_REGISTRY("p") " WHERE" WANTED_PLACE
	" AND (?3 IS NULL OR p.name=?3) AND (?6 IS NULL OR p.standing=?6)"
	" ORDER BY " BYTES("s.label") ", " BYTES("g.path") ", " BYTES("p.name");

/* What tags named at the instant ?10: the target set last before it. */
static const char at[] =
	"SELECT t.id, g.path AS registry, s.label AS source, t.repository, t.tag, t.digest, t.standing,"
	" t.from_at, t.until_at, t.deleted_at, t.deleted_after, t.deleted_before, t.time_source, t.grade,"
	" t.rule, m.completeness, m.standing AS image_standing FROM tag t" VIA_REGISTRY("t")
	" LEFT JOIN image m ON m.digest=t.digest WHERE" WANTED_PLACE
	" AND (?3 IS NULL OR t.repository=?3) AND (?4 IS NULL OR t.tag=?4) AND" WANTED_DIGEST("t.digest")
	" AND t.from_at IS NOT NULL AND rtrim(t.from_at,'Z')<=?10"
	" AND (coalesce(t.until_at,t.deleted_at) IS NULL OR rtrim(coalesce(t.until_at,t.deleted_at),'Z')>?10)"
	" ORDER BY " BYTES("s.label") ", " BYTES("g.path") ", " BYTES("t.repository") ", "
	BYTES("t.tag") ", rtrim(t.from_at,'Z') DESC, t.digest, t.standing, t.id";

/* The same columns as `tags`, for whoever weighs the times itself. */
static const char tag_spans[] =
	"SELECT t.id, g.path AS registry, s.label AS source, t.repository, t.tag, t.digest, t.standing,"
	" t.from_at, t.until_at, t.deleted_at, t.deleted_after, t.deleted_before, t.time_source, t.grade,"
	" t.rule, c.started AS read_at, s.present FROM tag t" VIA_REGISTRY("t") " WHERE" WANTED_PLACE
	" AND (?4 IS NULL OR t.tag=?4) AND" WANTED_DIGEST("t.digest")
	" ORDER BY " BYTES("t.repository") ", " BYTES("t.tag") ", " BYTES("s.label") ", " BYTES("g.path") ","
	" rtrim(coalesce(t.from_at,''),'Z'), t.digest, t.standing, t.id";

#define EVENT_TIME(e) "coalesce(" e ".time," e ".before_at," e ".after_at)"
static const char timeline[] =
	"SELECT e.id, e.event, g.path AS registry, s.label AS source, e.repository, e.tag, e.digest, e.time,"
	" e.after_at, e.before_at, e.time_source, e.actor, e.address, e.text, e.grade, e.rule FROM event e"
	" LEFT JOIN registry g ON g.id=e.registry LEFT JOIN scan c ON c.id=e.scan"
	" LEFT JOIN source s ON s.id=c.source WHERE" WANTED_PLACE
	" AND (?3 IS NULL OR e.repository=?3) AND (?4 IS NULL OR e.tag=?4) AND" WANTED_DIGEST("e.digest")
	" AND (" NO_TIME_WANTED " OR (" EVENT_TIME("e") " IS NOT NULL"
	"  AND rtrim(coalesce(e.time,e.before_at,'~'),'Z')>=coalesce(?10,'')"
	"  AND rtrim(coalesce(e.time,e.after_at,''),'Z')<=coalesce(?11,'~')))"
	" ORDER BY rtrim(coalesce(" EVENT_TIME("e") ",'~'),'Z'), e.event, " BYTES("e.repository") ", "
	BYTES("e.tag") ", e.digest, " BYTES("s.label") ", " BYTES("g.path") ", e.rule, e.text, e.id";

static const char collections[] =
	"SELECT e.event, s.label AS source, g.path AS registry, e.time, e.after_at, e.before_at, e.text FROM event e"
	VIA_REGISTRY("e") " WHERE e.event IN ('gc-run','generation')"
	" ORDER BY " BYTES("s.label") ", " BYTES("g.path") ", e.event='generation',"
	" rtrim(coalesce(e.time,e.after_at,''),'Z'), e.text, e.id";

static const char told[] =
	"SELECT e.event, s.label AS source, e.repository, e.tag, e.digest, e.time, e.after_at, e.before_at,"
	" e.actor, e.address, e.text, e.grade, CAST(strftime('%s'," EVENT_TIME("e") ") AS INTEGER) AS sec"
	" FROM event e LEFT JOIN scan c ON c.id=e.scan LEFT JOIN source s ON s.id=c.source"
	" WHERE e.event NOT IN ('blob-stored','blob-linked','sweep','gc-mark','pull','upload-data')"
	" ORDER BY rtrim(coalesce(" EVENT_TIME("e") ",'~'),'Z'), e.event, " BYTES("e.repository") ", "
	BYTES("e.tag") ", e.digest, " BYTES("s.label") ", e.rule, e.text, e.id";

static const char existed[] =
	"SELECT m.digest, m.kind, m.standing, m.completeness, m.origin, m.grade, m.total_size,"
	" (SELECT group_concat(x) FROM (SELECT DISTINCT CASE WHEN typeof(r.repository)='text' THEN"
	"  r.repository ELSE hex(r.repository) END AS x FROM image_repository r WHERE r.image=m.digest"
	"  ORDER BY 1)) AS repositories,"
	" (SELECT group_concat(x) FROM (SELECT DISTINCT CASE WHEN typeof(t.tag)='text' THEN t.tag ELSE"
	"  hex(t.tag) END AS x FROM tag t WHERE t.digest=m.digest ORDER BY 1)) AS tags,"
	" (SELECT min(r.deleted_at) FROM image_repository r WHERE r.image=m.digest) AS deleted_at"
	" FROM image m WHERE m.standing<>'tagged' ORDER BY m.digest";

/* Names that are no UTF-8 are compared in their visible form by nobody: they are BLOBs and never match. */
#define HIT(what, text, digest, repository, tag)                                                   \
	"SELECT '" what "' AS what, " text " AS text, " digest " AS digest, " repository               \
	" AS repository, " tag " AS tag "
#define LIKE(column) " WHERE " column " LIKE ?1 ESCAPE '\\'"
#define MEMBERS(column) " FROM document d, json_each(CASE WHEN json_valid(d." column ") THEN d." column " ELSE '[]' END) e"
static const char find[] =
	"SELECT DISTINCT h.what, h.text, h.digest, h.repository, h.tag,"
	" (SELECT json_group_array(x) FROM (SELECT m.digest AS x FROM image m WHERE m.digest=h.digest"
	"  OR m.config=h.digest ORDER BY 1)) AS images FROM ("
	HIT("repository", "p.name", "NULL", "p.name", "NULL") "FROM repository p" LIKE("p.name")
	" UNION ALL " HIT("tag", "t.repository||':'||t.tag", "t.digest", "t.repository", "t.tag")
	"FROM tag t" LIKE("t.repository||':'||t.tag")
	" UNION ALL " HIT("label", "e.key||'='||e.value", "d.sha256", "NULL", "NULL") MEMBERS("labels")
	LIKE("e.key||'='||e.value")
	" UNION ALL " HIT("annotation", "e.key||'='||e.value", "d.sha256", "NULL", "NULL")
	MEMBERS("annotations") LIKE("e.key||'='||e.value")
	" UNION ALL " HIT("annotation", "e.key||'='||e.value", "r.document", "NULL", "NULL") "FROM reference r,"
	" json_each(CASE WHEN json_valid(r.annotations) THEN r.annotations ELSE '[]' END) e" LIKE("e.key||'='||e.value")
	" UNION ALL " HIT("env", "e.value", "d.sha256", "NULL", "NULL") MEMBERS("env") LIKE("e.value")
	" UNION ALL " HIT("history", "y.created_by", "y.document", "NULL", "NULL") "FROM history y"
	LIKE("y.created_by")
	" UNION ALL " HIT("history", "y.comment", "y.document", "NULL", "NULL") "FROM history y" LIKE("y.comment")
	" UNION ALL " HIT("name", "d.name||coalesce(':'||d.tag,'')", "d.sha256", "NULL", "NULL")
	"FROM document d" LIKE("d.name||coalesce(':'||d.tag,'')")
	" UNION ALL " HIT("upload", "u.uuid", "u.digest", "u.repository", "NULL") "FROM upload u" LIKE("u.uuid")
	" UNION ALL " HIT("digest", "b.digest", "b.digest", "NULL", "NULL") "FROM blob b" LIKE("b.digest")
	") h ORDER BY h.what, CAST(h.text AS BLOB), h.digest, CAST(h.repository AS BLOB), CAST(h.tag AS BLOB)";

/* Annotations of manifests, labels of configs, names inside schema 1 and cosign payloads. */
#define NAME_KEYS                                                                                  \
	"('org.opencontainers.image.ref.name','io.containerd.image.name','org.opencontainers.image.version'," \
	"'org.opencontainers.image.base.name','org.label-schema.version','org.label-schema.name')"
#define SAYS(digest, text, rule, pointer)                                                          \
	"SELECT " digest " AS digest, " text " AS text, '" rule "' AS rule, " pointer " AS pointer,"  \
	" d.sha256 AS document "
static const char candidate_names[] =
	"SELECT DISTINCT n.digest, n.text, n.rule, n.pointer, s.label AS source, i.path FROM ("
	SAYS("m.digest", "e.value", "annotation", "'/annotations/'||replace(e.key,'/','~1')")
	MEMBERS("annotations") " JOIN image m ON m.digest=d.sha256 WHERE e.key IN " NAME_KEYS
	" UNION ALL " SAYS("m.digest", "e.value", "config-label", "'/config/Labels/'||replace(e.key,'/','~1')")
	MEMBERS("labels") " JOIN image m ON m.config=d.sha256 WHERE e.key IN " NAME_KEYS
	" UNION ALL " SAYS("m.digest", "d.name||coalesce(':'||d.tag,'')", "schema1-name", "'/name'")
	"FROM document d JOIN image m ON m.digest=d.sha256 WHERE d.kind='schema1' AND d.name IS NOT NULL"
	" UNION ALL " SAYS("r.digest", "d.name", "signed-name", "'/critical/identity/docker-reference'")
	"FROM document d JOIN reference r ON r.document=d.sha256 AND r.rel='signed' AND r.reading=0"
	" WHERE d.kind='simplesigning' AND d.name IS NOT NULL"
	") n LEFT JOIN blob_copy k ON k.digest=n.document AND k.item=(SELECT min(q.item) FROM blob_copy q"
	" WHERE q.digest=n.document) LEFT JOIN item i ON i.id=k.item LEFT JOIN scan c ON c.id=i.scan"
	" LEFT JOIN source s ON s.id=c.source WHERE NOT EXISTS(SELECT 1 FROM tag t WHERE t.digest=n.digest"
	" AND (t.tag=n.text OR t.repository||':'||t.tag=n.text))"
	" UNION SELECT x.digest, x.repository||coalesce(':'||x.tag,'') AS text, 'store-'||x.kind AS rule, x.pointer,"
	" s.label AS source, i.path FROM naming x JOIN current_scan c ON c.id=x.scan JOIN item i ON i.id=x.item"
	" JOIN scan n ON n.id=x.scan JOIN source s ON s.id=n.source WHERE x.kind IN ('image-id','known','ran')"
	" AND x.repository IS NOT NULL"
	" ORDER BY 1, 2, 3, 4, 6";

static const char wanted[] =
	"SELECT b.digest AS known, b.state, b.kind, (SELECT m.standing FROM image m WHERE m.digest=?1)"
	" AS standing, (SELECT r.recipe FROM resynthesis r WHERE r.digest=?1) AS recipe"
	" FROM (SELECT 1) LEFT JOIN blob b ON b.digest=?1";

static const char logs[] =
	"SELECT s.label, l.lines, l.understood, l.mentions, l.not_understood, l.too_long, l.samples, l.gc_style,"
	" c.digest, (SELECT count(*) FROM log_event e WHERE e.scan=l.scan) AS events,"
	" (SELECT json_group_array(text) FROM (SELECT text FROM observation WHERE scan=l.scan AND code='log-cut'"
	" ORDER BY text)) AS cut,"
	" (SELECT min(e.time) FROM log_event e WHERE e.scan=l.scan) AS first,"
	" (SELECT max(e.time) FROM log_event e WHERE e.scan=l.scan) AS last,"
	" (SELECT json_group_array(json_patch('{}',json_object('class',k.class,'lines',k.lines,'first',k.first,"
	"'last',k.last,'hole_from',k.hole_from,'hole_to',k.hole_to,'backwards',k.backwards))) FROM"
	" (SELECT * FROM log_class WHERE scan=l.scan ORDER BY class) k) AS coverage"
	" FROM log l JOIN current_scan n ON n.id=l.scan JOIN scan c ON c.id=l.scan"
	" JOIN source s ON s.id=c.source ORDER BY " BYTES("s.label");

/* A hole is time no file of the class covers between files, or the longest inside one that no other covers. */
static const char log_spans[] =
	"WITH k AS (SELECT c.* FROM log_class c JOIN current_scan n ON n.id=c.scan WHERE c.first IS NOT NULL),"
	" h AS (SELECT k.*, julianday(first) - max(julianday(last)) OVER (PARTITION BY class ORDER BY"
	" julianday(first), scan ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS gap,"
	" CASE WHEN EXISTS(SELECT 1 FROM k o WHERE o.class=k.class AND o.scan<>k.scan"
	" AND julianday(o.first)<=julianday(k.hole_from) AND julianday(o.last)>=julianday(k.hole_to))"
	" THEN 0.0 ELSE julianday(hole_to) - julianday(hole_from) END AS own FROM k),"
	" t AS (SELECT class, min(rtrim(first,'Z'))||'Z' AS first, max(rtrim(last,'Z'))||'Z' AS last,"
	" sum(lines) AS lines, max(max(coalesce(gap,0.0),coalesce(own,0.0))) AS hole_days FROM h GROUP BY class)"
	" SELECT *, (strftime('%Y',last) - strftime('%Y',first)) * 12 + strftime('%m',last) - strftime('%m',first)"
	" - (strftime('%d %H:%M:%S',last) < strftime('%d %H:%M:%S',first)) AS months FROM t ORDER BY class";

/* Lines of one family that two logs have both, where they cover the same time: lines are the same when all
 * that was read of them is. Of a line its first event speaks. */
#define LINE_SAME(column) " AND b." column " IS a." column
static const char log_shared[] =
	"WITH span AS MATERIALIZED (SELECT e.scan, e.family, min(rtrim(e.time,'Z')) AS first,"
	" max(rtrim(e.time,'Z')) AS last FROM log_event e JOIN current_scan n ON n.id=e.scan"
	" GROUP BY e.scan, e.family),"
	" pair AS MATERIALIZED (SELECT a.scan AS one, b.scan AS other, a.family, max(a.first,b.first) AS first,"
	" min(a.last,b.last) AS last FROM span a JOIN span b ON a.family=b.family AND a.scan<b.scan"
	" WHERE (a.first<b.last AND b.first<a.last) OR (a.first IS b.first AND a.last IS b.last)),"
	" line AS MATERIALIZED (SELECT e.scan, e.family, e.event, e.time, e.raw_time, e.repository,"
	" e.from_repository, e.tag, e.upload, e.digest, e.size, e.status, e.actor, e.address, e.agent,"
	" e.media_type, e.object, e.method, e.parent, e.position, e.detail, count(*) AS n FROM log_event e"
	" WHERE e.scan IN (SELECT one FROM pair UNION SELECT other FROM pair) AND NOT EXISTS(SELECT 1 FROM"
	" log_event p WHERE p.id=e.id-1 AND p.scan=e.scan AND p.offset=e.offset)"
	" GROUP BY 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21),"
	" shared AS MATERIALIZED (SELECT p.one, p.other, p.family, p.first, p.last, sum(min(a.n,b.n)) AS both"
	" FROM pair p JOIN line a ON a.scan=p.one AND a.family=p.family JOIN line b ON b.scan=p.other"
	" AND b.family=p.family AND b.event=a.event" LINE_SAME("time") LINE_SAME("digest")
	LINE_SAME("raw_time") LINE_SAME("repository") LINE_SAME("from_repository") LINE_SAME("tag")
	LINE_SAME("upload") LINE_SAME("size") LINE_SAME("status") LINE_SAME("actor") LINE_SAME("address")
	LINE_SAME("agent") LINE_SAME("media_type") LINE_SAME("object") LINE_SAME("method")
	LINE_SAME("parent") LINE_SAME("position") LINE_SAME("detail")
	" WHERE p.first IS NULL OR a.time IS NOT NULL GROUP BY p.one, p.other, p.family)"
	" SELECT so.label AS one, st.label AS other, s.family, s.first||'Z' AS first, s.last||'Z' AS last, s.both,"
	" (SELECT sum(n) FROM line a WHERE a.scan=s.one AND a.family=s.family AND (s.first IS NULL OR"
	" rtrim(a.time,'Z') BETWEEN s.first AND s.last)) - s.both AS only_one,"
	" (SELECT sum(n) FROM line a WHERE a.scan=s.other AND a.family=s.family AND (s.first IS NULL OR"
	" rtrim(a.time,'Z') BETWEEN s.first AND s.last)) - s.both AS only_other"
	" FROM shared s JOIN scan co ON co.id=s.one JOIN source so ON so.id=co.source"
	" JOIN scan ct ON ct.id=s.other JOIN source st ON st.id=ct.source"
	" ORDER BY " BYTES("so.label") ", " BYTES("st.label") ", s.family";
#undef LINE_SAME

static const char scan_of[] =
	"SELECT n.id FROM current_scan n JOIN source s ON s.id=n.source WHERE s.label=?1 OR s.label_shown=?1";

/* One side of a comparison, as its entries tell: tags, revisions, layer links, blobs. */
#define ENTRY(rank, what, repository, tag, digest, value, role)                                    \
	"SELECT " rank " AS rank, '" what "' AS what, CASE WHEN ?2 IS NULL THEN NULL ELSE g.path END"  \
	" AS registry, " repository " AS repository, " tag " AS tag, " digest " AS digest, " value     \
	" AS value FROM item i JOIN registry g ON g.id=i.registry WHERE i.role='" role "' AND"        \
	" i.superseded=0 AND (i.scan=?1 OR (?1 IS NULL AND i.scan IN (SELECT id FROM current_scan)))"
static const char entries[] =
	"SELECT * FROM (" ENTRY("1", "tag", "i.repository", "i.tag", "NULL", "coalesce(i.reading_digest,'damaged')",
	      "tag-current")
	" UNION ALL " ENTRY("2", "revision", "i.repository", "NULL", "i.digest", "''", "revision-link")
	" UNION ALL " ENTRY("3", "layer-link", "i.repository", "NULL", "i.digest", "''", "layer-link")
	" UNION ALL " ENTRY("4", "blob", "NULL", "NULL", "i.digest",
	                    "CASE WHEN i.observed=i.digest OR i.sha256 IS NULL THEN ''"
	                    " ELSE 'hashes to '||i.sha256 END", "blob-data")
	") ORDER BY rank, " BYTES("registry") ", " BYTES("repository") ", " BYTES("tag") ", digest";

/* Between scans ?1 and ?2: how many tags, revisions and blobs came, went, moved. */
#define CAME(role, old, new)                                                                       \
	"(SELECT count(*) FROM item i WHERE i.scan=" new " AND i.role='" role "' AND i.superseded=0"  \
	" AND NOT EXISTS(SELECT 1 FROM item o WHERE o.scan=" old " AND o.path=i.path"                 \
	" AND o.superseded=0))"
static const char changes[] =
	"SELECT " CAME("tag-current", "?1", "?2") " AS tags_new, "
	CAME("tag-current", "?2", "?1") " AS tags_gone, "
	"(SELECT count(*) FROM item i JOIN item o ON o.scan=?1 AND o.path=i.path AND o.superseded=0"
	" WHERE i.scan=?2 AND i.role='tag-current' AND i.superseded=0"
	" AND i.reading_digest IS NOT o.reading_digest) AS tags_moved, "
	CAME("revision-link", "?1", "?2") " AS revisions_new, "
	CAME("revision-link", "?2", "?1") " AS revisions_gone, "
	CAME("blob-data", "?1", "?2") " AS blobs_new, "
	CAME("blob-data", "?2", "?1") " AS blobs_gone, "
	"(SELECT count(*) FROM item i JOIN item o ON o.scan=?1 AND o.path=i.path AND o.superseded=0"
	" WHERE i.scan=?2 AND i.role='blob-data' AND i.superseded=0 AND i.sha256 IS NOT NULL"
	" AND o.sha256 IS NOT NULL AND i.sha256<>o.sha256) AS blobs_altered";

static const char vanished[] =
	"SELECT DISTINCT o.digest FROM item o WHERE o.scan=?1 AND o.role='blob-data' AND o.superseded=0"
	" AND o.digest IS NOT NULL AND NOT EXISTS(SELECT 1 FROM item i WHERE i.scan=?2"
	" AND i.path=o.path AND i.superseded=0) ORDER BY o.digest";

static const char check_state[] =
	"SELECT (SELECT count(DISTINCT image) FROM image_repository WHERE standing='tagged') AS tagged,"
	" (SELECT count(DISTINCT r.image) FROM image_repository r JOIN image m ON m.digest=r.image"
	"  WHERE r.standing='tagged' AND m.completeness<>'complete') AS incomplete,"
	" (SELECT count(*) FROM blob WHERE state IN ('corrupt','truncated','empty')) AS damaged,"
	" (SELECT count(*) FROM blob WHERE state='unread') AS unread,"
	" (SELECT count(*) FROM image_repository WHERE standing='deleted') AS deleted,"
	" (SELECT count(*) FROM finding WHERE severity IN ('error','warning')) AS findings,"
	" (SELECT outcome FROM run WHERE verb='check' AND substr(outcome,1,1)='{' ORDER BY id DESC LIMIT 1)"
	"  AS last";

static const char matrix[] =
	"SELECT b.digest, b.kind, s.label, min(k.state) AS state FROM blob b"
	" LEFT JOIN blob_copy k ON k.digest=b.digest LEFT JOIN item i ON i.id=k.item"
	" LEFT JOIN scan c ON c.id=i.scan LEFT JOIN source s ON s.id=c.source"
	" GROUP BY b.digest, s.id ORDER BY b.digest, " BYTES("s.label");

static const char uploads[] =
	"SELECT u.id, g.path AS registry, s.label AS source, u.repository, u.uuid, u.started, u.size,"
	" u.digest, u.becoming, (SELECT i.form FROM because x JOIN item i ON i.id=x.item WHERE x.owner='upload' AND"
	" x.owner_id=u.id AND i.role='upload-data' LIMIT 1) AS form, (SELECT nullif(i.media,'') FROM because x JOIN item i"
	" ON i.id=x.item WHERE x.owner='upload' AND x.owner_id=u.id AND i.role='upload-data' LIMIT 1) AS media"
	" FROM upload u" VIA_REGISTRY("u") " WHERE" WANTED_PLACE
	" AND (?3 IS NULL OR u.repository=?3)"
	" AND (" WANTED_DIGEST("u.digest") " OR" WANTED_DIGEST("u.becoming") ")"
	" AND (" NO_TIME_WANTED " OR" IN_TIME("u.started") ")"
	" ORDER BY " BYTES("s.label") ", " BYTES("g.path") ", " BYTES("u.repository") ", " BYTES("u.uuid");

/* The first ground's path, for sorting and for tables. */
#define FINDING_PATH                                                                               \
	"(SELECT i.path FROM because x JOIN item i ON i.id=x.item WHERE x.owner='finding'"         \
	" AND x.owner_id=f.id ORDER BY x.n LIMIT 1)"

#define FINDING_ORDER                                                                              \
	" ORDER BY " RANK("f.severity") ", f.code, " BYTES("path") ", f.subject, f.text, f.id"

static const char findings[] =
	"SELECT f.id, f.code, f.severity, f.subject, f.text, " FINDING_PATH " AS path FROM finding f"
	" WHERE (?9 IS NULL OR " RANK("f.severity") "<=" RANK("?9") ")"
	" AND ((?1 IS NULL AND ?2 IS NULL AND ?3 IS NULL AND ?4 IS NULL AND ?5 IS NULL)"
	"  OR EXISTS(SELECT 1 FROM because x LEFT JOIN item i ON i.id=x.item"
	"   JOIN scan c ON c.id=coalesce(i.scan,x.scan) JOIN source s ON s.id=c.source"
	"   LEFT JOIN registry g ON g.id=i.registry WHERE x.owner='finding' AND x.owner_id=f.id AND"
	WANTED_PLACE " AND (?3 IS NULL OR i.repository=?3) AND (?4 IS NULL OR i.tag=?4)"
	"   AND (" WANTED_DIGEST("i.digest") " OR" WANTED_DIGEST("f.subject") ")))"
	FINDING_ORDER;

static const char findings_of[] =
	"SELECT f.id, f.code, f.severity, f.subject, f.text, " FINDING_PATH " AS path,"
	" (SELECT i.mtime FROM because x JOIN item i ON i.id=x.item WHERE x.owner='finding'"
	"  AND x.owner_id=f.id ORDER BY x.n LIMIT 1) AS mtime,"
	" (SELECT i.time_digits FROM because x JOIN item i ON i.id=x.item WHERE x.owner='finding'"
	"  AND x.owner_id=f.id ORDER BY x.n LIMIT 1) AS time_digits,"
	" (SELECT i.repository FROM because x JOIN item i ON i.id=x.item WHERE x.owner='finding'"
	"  AND x.owner_id=f.id ORDER BY x.n LIMIT 1) AS repository,"
	" (SELECT i.digest FROM because x JOIN item i ON i.id=x.item WHERE x.owner='finding'"
	"  AND x.owner_id=f.id ORDER BY x.n LIMIT 1) AS digest"
	" FROM finding f WHERE f.code=?1" FINDING_ORDER;

static const char sources[] =
	"SELECT s.label, s.present, c.id AS scan, c.kind, c.path, c.compression, c.depth, c.scope,"
	" c.limits, c.started, c.ended, c.identity_before, c.identity_after, c.changed, c.size, c.digest,"
	" c.items, c.bytes, c.files_read, c.files_skipped, c.files_unread, c.bytes_skipped,"
	" c.bytes_unread, c.out_of_scope, c.atime_touched FROM current_scan n JOIN scan c ON c.id=n.id"
	" JOIN source s ON s.id=c.source WHERE (?1 IS NULL OR s.label=?1 OR s.label_shown=?1)"
	" AND (?2 IS NULL OR EXISTS(SELECT 1 FROM registry g WHERE g.scan=c.id"
	"  AND (g.path=?2 OR g.path_shown=?2)))"
	" AND (" NO_TIME_WANTED " OR" IN_TIME("c.started") " OR" IN_TIME("c.ended") ")"
	" ORDER BY " BYTES("s.label");

static const char runs[] =
	"SELECT id, verb, version, argv, environment, host, started, ended, status, items, bytes,"
	" seconds, outcome FROM run ORDER BY id";

static const char image_repositories[] =
	"SELECT r.repository AS name, g.path AS registry, s.label AS source, r.standing, r.deleted_at,"
	" r.deleted_after, r.deleted_before FROM image_repository r" VIA_REGISTRY("r")
	" WHERE r.image=?1 ORDER BY " BYTES("s.label") ", " BYTES("g.path") ", " BYTES("r.repository");

static const char image_tags[] =
	"SELECT DISTINCT t.repository, t.tag, t.standing, t.from_at, t.until_at, t.deleted_at"
	" FROM tag t WHERE t.digest=?1 ORDER BY " BYTES("t.repository") ", " BYTES("t.tag")
	", t.standing, t.from_at";

static const char image_config[] =
	"SELECT m.config AS digest, e.media_type, coalesce(e.size,b.size) AS size,"
	" coalesce(b.state,'missing') AS state FROM image m LEFT JOIN edge e ON e.from_digest=m.digest"
	" AND e.kind='config' LEFT JOIN blob b ON b.digest=m.config WHERE m.digest=?1"
	" AND m.config IS NOT NULL LIMIT 1";

static const char image_listings[] =
	"SELECT e.to_digest AS digest, coalesce(b.state,'missing') AS state, l.listing FROM edge e LEFT JOIN blob b"
	" ON b.digest=e.to_digest LEFT JOIN layer l ON l.sha256=coalesce((SELECT i.sha256 FROM blob_copy k"
	" JOIN item i ON i.id=k.item WHERE k.digest=e.to_digest AND k.state IN ('intact','recovered') LIMIT 1),"
	" e.to_digest) WHERE e.from_digest=?1 AND e.kind='layer' ORDER BY e.position";

static const char listings[] =
	"SELECT l.sha256 AS digest, l.listing, NULL AS repository, NULL AS tag, 'file' AS what,"
	" (SELECT json_group_array(x) FROM (SELECT DISTINCT e.from_digest AS x FROM edge e WHERE"
	"  e.to_digest=l.sha256 AND e.kind='layer' ORDER BY 1)) AS images FROM layer l"
	" WHERE l.listing IS NOT NULL ORDER BY l.sha256";

/* repairs: images that lack nothing else; breaks: all that lack it, itself left out. */
static const char impact[] =
	"SELECT b.digest, b.kind, b.state, b.size, count(*) AS breaks, sum(n.n=1) AS repairs,"
	" sum(m.standing='tagged') AS tagged FROM image_missing x JOIN blob b ON b.digest=x.digest"
	" JOIN image m ON m.digest=x.image JOIN (SELECT image, count(*) AS n FROM image_missing GROUP BY image) n"
	" ON n.image=x.image WHERE m.completeness<>'complete' GROUP BY b.digest"
	" ORDER BY repairs DESC, tagged DESC, breaks DESC, b.digest";

static const char image_layers[] =
	"SELECT e.to_digest AS digest, e.media_type, coalesce(e.size,b.size) AS size, e.diff_id,"
	" e.diff_id_claimed, e.position, coalesce(b.state,'missing') AS state FROM edge e"
	" LEFT JOIN blob b ON b.digest=e.to_digest WHERE e.from_digest=?1 AND e.kind IN ('layer','blob')"
	" ORDER BY e.position, e.id";

static const char image_children[] =
	"SELECT e.to_digest AS digest, e.platform, e.media_type, coalesce(e.size,b.size) AS size,"
	" coalesce(b.state,'missing') AS state, m.kind, m.completeness FROM edge e"
	" LEFT JOIN blob b ON b.digest=e.to_digest LEFT JOIN image m ON m.digest=e.to_digest"
	" WHERE e.from_digest=?1 AND e.kind='child' ORDER BY e.position, e.id";

static const char image_missing[] =
	"SELECT x.digest, coalesce(b.state,'missing') AS state, coalesce(b.kind,'unknown') AS kind,"
	" b.size FROM image_missing x LEFT JOIN blob b ON b.digest=x.digest WHERE x.image=?1"
	" ORDER BY x.digest";

static const char image_sources[] =
	"SELECT label FROM (SELECT s.label FROM blob_copy k JOIN item i ON i.id=k.item"
	" JOIN scan c ON c.id=i.scan JOIN source s ON s.id=c.source WHERE k.digest=?1"
	" UNION SELECT s.label FROM image_repository r" VIA_REGISTRY("r") " WHERE r.image=?1)"
	" ORDER BY " BYTES("label");

static const char image_referrers[] =
	"SELECT DISTINCT e.from_digest AS digest, e.kind AS relation, m.kind, m.media_type, m.standing"
	" FROM edge e LEFT JOIN image m ON m.digest=e.from_digest WHERE e.to_digest=?1"
	" AND e.kind IN ('subject','signed') ORDER BY e.from_digest, e.kind";

static const char image_parents[] =
	"SELECT DISTINCT e.from_digest AS digest, m.standing FROM edge e JOIN image m"
	" ON m.digest=e.from_digest WHERE e.to_digest=?1 AND e.kind='child' ORDER BY e.from_digest";

static const char blob_repositories[] =
	"SELECT DISTINCT repository FROM blob_repository WHERE digest=?1 ORDER BY " BYTES("repository");

static const char blob_referenced[] =
	"SELECT DISTINCT e.from_digest AS digest FROM edge e JOIN image m ON m.digest=e.from_digest"
	" WHERE e.to_digest=?1 AND e.kind IN ('config','layer','child','subject','blob')"
	" AND m.state IN ('intact','recovered') ORDER BY e.from_digest";

static const char blob_diff_id_of[] =
	"SELECT DISTINCT d.document AS digest FROM diff_id d JOIN blob b ON b.digest=d.document"
	" WHERE d.digest=?1 AND b.state IN ('intact','recovered') ORDER BY d.document";

static const char blob_copies[] =
	"SELECT s.label, g.path AS registry, i.path, i.offset, i.runs, k.state, i.size, i.unread,"
	" i.sha256, c.path AS source_path, c.kind AS source_kind, CASE WHEN i.role='recovered' THEN (SELECT"
	"  json_group_array(json(j)) FROM (SELECT json_patch('{}',json_object('method',v.method,'trace',v.trace,"
	"  'inode',v.inode,'generation',v.generation,'sequence',v.sequence,'time',v.time,'place',v.place,"
	"  'named',json(CASE v.named WHEN 1 THEN 'true' ELSE 'false' END))) AS j FROM recovery v WHERE v.item=i.id"
	"  ORDER BY v.n)) END AS recovered_by FROM blob_copy k"
	" JOIN item i ON i.id=k.item JOIN scan c ON c.id=i.scan JOIN source s ON s.id=c.source"
	" LEFT JOIN registry g ON g.id=i.registry WHERE k.digest=?1"
	" ORDER BY " BYTES("s.label") ", " BYTES("i.path") ", i.ordinal";

static const char volumes[] =
	"SELECT position, parent, depth, kind, content, name, prefix, scheme, slot, offset, size, type, label, note,"
	" trouble, fs, block, fs_size, uuid, fs_label, mounted_at, made, mounted, written, dirty, discards FROM volume"
	" WHERE scan=?1 ORDER BY position";

static const char source_registries[] =
	"SELECT path, store, row_number() OVER (PARTITION BY path ORDER BY store)=1 AS first FROM registry WHERE scan=?1 ORDER BY " BYTES("path") ", store";

static const char because[] =
	"SELECT s.label AS source, i.path, x.offset, x.length, x.pointer FROM because x"
	" LEFT JOIN item i ON i.id=x.item LEFT JOIN scan c ON c.id=coalesce(i.scan,x.scan)"
	" LEFT JOIN source s ON s.id=c.source WHERE x.owner=?1 AND x.owner_id=?2 ORDER BY x.n";

static const char image[] = "SELECT " IMAGE_COLUMNS " FROM image m WHERE m.digest=?1";

static const char image_group[] =
	"SELECT " IMAGE_COLUMNS " FROM image m WHERE m.standing=?1"
	" ORDER BY CASE m.completeness WHEN 'complete' THEN 1 ELSE 0 END,"
	" EXISTS(SELECT 1 FROM edge e WHERE e.to_digest=m.digest AND e.kind='child'),"
	" (SELECT min(" BYTES("t.repository") "||x'00'||" BYTES("t.tag") ") FROM tag t"
	"  WHERE t.digest=m.digest) IS NULL,"
	" (SELECT min(" BYTES("t.repository") "||x'00'||" BYTES("t.tag") ") FROM tag t"
	"  WHERE t.digest=m.digest), m.digest";

static const char blob[] =
	"SELECT b.digest, b.size, b.kind, b.state, b.observed_digest, b.observed_size, b.media_type,"
	" b.diff_id FROM blob b WHERE b.digest=?1";

#define NEEDED_BY                                                                                  \
	" FROM blob b LEFT JOIN (SELECT digest, count(*) AS n FROM image_missing"                  \
	" WHERE image<>digest GROUP BY digest) x ON x.digest=b.digest"

static const char blobs_harmed[] =
	"SELECT b.digest, b.size, b.kind, b.state, b.observed_digest, b.observed_size,"
	" coalesce(x.n,0) AS needed_by" NEEDED_BY
	" WHERE b.state IN ('truncated','corrupt','empty','unread')"
	" ORDER BY b.state, b.digest";

static const char blobs_missing[] =
	"SELECT b.digest, b.size, b.kind, b.state, coalesce(x.n,0) AS needed_by" NEEDED_BY
	" WHERE b.state='missing'"
	" AND EXISTS(SELECT 1 FROM edge e JOIN image m ON m.digest=e.from_digest WHERE"
	" e.to_digest=b.digest AND e.kind IN ('config','layer','child','blob')"
	" AND m.state IN ('intact','recovered')) ORDER BY needed_by DESC, b.digest";

static const char document[] =
	"SELECT d.sha256, d.kind, d.image_kind, d.media_type, d.artifact_type, d.annotations, d.created,"
	" d.architecture, d.os, d.variant, d.author, d.labels, d.env, d.name, d.tag, d.steps,"
	" d.layer_steps FROM document d WHERE d.sha256=?1 OR d.sha256=(SELECT i.sha256 FROM blob_copy k"
	" JOIN item i ON i.id=k.item WHERE k.digest=?1 AND k.state IN ('intact','recovered') LIMIT 1)"
	" LIMIT 1";

static const char history[] =
	"SELECT position, created, created_by, comment, author, empty_layer FROM history"
	" WHERE document=?1 ORDER BY position";

static const char diff_ids[] =
	"SELECT position, digest FROM diff_id WHERE document=?1 ORDER BY position";

/* Members of a JSON object or array, in their order. */
static const char json_members[] =
	"SELECT key, CAST(value AS TEXT) AS value FROM json_each(CASE WHEN json_valid(?1) THEN ?1"
	" ELSE '[]' END) ORDER BY id";

static const char candidates[] =
	"SELECT k.config, k.position, k.diff_id, k.layer, k.grade, k.rule, b.state FROM candidate k"
	" LEFT JOIN blob b ON b.digest=k.layer ORDER BY k.config, k.position, k.layer";

static const char elsewhere[] =
	"SELECT 'same-content' AS what, b.digest AS digest, NULL AS name, NULL AS source FROM blob b"
	" WHERE ?2 IS NOT NULL AND b.diff_id=?2 AND b.digest<>?1 AND b.state IN ('intact','recovered')"
	" UNION ALL SELECT 'upload', u.digest, u.repository, s.label FROM upload u" VIA_REGISTRY("u")
	" WHERE u.digest=?1 OR u.becoming=?1"
	" UNION ALL SELECT 'inline', d.document, NULL, NULL FROM reference d WHERE d.digest=?1"
	" AND d.data IS NOT NULL"
	" UNION ALL SELECT 'damaged-copy', k.digest, i.path, s.label FROM blob_copy k"
	" JOIN item i ON i.id=k.item JOIN scan c ON c.id=i.scan JOIN source s ON s.id=c.source"
	" WHERE k.digest=?1 AND k.state NOT IN ('intact','recovered')"
	" UNION ALL SELECT 'layer-link', r.digest, r.repository, s.label FROM blob_repository r"
	VIA_REGISTRY("r") " WHERE r.digest=?1"
	" ORDER BY 1, 2, 3, 4";

static const char resolve_tag[] =
	"SELECT t.digest, t.standing, t.repository, t.tag, s.label AS source, g.path AS registry,"
	" s.present FROM tag t" VIA_REGISTRY("t") " WHERE t.repository=?1 AND t.tag=?2"
	" AND t.digest IS NOT NULL ORDER BY CASE t.standing WHEN 'current' THEN 0 ELSE 1 END,"
	" s.present DESC, " BYTES("s.label") ", " BYTES("g.path") ", rtrim(t.from_at,'Z') DESC, t.digest";

static const char resolve_digest[] =
	"SELECT m.digest, m.kind, m.standing FROM image m"
	" WHERE (substr(m.digest,1,length(?1))=?1 OR substr(m.digest,instr(m.digest,':')+1,length(?1))=?1)"
	" AND (?2 IS NULL OR EXISTS(SELECT 1 FROM image_repository r WHERE r.image=m.digest"
	" AND r.repository=?2) OR EXISTS(SELECT 1 FROM tag t WHERE t.digest=m.digest"
	" AND t.repository=?2)) ORDER BY m.digest LIMIT 20";

static const char all_digests[] =
	"SELECT digest FROM blob UNION SELECT digest FROM image UNION SELECT observed_digest FROM blob"
	" WHERE observed_digest IS NOT NULL UNION SELECT diff_id FROM blob WHERE diff_id IS NOT NULL"
	" UNION SELECT digest FROM upload WHERE digest IS NOT NULL"
	" UNION SELECT digest FROM diff_id WHERE digest IS NOT NULL"
	" UNION SELECT digest FROM tag WHERE digest IS NOT NULL";

static const char count_images[] =
	"SELECT standing, completeness, count(*) AS n FROM image GROUP BY standing, completeness"
	" ORDER BY standing, completeness";
static const char count_blobs[] =
	"SELECT state, count(*) AS n, CAST(min(total(size),9.2e18) AS INTEGER) AS bytes FROM blob GROUP BY state"
	" ORDER BY state";
static const char count_findings[] =
	"SELECT severity, count(*) AS n FROM finding GROUP BY severity ORDER BY severity";
static const char count_codes[] =
	"SELECT f.code, f.severity, count(*) AS n, min(f.subject) AS subject FROM finding f"
	" GROUP BY f.code ORDER BY " RANK("f.severity") ", n DESC, f.code";
static const char count_tags[] =
	"SELECT standing, count(*) AS n FROM tag GROUP BY standing ORDER BY standing";

static const char totals[] =
	"SELECT (SELECT count(*) FROM image) AS images, (SELECT count(*) FROM blob) AS blobs,"
	" (SELECT count(*) FROM tag) AS tags, (SELECT count(*) FROM repository) AS repositories,"
	" (SELECT count(*) FROM upload) AS uploads, (SELECT count(*) FROM finding) AS findings,"
	" (SELECT count(DISTINCT image) FROM image_repository WHERE standing='deleted') AS deleted,"
	" (SELECT count(*) FROM current_scan) AS sources,"
	" (SELECT count(*) FROM registry g JOIN current_scan n ON n.id=g.scan) AS registries,"
	" (SELECT coalesce(sum(c.bytes),0) FROM scan c JOIN current_scan n ON n.id=c.id) AS bytes,"
	" (SELECT coalesce(sum(c.items),0) FROM scan c JOIN current_scan n ON n.id=c.id) AS items,"
	" (SELECT coalesce(sum(c.files_unread),0) FROM scan c JOIN current_scan n ON n.id=c.id)"
	"  AS unread,"
	" (SELECT coalesce(sum(seconds),0) FROM run WHERE id IN (SELECT c.run FROM scan c"
	"  JOIN current_scan n ON n.id=c.id)) AS seconds,"
	" (SELECT count(*) FROM image_repository r JOIN image m ON m.digest=r.image"
	"  WHERE r.standing='deleted' AND m.completeness='complete') AS deleted_complete,"
	" (SELECT count(DISTINCT x.digest) FROM image_missing x JOIN blob b ON b.digest=x.digest"
	"  WHERE b.state='missing') AS missing_below,"
	" (SELECT count(*) FROM image_repository WHERE standing='tagged') AS tagged_places,"
	" (SELECT count(DISTINCT config) FROM candidate) AS candidates,"
	" (SELECT count(*) FROM scan WHERE state='running') AS unfinished,"
	" (SELECT count(*) FROM run WHERE verb IN ('examine','resolve','scan')) AS runs,"
	" (SELECT min(b.digest) FROM image_missing x JOIN blob b ON b.digest=x.digest"
	"  JOIN image m ON m.digest=x.image WHERE b.state='missing' AND m.digest<>b.digest"
	"  AND m.standing IN ('tagged','untagged')) AS missing_example";

const char *const casedb_queries[] = {
	[QUERY_IMAGES] = images,
	[QUERY_TAGS] = tags,
	[QUERY_BLOBS] = blobs,
	[QUERY_REPOS] = repos,
	[QUERY_UPLOADS] = uploads,
	[QUERY_TIMELINE] = timeline,
	[QUERY_AT] = at,
	[QUERY_TAG_SPANS] = tag_spans,
	[QUERY_FINDINGS] = findings,
	[QUERY_SOURCES] = sources,
	[QUERY_RUNS] = runs,
	[QUERY_IMAGE_REPOSITORIES] = image_repositories,
	[QUERY_IMAGE_TAGS] = image_tags,
	[QUERY_IMAGE_CONFIG] = image_config,
	[QUERY_IMAGE_LAYERS] = image_layers,
	[QUERY_IMPACT] = impact,
	[QUERY_IMAGE_LISTINGS] = image_listings,
	[QUERY_LISTINGS] = listings,
	[QUERY_IMAGE_CHILDREN] = image_children,
	[QUERY_IMAGE_MISSING] = image_missing,
	[QUERY_IMAGE_SOURCES] = image_sources,
	[QUERY_IMAGE_REFERRERS] = image_referrers,
	[QUERY_IMAGE_PARENTS] = image_parents,
	[QUERY_BLOB_REPOSITORIES] = blob_repositories,
	[QUERY_BLOB_REFERENCED] = blob_referenced,
	[QUERY_BLOB_DIFF_ID_OF] = blob_diff_id_of,
	[QUERY_BLOB_COPIES] = blob_copies,
	[QUERY_VOLUMES] = volumes,
	[QUERY_SOURCE_REGISTRIES] = source_registries,
	[QUERY_BECAUSE] = because,
	[QUERY_IMAGE] = image,
	[QUERY_IMAGE_GROUP] = image_group,
	[QUERY_BLOB] = blob,
	[QUERY_BLOBS_HARMED] = blobs_harmed,
	[QUERY_BLOBS_MISSING] = blobs_missing,
	[QUERY_FINDINGS_OF] = findings_of,
	[QUERY_DOCUMENT] = document,
	[QUERY_HISTORY] = history,
	[QUERY_DIFF_IDS] = diff_ids,
	[QUERY_JSON_MEMBERS] = json_members,
	[QUERY_COLLECTIONS] = collections,
	[QUERY_TOLD] = told,
	[QUERY_EXISTED] = existed,
	[QUERY_CANDIDATE_NAMES] = candidate_names,
	[QUERY_FIND] = find,
	[QUERY_WANTED] = wanted,
	[QUERY_LOGS] = logs,
	[QUERY_LOG_SPANS] = log_spans,
	[QUERY_LOG_SHARED] = log_shared,
	[QUERY_SCAN_OF] = scan_of,
	[QUERY_ENTRIES] = entries,
	[QUERY_ENTRIES_OTHER] = entries,
	[QUERY_MATRIX] = matrix,
	[QUERY_CHANGES] = changes,
	[QUERY_VANISHED] = vanished,
	[QUERY_CHECK_STATE] = check_state,
	[QUERY_CANDIDATES] = candidates,
	[QUERY_ELSEWHERE] = elsewhere,
	[QUERY_RESOLVE_TAG] = resolve_tag,
	[QUERY_RESOLVE_DIGEST] = resolve_digest,
	[QUERY_ALL_DIGESTS] = all_digests,
	[QUERY_COUNT_IMAGES] = count_images,
	[QUERY_COUNT_BLOBS] = count_blobs,
	[QUERY_COUNT_FINDINGS] = count_findings,
	[QUERY_COUNT_CODES] = count_codes,
	[QUERY_COUNT_TAGS] = count_tags,
	[QUERY_TOTALS] = totals,
};

const unsigned casedb_query_count = sizeof casedb_queries / sizeof casedb_queries[0];

_Static_assert(sizeof casedb_queries / sizeof casedb_queries[0] == QUERY_COUNT_,
               "every query has its text");
