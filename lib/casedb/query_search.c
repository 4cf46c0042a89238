/* casedb/query_search.c - the SQL of times, searches, logs and comparisons; what query.c says of its texts holds here. */
#include "casedb/query_sql.h"

/*
 * A target has one line in `tag`, of the last time it was set. Settings before that stand in the events: `spans` has a line for
 * each run of settings to one target that no line of `tag` tells, from the first of them until the next target was set, or the
 * same one again. Whether the tag stayed there so long nothing tells: inferred.
 */
#define IN_ORDER "(PARTITION BY registry, repository, tag ORDER BY rtrim(time,'Z'), digest)"
#define SPANS \
	"WITH sets AS (SELECT e.id, e.registry, e.repository, e.tag, e.digest, e.digest_id, max(e.time) AS time," \
	" substr(e.time,1,19) AS second, e.time_source, e.rule FROM event e WHERE e.event='tag-set' AND e.digest IS NOT NULL AND" \
	" e.time IS NOT NULL AND e.registry IS NOT NULL GROUP BY e.registry, e.repository, e.tag, e.digest, substr(e.time,1,19))," \
	" known AS MATERIALIZED (SELECT registry, repository, tag, digest, substr(from_at,1,19) AS second FROM tag)," \
	" fresh AS (SELECT s.*, k.second AS line, s.digest IS NOT lag(s.digest) OVER same AS fresh FROM sets s LEFT JOIN known k ON" \
	" k.registry=s.registry AND k.repository=s.repository AND k.tag=s.tag AND k.digest=s.digest AND k.second=s.second" \
	" WINDOW same AS (PARTITION BY s.registry, s.repository, s.tag ORDER BY rtrim(s.time,'Z'), s.digest))," \
	" numbered AS (SELECT *, sum(fresh) OVER " IN_ORDER " AS run FROM fresh)," \
	" lined AS (SELECT *, max(line) OVER (PARTITION BY registry, repository, tag, run) AS own FROM numbered)," \
	" runs AS (SELECT id, registry, repository, tag, digest, digest_id, min(rtrim(time,'Z'))||'Z' AS time, time_source, rule," \
	" own AS line FROM lined GROUP BY registry, repository, tag, run)," \
	" stays AS (SELECT *, lead(time) OVER " IN_ORDER " AS next FROM runs)," \
	" spans AS MATERIALIZED (SELECT id, registry, repository, tag, digest, digest_id, standing, from_at, until_at, deleted_at," \
	" deleted_after, deleted_before, time_source, grade, rule, 'tag' AS told FROM tag UNION ALL SELECT id, registry, repository," \
	" tag, digest, digest_id, 'overwritten', time, coalesce(line||'Z',next), NULL, NULL, NULL, time_source, 'inferred', rule, 'event'" \
	/* a log's line and the tree tell of one setting some seconds apart */ \
	" FROM stays WHERE CASE WHEN line IS NULL THEN next IS NOT NULL ELSE strftime('%s',line)-strftime('%s',time)>2 END) "

/* What tags named at the instant ?10: the target set last before it. */
const char query_at[] =
	SPANS "SELECT t.id, t.told, g.path AS registry, s.label AS source, t.repository, t.tag, t.digest, t.standing,"
	" t.from_at, t.until_at, t.deleted_at, t.deleted_after, t.deleted_before, t.time_source, t.grade,"
	" t.rule, m.completeness, m.standing AS image_standing FROM spans t" VIA_REGISTRY("t")
	" LEFT JOIN image m ON m.digest_id=t.digest_id WHERE" WANTED_PLACE
	" AND" WANTED_REPOSITORY("t.repository") " AND (?4 IS NULL OR t.tag=?4) AND" WANTED_DIGEST("t.digest")
	" AND t.from_at IS NOT NULL AND rtrim(t.from_at,'Z')<=?10"
	" AND (coalesce(t.until_at,t.deleted_at,t.deleted_before) IS NULL"
	"  OR rtrim(coalesce(t.until_at,t.deleted_at,t.deleted_before),'Z')>?10)"
	" ORDER BY " BYTES("s.label") ", " BYTES("g.path") ", " BYTES("t.repository") ", "
	BYTES("t.tag") ", rtrim(t.from_at,'Z') DESC, t.digest, t.standing, t.id";

/* The same columns as `tags`, for whoever weighs the times itself. */
const char query_tag_spans[] =
	SPANS "SELECT t.id, t.told, g.path AS registry, s.label AS source, t.repository, t.tag, t.digest, t.standing,"
	" t.from_at, t.until_at, t.deleted_at, t.deleted_after, t.deleted_before, t.time_source, t.grade,"
	" t.rule, c.started AS read_at, s.present FROM spans t" VIA_REGISTRY("t") " WHERE" WANTED_PLACE
	" AND (?4 IS NULL OR t.tag=?4) AND" WANTED_DIGEST("t.digest")
	" ORDER BY " BYTES("t.repository") ", " BYTES("t.tag") ", " BYTES("s.label") ", " BYTES("g.path") ","
	" rtrim(coalesce(t.from_at,''),'Z'), t.digest, t.standing, t.id";

#define EVENT_TIME(e) "coalesce(" e ".time," e ".before_at," e ".after_at)"
const char query_timeline[] =
	"SELECT e.id, e.event, g.path AS registry, s.label AS source, e.repository, e.tag, e.digest, e.time,"
	" e.after_at, e.before_at, e.time_source, e.actor, e.address, e.text, e.grade, e.rule FROM event e"
	" LEFT JOIN registry g ON g.id=e.registry LEFT JOIN scan c ON c.id=e.scan"
	" LEFT JOIN source s ON s.id=c.source WHERE" WANTED_PLACE
	" AND" WANTED_REPOSITORY("e.repository") " AND (?4 IS NULL OR e.tag=?4) AND" WANTED_DIGEST("e.digest")
	" AND (" NO_TIME_WANTED " OR (" EVENT_TIME("e") " IS NOT NULL"
	"  AND rtrim(coalesce(e.time,e.before_at,'~'),'Z')>=coalesce(?10,'')"
	"  AND rtrim(coalesce(e.time,e.after_at,''),'Z')<=coalesce(?11,'~')))"
	" ORDER BY rtrim(coalesce(" EVENT_TIME("e") ",'~'),'Z'), e.event, " BYTES("e.repository") ", "
	BYTES("e.tag") ", e.digest, " BYTES("s.label") ", " BYTES("g.path") ", e.rule, e.text, e.id";

/*
 * The timeline as a story: what people did to tags and images, and collections. Told twice in one second of one object (by
 * a log and by the tree, by two logs, as push and as the tag it set) is told once, with every source that tells it.
 */
#define STORY_EVENT "CASE WHEN e.event='push' AND e.tag IS NOT NULL THEN 'tag-set' ELSE e.event END"
/* Of one object in one second: a place, where several registries are told of; a repository, a tag. */
#define STORY_OBJECT "CASE WHEN (SELECT count(DISTINCT o.registry) FROM event o)>1 THEN e.registry END, " STORY_EVENT \
	", e.repository, e.tag, CASE WHEN e.time IS NULL THEN e.id ELSE substr(e.time,1,19) END"
/* To what: a line that does not say it tells of the only target that others tell of. Two targets are two events. */
#define STORY_TARGET "CASE WHEN e.digest IS NULL AND e.tag IS NOT NULL AND min(e.digest) OVER same=max(e.digest) OVER same" \
	" THEN min(e.digest) OVER same ELSE e.digest END"
const char query_story[] =
	"SELECT s.*, x.text, x.said, x.time_source, x.rule, row_number() OVER (ORDER BY CASE WHEN s.event IN ('manifest-delete','tag-delete','tags-removed','repository-removed',"
	"'revision-removed','gc-run','ghost-push') THEN 0 WHEN s.event IN ('tag-set','tag-dangling','entry-removed','push-unfinished')"
	" THEN 1 ELSE 2 END, s.grade='inferred', s.told DESC, s.digest, s.repository, s.tag, s.id) AS weight FROM (SELECT min(e.id) AS id,"
	" " STORY_EVENT " AS event, g.path AS registry, group_concat(DISTINCT CAST(s.label AS TEXT)) AS source, e.repository, e.tag,"
	" CASE WHEN count(DISTINCT e.digest)=1 THEN max(e.digest) END AS digest, min(e.time) AS time, min(e.after_at) AS after_at,"
	" max(e.before_at) AS before_at, group_concat(DISTINCT CAST(e.actor AS TEXT)) AS actor,"
	" group_concat(DISTINCT CAST(e.address AS TEXT)) AS address, CASE"
	" min(CASE e.grade WHEN 'proven' THEN 0 WHEN 'stated' THEN 1 WHEN 'recovered' THEN 2 ELSE 3 END) WHEN 0 THEN 'proven' WHEN 1"
	" THEN 'stated' WHEN 2 THEN 'recovered' ELSE 'inferred' END AS grade, count(*) AS told FROM (SELECT e.*, " STORY_TARGET
	" AS target FROM event e WINDOW same AS (PARTITION BY " STORY_OBJECT ")) e LEFT JOIN registry g ON g.id=e.registry LEFT JOIN scan c ON c.id=e.scan"
	" LEFT JOIN source s ON s.id=c.source WHERE" WANTED_PLACE
	" AND" WANTED_REPOSITORY("e.repository") " AND (?4 IS NULL OR e.tag=?4) AND" WANTED_DIGEST("e.digest")
	" AND (" NO_TIME_WANTED " OR (" EVENT_TIME("e") " IS NOT NULL"
	"  AND rtrim(coalesce(e.time,e.before_at,'~'),'Z')>=coalesce(?10,'')"
	"  AND rtrim(coalesce(e.time,e.after_at,''),'Z')<=coalesce(?11,'~')))"
	" AND (e.event IN ('push','push-by-digest','tag-set','tag-delete','tags-removed','tag-dangling','manifest-delete',"
	"'revision-removed','repository-removed','gc-run','ghost-push','push-unfinished') OR (e.event='entry-removed' AND e.tag IS NOT"
	" NULL)) GROUP BY " STORY_OBJECT ", e.target) s JOIN event x ON x.id=s.id"
	" ORDER BY rtrim(coalesce(s.time,s.before_at,s.after_at,'~'),'Z'), s.event, " BYTES("s.repository") ", " BYTES("s.tag") ", s.digest, s.id";

const char query_collections[] =
	"SELECT e.event, s.label AS source, g.path AS registry, e.time, e.after_at, e.before_at, e.text, e.said FROM event e"
	VIA_REGISTRY("e") " WHERE e.event IN ('gc-run','generation')"
	" ORDER BY " BYTES("s.label") ", " BYTES("g.path") ", e.event='generation',"
	" rtrim(coalesce(e.time,e.after_at,''),'Z'), e.text, e.id";

const char query_told[] =
	"SELECT e.event, s.label AS source, e.repository, e.tag, e.digest, e.time, e.after_at, e.before_at,"
	" e.actor, e.address, e.text, e.said, e.grade, CAST(strftime('%s'," EVENT_TIME("e") ") AS INTEGER) AS sec,"
	/* what is shown where room is short: by weight, then what is stated, then by content; never by time */
	" row_number() OVER (ORDER BY CASE WHEN e.event IN ('manifest-delete','tag-delete','tags-removed','repository-removed',"
	"'revision-removed','blob-delete','gc-run','ghost-push') THEN 0 WHEN e.event IN ('tag-set','tag-dangling','blob-swept',"
	"'gc-delete','entry-removed','generation','push-unfinished') THEN 1 WHEN e.event IN ('push','push-by-digest','mount',"
	"'mount-only','blob-unlinked','upload-abort','upload-rejected','upload-cancel','auth-failed','container-started',"
	"'cache-fetch') THEN 2 WHEN e.event IN ('image-created','mention','reference','gc-eligible','request-failed') THEN 4"
	" ELSE 3 END, e.grade='inferred', e.digest, " BYTES("e.repository") ", " BYTES("e.tag") ", e.text, e.id) AS weight"
	" FROM event e LEFT JOIN scan c ON c.id=e.scan LEFT JOIN source s ON s.id=c.source"
	" WHERE e.event NOT IN ('blob-stored','blob-linked','sweep','gc-mark','pull','upload-data')"
	" ORDER BY rtrim(coalesce(" EVENT_TIME("e") ",'~'),'Z'), e.event, " BYTES("e.repository") ", "
	BYTES("e.tag") ", e.digest, " BYTES("s.label") ", e.rule, e.text, e.id";

const char query_existed[] =
	"SELECT m.digest, m.kind, m.standing, m.completeness, m.origin, m.grade, m.total_size,"
	" (SELECT group_concat(x) FROM (SELECT DISTINCT CASE WHEN typeof(r.repository)='text' THEN"
	"  r.repository ELSE hex(r.repository) END AS x FROM image_repository r WHERE r.image_id=m.digest_id"
	"  ORDER BY 1)) AS repositories,"
	" (SELECT group_concat(x) FROM (SELECT DISTINCT CASE WHEN typeof(t.tag)='text' THEN t.tag ELSE"
	"  hex(t.tag) END AS x FROM tag t WHERE t.digest_id=m.digest_id ORDER BY 1)) AS tags,"
	" (SELECT min(r.deleted_at) FROM image_repository r WHERE r.image_id=m.digest_id) AS deleted_at"
	" FROM image m WHERE m.standing<>'tagged' ORDER BY m.digest";

/*
 * A line for each name that is lost: deleted tags; images a repository lost, under an earlier name of theirs there or none;
 * images no repository tells of, unless a log tells that they were deleted. What an index that is told of lists is told with
 * it. alone: the name leads to nothing else. how: what shows that it was deleted - 'deleted'; else 'named' (only a document
 * or a digest's tag names it in the repository) or 'unheld' (bytes or a trace, in no repository).
 */
const char query_lost[] =
	"WITH names AS MATERIALIZED (SELECT repository, tag, registry, digest, standing, deleted_at, deleted_after, deleted_before,"
	"  grade FROM tag), uses AS MATERIALIZED (SELECT repository, tag, count(*) AS n FROM names GROUP BY 1, 2),"
	" images AS MATERIALIZED (SELECT digest, kind, standing, completeness, origin, total_size, grade FROM image),"
	" called AS MATERIALIZED (SELECT digest, repository, registry, coalesce(min(CASE WHEN standing='current' THEN tag END),min(tag)) AS tag,"
	"  max(standing='deleted') AS gone, max(standing='current') AS named_still FROM names"
	"  WHERE digest IS NOT NULL GROUP BY 1, 2, 3), gone AS MATERIALIZED (SELECT t.repository, t.tag, 'deleted' AS named, t.digest,"
	" t.deleted_at, t.deleted_after, t.deleted_before, t.grade, u.n=1 AS alone, 'deleted' AS how FROM names t JOIN uses u ON u.repository IS"
	" t.repository AND u.tag IS t.tag WHERE t.standing='deleted'"
	" UNION ALL SELECT r.repository, c.tag, CASE WHEN c.named_still THEN 'left' ELSE 'earlier' END, r.image, r.deleted_at, r.deleted_after, r.deleted_before, m.grade, 0,"
	"  CASE WHEN" ONLY_NAMED("r") " THEN 'named' ELSE 'deleted' END FROM image_repository r JOIN images m ON m.digest=r.image LEFT JOIN called c ON c.digest=r.image AND"
	"  c.repository=r.repository AND c.registry=r.registry WHERE r.standing='deleted' AND coalesce(c.gone,0)=0"
	" UNION ALL SELECT l.repository, NULL, NULL, m.digest, l.time, NULL, NULL, m.grade, 0, CASE WHEN l.event IS NULL THEN 'unheld'"
	"  ELSE 'deleted' END FROM images m LEFT JOIN (SELECT e.digest, e.repository, e.event, max(e.time) AS time FROM event e WHERE"
	"  e.event='manifest-delete' GROUP BY 1, 2) l ON l.digest=m.digest WHERE m.standing IN ('orphaned','vanished') AND m.digest NOT IN (SELECT image FROM image_repository WHERE image IS NOT NULL)"
	"  AND m.digest NOT IN (SELECT digest FROM called))"
	" SELECT g.repository, g.tag, CASE WHEN g.tag IS NOT NULL THEN g.named END AS named, g.digest, max(g.alone) AS alone, m.kind,"
	" m.standing, m.origin, m.total_size, g.grade, coalesce(m.completeness,'absent') AS completeness,"
	" min(g.deleted_at) AS deleted_at, min(g.deleted_after) AS deleted_after, min(g.deleted_before) AS deleted_before,"
	" min(g.how) AS how FROM gone g LEFT JOIN images m ON m.digest=g.digest WHERE (g.how<>'named' OR m.standing IN ('orphaned',"
	"'vanished')) AND (g.tag IS NOT NULL OR g.digest NOT IN (SELECT e.to_digest FROM edge e"
	"  WHERE e.kind='child' AND e.to_digest IS NOT NULL AND e.from_digest IN (SELECT digest FROM gone WHERE digest IS NOT NULL)))"
	" GROUP BY g.repository, g.tag, g.named, g.digest"
	" ORDER BY min(g.how), CASE CASE WHEN g.digest IS NULL THEN 'which' ELSE coalesce(m.completeness,'absent') END WHEN 'complete' THEN 0 WHEN 'partial' THEN 1 WHEN 'unknown' THEN 3 WHEN 'which' THEN 4 ELSE 2 END,"
	" g.repository IS NULL, g.tag IS NULL, " BYTES("g.repository") ", " BYTES("g.tag") ", g.named, g.digest";

/* Names that are no UTF-8 are compared in their visible form by nobody: they are BLOBs and never match. */
#define HIT(what, text, digest, repository, tag)                                                   \
	"SELECT '" what "' AS what, " text " AS text, " digest " AS digest, " repository               \
	" AS repository, " tag " AS tag "
#define LIKE(column) " WHERE " column " LIKE ?1 ESCAPE '\\'"
#define MEMBERS(column) " FROM document d, json_each(CASE WHEN json_valid(d." column ") THEN d." column " ELSE '[]' END) e"
const char query_find[] =
	"SELECT DISTINCT h.what, h.text, h.digest, h.repository, h.tag,"
	/* a config's images by its edges: there is no index over image.config, and one look through all for each hit */
	" (SELECT json_group_array(x) FROM (SELECT m.digest AS x FROM image m WHERE m.digest_id=digest_id(h.digest) UNION"
	"  SELECT m.digest FROM edge e JOIN image m ON m.digest_id=e.from_digest_id WHERE e.to_digest_id=digest_id(h.digest) AND"
	"  m.config_id=digest_id(h.digest) ORDER BY 1)) AS images FROM ("
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
	" UNION ALL " HIT("history", "y.comment", "y.document", "NULL", "NULL") "FROM history y"
	LIKE("y.comment")
	" UNION ALL " HIT("name", "d.name||coalesce(':'||d.tag,'')", "d.sha256", "NULL", "NULL")
	"FROM document d" LIKE("d.name||coalesce(':'||d.tag,'')")
	" UNION ALL " HIT("upload", "u.uuid", "u.digest", "u.repository", "NULL") "FROM upload u"
	LIKE("u.uuid")
	" UNION ALL " HIT("digest", "b.digest", "b.digest", "NULL", "NULL") "FROM blob b"
	LIKE("b.digest")
	") h ORDER BY h.what, CAST(h.text AS BLOB), h.digest, CAST(h.repository AS BLOB), CAST(h.tag AS BLOB)";

/* Annotations of manifests, labels of configs, names inside schema 1 and cosign payloads. */
#define NAME_KEYS                                                                                  \
	"('org.opencontainers.image.ref.name','io.containerd.image.name','org.opencontainers.image.version'," \
	"'org.opencontainers.image.base.name','org.label-schema.version','org.label-schema.name')"
#define SAYS(digest, text, rule, pointer)                                                          \
	"SELECT " digest " AS digest, " text " AS text, '" rule "' AS rule, " pointer " AS pointer,"  \
	" d.sha256 AS document "
const char query_candidate_names[] =
	"SELECT DISTINCT n.digest, n.text, n.rule, n.pointer, s.label AS source, i.path FROM ("
	SAYS("m.digest", "e.value", "annotation", "'/annotations/'||replace(e.key,'/','~1')")
	MEMBERS("annotations") " JOIN image m ON m.digest_id=d.sha256_id WHERE e.key IN " NAME_KEYS
	" UNION ALL " SAYS("m.digest", "e.value", "config-label", "'/config/Labels/'||replace(e.key,'/','~1')")
	MEMBERS("labels") " JOIN image m ON m.config_id=d.sha256_id WHERE e.key IN " NAME_KEYS
	" UNION ALL " SAYS("m.digest", "d.name||coalesce(':'||d.tag,'')", "schema1-name", "'/name'")
	"FROM document d JOIN image m ON m.digest_id=d.sha256_id WHERE d.kind='schema1' AND d.name IS NOT NULL"
	" UNION ALL " SAYS("r.digest", "d.name", "signed-name", "'/critical/identity/docker-reference'")
	"FROM document d JOIN reference r ON r.document_id=d.sha256_id AND r.rel='signed' AND r.reading=0"
	" WHERE d.kind='simplesigning' AND d.name IS NOT NULL"
	") n LEFT JOIN blob_copy k ON k.digest_id=digest_id(n.document) AND k.item=(SELECT min(q.item) FROM blob_copy q"
	" WHERE q.digest_id=digest_id(n.document)) LEFT JOIN item i ON i.id=k.item LEFT JOIN scan c ON c.id=i.scan"
	" LEFT JOIN source s ON s.id=c.source WHERE NOT EXISTS(SELECT 1 FROM tag t WHERE t.digest_id=digest_id(n.digest)"
	" AND (t.tag=n.text OR t.repository||':'||t.tag=n.text))"
	" UNION SELECT x.digest, x.repository||coalesce(':'||x.tag,'') AS text, 'store-'||x.kind AS rule, x.pointer,"
	" s.label AS source, i.path FROM naming x JOIN current_scan c ON c.id=x.scan JOIN item i ON i.id=x.item"
	" JOIN scan n ON n.id=x.scan JOIN source s ON s.id=n.source WHERE x.kind IN ('image-id','known','ran')"
	" AND x.repository IS NOT NULL"
	" ORDER BY 1, 2, 3, 4, 6";

const char query_wanted[] =
	"SELECT b.digest AS known, b.state, b.kind, (SELECT m.standing FROM image m WHERE m.digest_id=digest_id(?1))"
	" AS standing, (SELECT r.recipe FROM resynthesis r WHERE r.digest=?1) AS recipe"
	" FROM (SELECT 1) LEFT JOIN blob b ON b.digest_id=digest_id(?1)";

const char query_logs[] =
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
const char query_log_spans[] =
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
const char query_log_shared[] =
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

/* Of an image ?1, or of the tag ?2:?3 whose image no log names. */
#define OF_LOGGED(table, image) table "." image " IS ?1 AND (?1 IS NOT NULL OR (" table ".repository=?2 AND " table ".tag=?3))"
const char query_logged_parts[] =
	"SELECT p.part AS digest, max(p.manifest) AS manifest, max(p.size) AS size, min(p.time) AS time, p.rule, p.grade,"
	" count(*) AS lines, min(p.id) AS id, coalesce(b.state,'missing') AS state FROM logged_part p LEFT JOIN blob b ON"
	" b.digest_id=digest_id(p.part) WHERE " OF_LOGGED("p", "image") " GROUP BY p.part, p.rule, p.grade"
	" ORDER BY max(p.manifest) DESC, min(p.id)";

const char query_logged_events[] =
	"SELECT e.event, e.time, e.repository, e.tag, e.actor, e.address, e.text, s.label AS source FROM event e"
	" LEFT JOIN scan c ON c.id=e.scan LEFT JOIN source s ON s.id=c.source WHERE e.rule='log-line' AND "
	OF_LOGGED("e", "digest") " ORDER BY rtrim(coalesce(e.time,''),'Z'), e.id";
#undef OF_LOGGED

/* One deletion may stand in several lines: of the access log, of the registry's own, of notifications. */
const char query_logged_deletions[] =
	"SELECT e.event, e.time, CAST(strftime('%s',e.time) AS INTEGER) AS sec, e.repository, e.tag, e.digest, e.actor,"
	" e.address, s.label AS source FROM event e JOIN scan c ON c.id=e.scan JOIN source s ON s.id=c.source"
	" WHERE e.rule='log-line' AND e.event IN ('manifest-delete','tag-delete','blob-delete')"
	" ORDER BY " BYTES("e.repository") ", e.event, " BYTES("e.tag") ", e.digest, rtrim(coalesce(e.time,''),'Z'), e.id";

const char query_logged_collections[] =
	"SELECT s.label AS source, l.event, l.time, l.object, l.digest FROM log_event l JOIN current_scan n ON n.id=l.scan"
	" JOIN source s ON s.id=n.source WHERE l.event IN ('gc-mark','gc-eligible','gc-delete')"
	" ORDER BY " BYTES("s.label") ", l.scan, l.offset, l.id";

const char query_scan_of[] =
	"SELECT n.id FROM current_scan n JOIN source s ON s.id=n.source WHERE s.label=?1 OR s.label_shown=?1";

/* One side of a comparison, as its entries tell: tags, revisions, layer links, blobs. */
#define ENTRY(rank, what, repository, tag, digest, value, role)                                    \
	"SELECT " rank " AS rank, '" what "' AS what, CASE WHEN ?2 IS NULL THEN NULL ELSE g.path END"  \
	" AS registry, " repository " AS repository, " tag " AS tag, " digest " AS digest, " value     \
	" AS value FROM item i JOIN registry g ON g.id=i.registry WHERE i.role_id=word_id('" role "') AND"        \
	" i.superseded=0 AND (i.scan=?1 OR (?1 IS NULL AND i.scan IN (SELECT id FROM current_scan)))"
const char query_entries[] =
	"SELECT * FROM (" ENTRY("1", "tag", "i.repository", "i.tag", "NULL", "coalesce(i.reading_digest,'damaged')",
	      "tag-current")
	" UNION ALL " ENTRY("2", "revision", "i.repository", "NULL", "i.digest", "''", "revision-link")
	" UNION ALL " ENTRY("3", "layer-link", "i.repository", "NULL", "i.digest", "''", "layer-link")
	" UNION ALL " ENTRY("4", "blob", "NULL", "NULL", "i.digest",
	                    "CASE WHEN i.observed_id=i.digest_id OR i.sha256_id IS NULL THEN ''"
	                    " ELSE 'hashes to '||i.sha256 END", "blob-data")
	") ORDER BY rank, " BYTES("registry") ", " BYTES("repository") ", " BYTES("tag") ", digest";

/* Between scans ?1 and ?2: how many tags, revisions and blobs came, went, moved. A path is its two parts and the
 * digest in it, by number; none is 0. */
#define PATH_OF(t) t ".leaf, coalesce(" t ".place,0), coalesce(" t ".hex,0)"
#define CAME(role_, old, new)                                                                      \
	"(SELECT count(*) FROM item i WHERE i.scan=" new " AND i.role_id=word_id('" role_ "') AND i.superseded=0" \
	" AND (" PATH_OF("i") ") NOT IN " old ")"
const char query_changes[] =
	"WITH older(leaf, place, hex, named, sha256) AS MATERIALIZED (SELECT " PATH_OF("o") ", o.reading_digest_id, o.sha256_id"
	" FROM item o WHERE o.scan=?1 AND o.superseded=0),"
	" newer(leaf, place, hex) AS MATERIALIZED (SELECT " PATH_OF("o") " FROM item o WHERE o.scan=?2 AND o.superseded=0)"
	" SELECT " CAME("tag-current", "(SELECT leaf, place, hex FROM older)", "?2") " AS tags_new, "
	CAME("tag-current", "newer", "?1") " AS tags_gone, "
	"(SELECT count(*) FROM item i JOIN older o ON o.leaf=i.leaf AND o.place=coalesce(i.place,0) AND"
	" o.hex=coalesce(i.hex,0) WHERE i.scan=?2 AND i.role_id=word_id('tag-current') AND i.superseded=0"
	" AND i.reading_digest_id IS NOT o.named) AS tags_moved, "
	CAME("revision-link", "(SELECT leaf, place, hex FROM older)", "?2") " AS revisions_new, "
	CAME("revision-link", "newer", "?1") " AS revisions_gone, "
	CAME("blob-data", "(SELECT leaf, place, hex FROM older)", "?2") " AS blobs_new, "
	CAME("blob-data", "newer", "?1") " AS blobs_gone, "
	"(SELECT count(*) FROM item i JOIN older o ON o.leaf=i.leaf AND o.place=coalesce(i.place,0) AND"
	" o.hex=coalesce(i.hex,0) WHERE i.scan=?2 AND i.role_id=word_id('blob-data') AND i.superseded=0"
	" AND i.sha256_id<>o.sha256) AS blobs_altered";

const char query_vanished[] =
	"SELECT DISTINCT o.digest FROM item o WHERE o.scan=?1 AND o.role_id=word_id('blob-data') AND o.superseded=0"
	" AND o.digest_id IS NOT NULL AND (" PATH_OF("o") ") NOT IN (SELECT " PATH_OF("i") " FROM item i WHERE i.scan=?2"
	" AND i.superseded=0) ORDER BY o.digest";

const char query_check_state[] =
	"SELECT (SELECT count(DISTINCT image_id) FROM image_repository WHERE standing='tagged') AS tagged,"
	" (SELECT count(DISTINCT r.image_id) FROM image_repository r JOIN image m ON m.digest_id=r.image_id"
	"  WHERE r.standing='tagged' AND m.completeness<>'complete') AS incomplete,"
	" (SELECT count(DISTINCT f.subject) FROM finding f WHERE f.code='tagged-image-incomplete') AS lacking,"
	" (SELECT count(*) FROM blob WHERE state IN ('corrupt','truncated','empty')) AS damaged,"
	" (SELECT count(*) FROM blob WHERE state='unread') AS unread,"
	" (SELECT count(*) FROM image_repository r WHERE r.standing='deleted' AND NOT" ONLY_NAMED("r") ") AS deleted,"
	" (SELECT count(*) FROM finding WHERE severity IN ('error','warning')) AS findings,"
	" (SELECT outcome FROM run WHERE verb='check' AND substr(outcome,1,1)='{' ORDER BY id DESC LIMIT 1)"
	"  AS last";

const char query_matrix[] =
	"SELECT b.digest, b.kind, s.label, min(k.state) AS state FROM blob b"
	" LEFT JOIN blob_copy k ON k.digest_id=b.digest_id LEFT JOIN item i ON i.id=k.item"
	" LEFT JOIN scan c ON c.id=i.scan LEFT JOIN source s ON s.id=c.source"
	" GROUP BY b.n, s.id ORDER BY b.n, " BYTES("s.label");
