/*
 * casedb/query.c - the SQL of lists and reports, one text each. Columns are asked for by name.
 *
 * Times compare as text once the "Z" is off: RFC 3339 in UTC with decimals cut, never padded.
 * Which scans count is told by the registries and items the conclusions stand on.
 */
#include "casedb/query.h"
#include "casedb/query_sql.h"

#include <stddef.h>

static const char images[] =
	"SELECT " IMAGE_COLUMNS " FROM image m WHERE" WANTED_DIGEST("m.digest")
	" AND (?7 IS NULL OR m.completeness=?7) AND (?8 IS NULL OR m.state=?8)"
	" AND (?6 IS NULL OR (?3 IS NULL AND m.standing=?6) OR ((?3 IS NOT NULL OR ?6='deleted')"
	"  AND EXISTS(SELECT 1 FROM image_repository r" VIA_REGISTRY("r")
	"  WHERE r.image_id=m.digest_id AND r.standing=?6 AND" WANTED_REPOSITORY("r.repository") " AND" WANTED_PLACE
	"  )))"
	" AND (?14 IS NULL OR m.digest_id IN (WITH RECURSIVE up(digest) AS (SELECT b.digest_id FROM blob b"
	"  WHERE substr(b.digest,1,length(?14))=?14 OR substr(b.digest,8,length(?14))=?14"
	"  UNION SELECT e.from_digest_id FROM up u JOIN edge e ON e.to_digest_id=u.digest"
	"  WHERE e.kind IN ('config','layer','blob','child')) SELECT digest FROM up))"
	" AND (?4 IS NULL OR EXISTS(SELECT 1 FROM tag t WHERE t.digest_id=m.digest_id AND t.tag=?4"
	"  AND" WANTED_REPOSITORY("t.repository") "))"
	" AND ((?1 IS NULL AND ?2 IS NULL AND ?3 IS NULL)"
	"  OR EXISTS(SELECT 1 FROM image_repository r" VIA_REGISTRY("r")
	"   WHERE r.image_id=m.digest_id AND" WANTED_REPOSITORY("r.repository") " AND" WANTED_PLACE ")"
	"  OR (?3 IS NULL AND EXISTS(SELECT 1 FROM blob_copy k JOIN item i ON i.id=k.item"
	"   JOIN scan c ON c.id=i.scan JOIN source s ON s.id=c.source LEFT JOIN registry g"
	"   ON g.id=i.registry WHERE k.digest_id=m.digest_id AND" WANTED_PLACE ")))"
	" AND (" NO_TIME_WANTED " OR" IN_TIME("m.created")
	"  OR EXISTS(SELECT 1 FROM image_repository r WHERE r.image_id=m.digest_id AND" IN_TIME("r.deleted_at")
	"  ))"
	" ORDER BY m.n";

static const char tags[] =
	"SELECT t.id, g.path AS registry, s.label AS source, t.repository, t.tag, t.digest, t.standing,"
	" t.from_at, t.until_at, t.deleted_at, t.deleted_after, t.deleted_before, t.time_source, t.grade,"
	" t.rule, m.completeness, m.standing AS image_standing FROM tag t" VIA_REGISTRY("t")
	" LEFT JOIN image m ON m.digest_id=t.digest_id WHERE" WANTED_PLACE
	" AND" WANTED_REPOSITORY("t.repository") " AND (?4 IS NULL OR t.tag=?4) AND" WANTED_DIGEST("t.digest")
	" AND (?6 IS NULL OR t.standing=?6) AND (?7 IS NULL OR m.completeness=?7)"
	" AND (" NO_TIME_WANTED " OR" IN_TIME("t.from_at") " OR" IN_TIME("t.until_at")
	"  OR" IN_TIME("t.deleted_at") ")"
	" ORDER BY " BYTES("s.label") ", " BYTES("g.path") ", " BYTES("t.repository") ", "
	BYTES("t.tag") ", CASE t.standing WHEN 'current' THEN 0 WHEN 'damaged' THEN 0 ELSE 1 END,"
	" rtrim(t.from_at,'Z') DESC, t.digest, t.standing, t.id";

static const char blobs[] =
	"SELECT b.digest, b.size, b.kind, b.state, b.observed_digest, b.observed_size, b.media_type,"
	" (SELECT CASE WHEN x.encoder LIKE 'mended %' THEN 'recovered' ELSE 'recompressed' END FROM recompression x WHERE"
	"  x.digest=b.digest AND b.state NOT IN ('intact','recovered')) AS origin,"
	" (SELECT json_object('grade','proven','tar',x.tar,'diff_id',x.diff_id,'encoder',x.encoder,'size',x.size) FROM recompression x"
	"  WHERE x.digest=b.digest AND x.encoder NOT LIKE 'mended %') AS rebuilt_from,"
	" (SELECT json_patch(json_object('grade','proven','how',x.encoder,'bytes',x.tar,'size',x.size),CASE WHEN x.diff_id<>x.tar THEN"
	"  json_object('other',x.diff_id) ELSE '{}' END) FROM recompression x WHERE x.digest=b.digest AND x.encoder LIKE 'mended %')"
	"  AS mended_from, (SELECT t.encoder FROM toolmark t WHERE t.sha256=b.digest) AS compressor,"
	" b.diff_id, CASE WHEN b.state NOT IN ('intact','recovered') THEN (SELECT json_group_array(json(j)) FROM"
	"  (SELECT json_patch('{}',json_object('source',s.label,'reason',l.reason,'text',l.text,'blocks',l.blocks,"
	"  'overwritten',l.overwritten,'prefix',l.prefix)) AS j FROM lost l JOIN current_scan n ON n.id=l.scan JOIN source s"
	"  ON s.id=n.source WHERE l.digest=b.digest AND typeof(s.label)='text' ORDER BY s.id)) END AS searched"
	" FROM blob b WHERE" WANTED_DIGEST("b.digest")
	" AND (?8 IS NULL OR b.state=?8)"
	" AND (?3 IS NULL OR EXISTS(SELECT 1 FROM blob_repository r" VIA_REGISTRY("r")
	"  WHERE r.digest_id=b.digest_id AND" WANTED_REPOSITORY("r.repository") " AND" WANTED_PLACE "))"
	" AND ((?1 IS NULL AND ?2 IS NULL) OR ?3 IS NOT NULL"
	"  OR EXISTS(SELECT 1 FROM blob_repository r" VIA_REGISTRY("r")
	"   WHERE r.digest_id=b.digest_id AND" WANTED_PLACE ")"
	"  OR EXISTS(SELECT 1 FROM blob_copy k JOIN item i ON i.id=k.item JOIN scan c ON c.id=i.scan"
	"   JOIN source s ON s.id=c.source LEFT JOIN registry g ON g.id=i.registry"
	"   WHERE k.digest_id=b.digest_id AND" WANTED_PLACE "))"
	" AND (?12 IS NULL OR (SELECT count(DISTINCT s.id)=1 AND max(s.label=?12) FROM blob_copy k"
	"  JOIN item i ON i.id=k.item JOIN scan c ON c.id=i.scan JOIN source s ON s.id=c.source"
	"  WHERE k.digest_id=b.digest_id))"
	" AND (?13 IS NULL OR b.digest_id IN (WITH RECURSIVE need(digest) AS (SELECT m.digest_id FROM image m"
	"  WHERE substr(m.digest,1,length(?13))=?13 OR substr(m.digest,8,length(?13))=?13"
	"  UNION SELECT e.to_digest_id FROM need n JOIN edge e ON e.from_digest_id=n.digest"
	"  WHERE e.kind IN ('config','layer','blob','child')) SELECT digest FROM need))"
	" ORDER BY b.n";

static const char repos[] =
	"SELECT g.path AS registry, s.label AS source, p.name, p.standing, p.images, p.tags, p.bytes,"
	" p.unique_bytes FROM repository p" VIA_REGISTRY("p") " WHERE" WANTED_PLACE
	" AND" WANTED_REPOSITORY("p.name") " AND (?6 IS NULL OR p.standing=?6)"
	" ORDER BY " BYTES("s.label") ", " BYTES("g.path") ", " BYTES("p.name");

static const char uploads[] =
	"SELECT u.id, g.path AS registry, s.label AS source, u.repository, u.uuid, u.started, u.size,"
	" u.digest, u.becoming, (SELECT i.form FROM because x JOIN item i ON i.id=x.item WHERE x.owner_word=word_id('upload') AND"
	" x.owner_id=u.id AND i.role_id=word_id('upload-data') LIMIT 1) AS form, (SELECT nullif(i.media,'') FROM because x JOIN item i"
	" ON i.id=x.item WHERE x.owner_word=word_id('upload') AND x.owner_id=u.id AND i.role_id=word_id('upload-data') LIMIT 1) AS media"
	" FROM upload u" VIA_REGISTRY("u") " WHERE" WANTED_PLACE
	" AND" WANTED_REPOSITORY("u.repository")
	" AND (" WANTED_DIGEST("u.digest") " OR" WANTED_DIGEST("u.becoming") ")"
	" AND (" NO_TIME_WANTED " OR" IN_TIME("u.started") ")"
	" ORDER BY " BYTES("s.label") ", " BYTES("g.path") ", " BYTES("u.repository") ", " BYTES("u.uuid");

/* The first ground's path, for sorting and for tables. */
#define FINDING_PATH                                                                               \
	"(SELECT i.path FROM because x JOIN item i ON i.id=x.item WHERE x.owner_word=word_id('finding')"         \
	" AND x.owner_id=f.id ORDER BY x.n LIMIT 1)"

/* What its subject was pushed as. */
#define FINDING_PUSHED "(SELECT coalesce(b.media_type,b.kind) FROM blob b WHERE b.digest_id=digest_id(f.subject))"

#define FINDING_ORDER                                                                              \
	" ORDER BY " RANK("f.severity") ", f.code, " BYTES("path") ", f.subject, f.text, f.id"

static const char findings[] =
	"SELECT f.id, f.code, f.severity, f.subject, f.text, f.said, " FINDING_PATH " AS path, " FINDING_PUSHED
	" AS pushed FROM finding f"
	" WHERE (?9 IS NULL OR " RANK("f.severity") "<=" RANK("?9") ")"
	" AND ((?1 IS NULL AND ?2 IS NULL AND ?3 IS NULL AND ?4 IS NULL AND ?5 IS NULL)"
	"  OR EXISTS(SELECT 1 FROM because x LEFT JOIN item i ON i.id=x.item"
	"   JOIN scan c ON c.id=coalesce(i.scan,x.scan) JOIN source s ON s.id=c.source"
	"   LEFT JOIN registry g ON g.id=i.registry WHERE x.owner_word=word_id('finding') AND x.owner_id=f.id AND"
	WANTED_PLACE " AND" WANTED_REPOSITORY("i.repository") " AND (?4 IS NULL OR i.tag=?4)"
	"   AND (" WANTED_DIGEST("i.digest") " OR" WANTED_DIGEST("f.subject") ")))"
	FINDING_ORDER;

static const char findings_of[] =
	"SELECT f.id, f.code, f.severity, f.subject, f.text, f.said, " FINDING_PATH " AS path, " FINDING_PUSHED " AS pushed,"
	" (SELECT i.mtime FROM because x JOIN item i ON i.id=x.item WHERE x.owner_word=word_id('finding')"
	"  AND x.owner_id=f.id ORDER BY x.n LIMIT 1) AS mtime,"
	" (SELECT i.time_digits FROM because x JOIN item i ON i.id=x.item WHERE x.owner_word=word_id('finding')"
	"  AND x.owner_id=f.id ORDER BY x.n LIMIT 1) AS time_digits,"
	" (SELECT i.repository FROM because x JOIN item i ON i.id=x.item WHERE x.owner_word=word_id('finding')"
	"  AND x.owner_id=f.id ORDER BY x.n LIMIT 1) AS repository,"
	" (SELECT i.digest FROM because x JOIN item i ON i.id=x.item WHERE x.owner_word=word_id('finding')"
	"  AND x.owner_id=f.id ORDER BY x.n LIMIT 1) AS digest"
	" FROM finding f WHERE f.code=?1" FINDING_ORDER;

static const char finding_places[] = "SELECT f.code, " FINDING_PATH " AS path FROM finding f ORDER BY f.code, f.id";

/* Registries that are stated to be copies of one another, and those that agree without it. */
static const char kinships[] =
	"SELECT s.label, g.path AS registry, so.label AS of, go.path AS of_registry, k.stated, k.entries, k.of_entries,"
	" k.common, k.same_time, s.id=so.id OR EXISTS(SELECT 1 FROM copy_of o WHERE o.source=s.id AND o.path=g.path) AS roots"
	" FROM kinship k JOIN registry g ON g.id=k.registry JOIN scan c ON c.id=g.scan JOIN source s"
	" ON s.id=c.source JOIN registry go ON go.id=k.of JOIN scan co ON co.id=go.scan JOIN source so ON so.id=co.source"
	" ORDER BY k.stated DESC, " BYTES("s.label") ", " BYTES("g.path") ", " BYTES("so.label") ", " BYTES("go.path");

static const char sources[] =
	"SELECT (SELECT o.label FROM copy_of k LEFT JOIN source o ON o.id=k.original WHERE k.source=s.id AND k.path IS NULL ORDER BY k.id DESC"
	" LIMIT 1) AS copy_of, (SELECT k.run FROM copy_of k WHERE k.source=s.id AND k.path IS NULL ORDER BY k.id DESC LIMIT 1) AS copy_of_run,"
	" (SELECT json_group_array(json(j)) FROM (SELECT json_patch(json_object('source',so.label,'registry',g.path,'of_registry',go.path,"
	"  'stated',json(CASE k.stated WHEN 0 THEN 'false' ELSE 'true' END),'entries',k.entries,'of_entries',k.of_entries,"
	"  'common',k.common,'same_time',k.same_time),json_object('by',CASE k.stated WHEN 1 THEN 'user' WHEN 2 THEN 'file-system' END)) AS j"
	"  FROM kinship k JOIN registry g ON g.id=k.registry JOIN registry go"
	"  ON go.id=k.of JOIN scan co ON co.id=go.scan JOIN source so ON so.id=co.source WHERE g.scan=c.id AND"
	"  typeof(so.label)='text' AND typeof(g.path)='text' AND typeof(go.path)='text' ORDER BY k.of)) AS agrees_with,"
	" s.label, s.present, c.id AS scan, c.kind, c.path, c.compression, c.depth, c.scope,"
	" c.limits, c.started, c.ended, c.identity_before, c.identity_after, c.changed, c.changed_said, c.size, c.digest,"
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
	" r.deleted_after, r.deleted_before, CASE WHEN" ONLY_NAMED("r") " THEN 1 END AS only_named FROM image_repository r" VIA_REGISTRY("r")
	" WHERE r.image_id=digest_id(?1) ORDER BY " BYTES("s.label") ", " BYTES("g.path") ", " BYTES("r.repository");

static const char image_tags[] =
	"SELECT DISTINCT t.repository, t.tag, t.standing, t.from_at, t.until_at, t.deleted_at"
	" FROM tag t WHERE t.digest_id=digest_id(?1) ORDER BY " BYTES("t.repository") ", " BYTES("t.tag")
	", t.standing, t.from_at";

static const char image_config[] =
	"SELECT m.config AS digest, e.media_type, coalesce(e.size,b.size) AS size,"
	" coalesce(b.state,'missing') AS state FROM image m LEFT JOIN edge e ON e.from_digest_id=m.digest_id"
	" AND e.kind='config' LEFT JOIN blob b ON b.digest_id=m.config_id WHERE m.digest_id=digest_id(?1)"
	" AND m.config IS NOT NULL LIMIT 1";

/* basis: NULL where bytes with the digest were listed; damaged: the copy that tells most. told: digests of tables of contents
 * that the descriptor names, asked for the damaged alone. */
static const char image_listings[] =
	"SELECT q.digest, q.state, l.listing, CASE WHEN q.same IS NULL AND q.damaged IS NOT NULL THEN 'damaged' END AS basis,"
	" CASE WHEN q.same IS NULL AND q.damaged IS NOT NULL THEN (SELECT json_array(json_extract(r.annotations,"
	" '$.\"containerd.io/snapshot/stargz/toc.digest\"'), json_extract(r.annotations,"
	" '$.\"io.github.containers.zstd-chunked.manifest-checksum\"'), json_extract(r.annotations,"
	" '$.\"io.containers.zstd-chunked.manifest-checksum\"')) FROM reference r WHERE r.document_id=digest_id(?1) AND"
	" r.reading=0 AND r.digest_id=q.to_id AND r.position=q.position AND json_valid(r.annotations)) END AS told FROM"
	" (SELECT e.to_digest AS digest, e.to_digest_id AS to_id, e.position, coalesce(b.state,'missing') AS state, coalesce("
	"(SELECT i.sha256 FROM blob_copy k JOIN item i ON i.id=k.item WHERE k.digest_id=e.to_digest_id AND k.state IN ('intact',"
	"'recovered') LIMIT 1), (SELECT x.tar FROM recompression x WHERE x.digest=e.to_digest AND x.encoder NOT LIKE 'mended %'),"
	" (SELECT y.sha256 FROM layer y WHERE y.sha256=e.to_digest)) AS same, (SELECT i.sha256 FROM blob_copy k JOIN item i ON i.id=k.item JOIN layer y"
	" ON y.sha256=i.sha256 WHERE k.digest_id=e.to_digest_id AND y.listing IS NOT NULL ORDER BY length(y.listing) DESC, i.sha256"
	" LIMIT 1) AS damaged FROM edge e LEFT JOIN blob b ON b.digest_id=e.to_digest_id WHERE e.from_digest_id=digest_id(?1) AND"
	" e.kind='layer') q LEFT JOIN layer l ON l.sha256=coalesce(q.same,q.damaged) ORDER BY q.position";

/* What stands under the name of another digest is told by that: it is a damaged copy of it. */
#define NAMED_BLOB \
	"coalesce((SELECT k.digest FROM item i JOIN blob_copy k ON k.item=i.id WHERE i.sha256_id=digest_id(l.sha256) AND" \
	" k.state NOT IN ('intact','recovered') AND NOT EXISTS(SELECT 1 FROM blob b WHERE b.digest_id=digest_id(l.sha256) AND" \
	" b.state IN ('intact','recovered')) ORDER BY k.digest LIMIT 1),l.sha256)"

static const char toc_named[] =
	"SELECT DISTINCT json_extract(r.annotations, k.value) AS digest FROM reference r, json_each('["
	"\"$.\\\"containerd.io/snapshot/stargz/toc.digest\\\"\",\"$.\\\"io.github.containers.zstd-chunked.manifest-checksum\\\"\","
	"\"$.\\\"io.containers.zstd-chunked.manifest-checksum\\\"\"]') k WHERE r.digest_id=digest_id(?1) AND r.reading=0 AND"
	" json_valid(r.annotations) AND typeof(json_extract(r.annotations, k.value))='text' ORDER BY 1";

static const char catalogued[] =
	"SELECT k.digest FROM finding f JOIN because z ON z.owner='finding' AND z.owner_id=f.id JOIN blob_copy k ON k.item=z.item"
	" JOIN blob b ON b.digest=k.digest WHERE f.code='layer-catalogue' AND b.state NOT IN ('intact','recovered')"
	" AND (?1 IS NULL OR k.digest=?1)"
	" ORDER BY k.digest LIMIT 1";

static const char readable[] =
	"SELECT b.digest FROM blob b JOIN blob_copy k ON k.digest_id=b.digest_id JOIN item i ON i.id=k.item JOIN layer l"
	" ON l.sha256=i.sha256 WHERE b.state NOT IN ('intact','recovered','missing') AND b.kind='layer' AND b.media_type LIKE '%gzip'"
	" AND l.entries>0 ORDER BY b.digest LIMIT 1";

static const char listings[] =
	"SELECT q.digest, l.listing, NULL AS repository, NULL AS tag, 'file' AS what,"
	" (SELECT json_group_array(x) FROM (SELECT DISTINCT e.from_digest AS x FROM edge e WHERE"
	"  e.to_digest_id=digest_id(q.digest) AND e.kind='layer' ORDER BY 1)) AS images FROM"
	" (SELECT l.sha256, " NAMED_BLOB " AS digest FROM layer l WHERE l.listing IS NOT NULL) q JOIN layer l"
	" ON l.sha256=q.sha256 ORDER BY l.sha256";

/* repairs: images that lack nothing else; breaks: all that lack it, itself left out. */
static const char impact[] =
	"SELECT b.digest, b.kind, b.state, b.size, count(*) AS breaks, sum(n.n=1) AS repairs,"
	" sum(m.standing='tagged') AS tagged FROM image_missing x JOIN blob b ON b.digest_id=x.digest_id"
	" JOIN image m ON m.digest_id=x.image_id JOIN (SELECT image_id, count(*) AS n FROM image_missing GROUP BY image_id) n"
	" ON n.image_id=x.image_id WHERE m.completeness<>'complete' GROUP BY b.digest"
	" ORDER BY repairs DESC, tagged DESC, breaks DESC, b.digest";

/* Whether bytes that are not here live elsewhere is for this image's own descriptor to say. */
static const char image_layers[] =
	"SELECT e.to_digest AS digest, e.media_type, coalesce(e.size,b.size) AS size, e.diff_id,"
	" e.diff_id_claimed, e.position, CASE WHEN coalesce(b.state,'missing') IN ('missing','foreign') AND"
	" EXISTS(SELECT 1 FROM reference r WHERE r.document_id=digest_id(?1) AND r.reading=0 AND r.digest_id=e.to_digest_id AND"
	" r.position=e.position AND r.is_foreign<>0) THEN 'foreign' ELSE coalesce(b.state,'missing') END AS state FROM edge e"
	" LEFT JOIN blob b ON b.digest_id=e.to_digest_id WHERE e.from_digest_id=digest_id(?1) AND e.kind IN ('layer','blob')"
	" ORDER BY e.position, e.id";

static const char wrong_layers[] =
	"SELECT DISTINCT coalesce(i.digest,i.sha256) AS digest FROM image m JOIN finding f ON f.code='diff-id-mismatch' AND"
	" f.subject=coalesce(m.config,m.digest) JOIN because y ON y.owner_word=word_id('finding') AND y.owner_id=f.id"
	" JOIN item i ON i.id=y.item WHERE m.digest_id=digest_id(?1)";

static const char image_children[] =
	"SELECT e.to_digest AS digest, e.platform, e.media_type, coalesce(e.size,b.size) AS size,"
	" coalesce(b.state,'missing') AS state, m.kind, m.completeness FROM edge e"
	" LEFT JOIN blob b ON b.digest_id=e.to_digest_id LEFT JOIN image m ON m.digest_id=e.to_digest_id"
	" WHERE e.from_digest_id=digest_id(?1) AND e.kind='child' ORDER BY e.position, e.id";

static const char image_lame[] =
	"SELECT r.rel AS relation, r.position, r.media_type, r.size, r.platform, r.offset, r.length, r.pointer,"
	" CAST(substr(d.bytes, r.offset+1, min(r.length, 512)) AS TEXT) AS text FROM reference r JOIN document d"
	" ON d.sha256_id=r.document_id WHERE r.document_id=digest_id(?1) AND r.reading=0 AND r.digest IS NULL"
	" AND r.rel IN ('config','layer','child','blob') AND NOT EXISTS(SELECT 1 FROM edge e WHERE"
	" e.from_digest_id=r.document_id AND e.kind=r.rel AND e.position=r.position) ORDER BY r.rel, r.position, r.offset";

static const char image_missing[] =
	"SELECT x.digest, coalesce(b.state,'missing') AS state, coalesce(b.kind,'unknown') AS kind,"
	" b.size FROM image_missing x LEFT JOIN blob b ON b.digest_id=x.digest_id WHERE x.image_id=digest_id(?1)"
	" ORDER BY x.digest";

static const char image_sources[] =
	"SELECT label FROM (SELECT s.label FROM blob_copy k JOIN item i ON i.id=k.item"
	" JOIN scan c ON c.id=i.scan JOIN source s ON s.id=c.source WHERE k.digest_id=digest_id(?1)"
	" UNION SELECT s.label FROM image_repository r" VIA_REGISTRY("r") " WHERE r.image_id=digest_id(?1))"
	" ORDER BY " BYTES("label");

/* What is signed is said by the payload of a signature; a registry is asked for the manifest that holds it. */
static const char image_referrers[] =
	"SELECT DISTINCT coalesce(p.from_digest,e.from_digest) AS digest, e.kind AS relation, m.kind, m.media_type, m.standing"
	" FROM edge e LEFT JOIN edge p ON e.kind='signed' AND p.to_digest_id=e.from_digest_id AND p.kind IN ('layer','blob')"
	" LEFT JOIN image m ON m.digest_id=coalesce(p.from_digest_id,e.from_digest_id) WHERE e.to_digest_id=digest_id(?1)"
	" AND e.kind IN ('subject','signed') ORDER BY 1, e.kind";

static const char image_parents[] =
	"SELECT DISTINCT e.from_digest AS digest, m.standing FROM edge e JOIN image m"
	" ON m.digest_id=e.from_digest_id WHERE e.to_digest_id=digest_id(?1) AND e.kind='child' ORDER BY e.from_digest";

static const char blob_repositories[] =
	"SELECT DISTINCT repository FROM blob_repository WHERE digest_id=digest_id(?1) ORDER BY " BYTES("repository");

static const char blob_referenced[] =
	"SELECT DISTINCT e.from_digest AS digest FROM edge e JOIN image m ON m.digest_id=e.from_digest_id"
	" WHERE e.to_digest_id=digest_id(?1) AND e.kind IN ('config','layer','child','subject','blob')"
	" AND m.state IN ('intact','recovered') ORDER BY e.from_digest";

static const char blob_diff_id_of[] =
	"SELECT DISTINCT d.document AS digest FROM diff_id d JOIN blob b ON b.digest_id=d.document_id"
	" WHERE d.digest_id=digest_id(?1) AND b.state IN ('intact','recovered') ORDER BY d.document";

static const char blob_copies[] =
	"SELECT s.label, g.path AS registry, i.path, i.offset, i.runs, k.state, i.size, i.unread, i.unread_said,"
	" i.sha256, c.path AS source_path, c.kind AS source_kind, CASE WHEN i.role_id=word_id('recovered') THEN (SELECT"
	"  json_group_array(json(j)) FROM (SELECT json_patch('{}',json_object('method',v.method,'trace',v.trace,"
	"  'inode',v.inode,'generation',v.generation,'sequence',v.sequence,'time',v.time,'place',v.place,"
	"  'named',json(CASE v.named WHEN 1 THEN 'true' ELSE 'false' END))) AS j FROM recovery v WHERE v.item=i.id"
	"  ORDER BY v.n)) END AS recovered_by, CASE i.reading WHEN 'trusted' THEN i.reading_offset END AS trusted FROM blob_copy k"
	" JOIN item i ON i.id=k.item JOIN scan c ON c.id=i.scan JOIN source s ON s.id=c.source"
	" LEFT JOIN registry g ON g.id=i.registry WHERE k.digest_id=digest_id(?1)"
	" ORDER BY " BYTES("s.label") ", " BYTES("i.path") ", i.ordinal";

static const char volumes[] =
	"SELECT position, parent, depth, kind, content, name, prefix, scheme, slot, offset, size, type, label, note, note_said,"
	" trouble, trouble_said, fs, block, fs_size, uuid, fs_label, mounted_at, made, mounted, written, dirty, discards FROM volume"
	" WHERE scan=?1 ORDER BY position";

static const char source_registries[] =
	"SELECT path, store, row_number() OVER (PARTITION BY path ORDER BY store)=1 AS first FROM registry WHERE scan=?1 ORDER BY " BYTES("path") ", store";

static const char because[] =
	"SELECT s.label AS source, i.path, x.offset, x.length, x.pointer FROM because x"
	" LEFT JOIN item i ON i.id=x.item LEFT JOIN scan c ON c.id=coalesce(i.scan,x.scan)"
	" LEFT JOIN source s ON s.id=c.source WHERE x.owner_word=word_id(?1) AND x.owner_id=?2 ORDER BY x.n";

static const char image[] = "SELECT " IMAGE_COLUMNS " FROM image m WHERE m.digest_id=digest_id(?1)";

static const char image_group[] =
	"SELECT " IMAGE_COLUMNS " FROM image m WHERE m.standing=?1"
	" ORDER BY CASE m.completeness WHEN 'complete' THEN 1 ELSE 0 END,"
	" EXISTS(SELECT 1 FROM edge e WHERE e.to_digest_id=m.digest_id AND e.kind='child'),"
	" (SELECT min(" BYTES("t.repository") "||x'00'||" BYTES("t.tag") ") FROM tag t"
	"  WHERE t.digest_id=m.digest_id) IS NULL,"
	" (SELECT min(" BYTES("t.repository") "||x'00'||" BYTES("t.tag") ") FROM tag t"
	"  WHERE t.digest_id=m.digest_id), m.digest";

static const char blob[] =
	"SELECT b.digest, b.size, b.kind, b.state, b.observed_digest, b.observed_size, b.media_type,"
	" b.diff_id FROM blob b WHERE b.digest_id=digest_id(?1)";

#define NEEDED_BY                                                                                  \
	" FROM blob b LEFT JOIN (SELECT digest_id, count(*) AS n FROM image_missing"               \
	" WHERE image_id<>digest_id GROUP BY digest_id) x ON x.digest_id=b.digest_id"

static const char blobs_harmed[] =
	"SELECT b.digest, b.size, b.kind, b.state, b.observed_digest, b.observed_size,"
	" coalesce(x.n,0) AS needed_by" NEEDED_BY
	" WHERE b.state IN ('truncated','corrupt','empty','unread')"
	" ORDER BY b.state, b.digest";

static const char blobs_missing[] =
	"SELECT b.digest, b.size, b.kind, b.state, coalesce(x.n,0) AS needed_by" NEEDED_BY
	" WHERE b.state='missing' AND b.digest NOT IN (SELECT digest FROM resynthesis UNION ALL SELECT digest FROM recompression)"
	" ORDER BY needed_by DESC, b.digest";

static const char document[] =
	"SELECT d.sha256, d.kind, d.image_kind, d.media_type, d.artifact_type, d.annotations, d.created,"
	" d.architecture, d.os, d.variant, d.author, d.labels, d.env, d.name, d.tag, d.steps,"
	" d.layer_steps FROM document d WHERE d.sha256_id=digest_id(?1) OR d.sha256_id=(SELECT i.sha256_id FROM blob_copy k"
	" JOIN item i ON i.id=k.item WHERE k.digest_id=digest_id(?1) AND k.state IN ('intact','recovered') LIMIT 1)"
	" LIMIT 1";

static const char history[] =
	"SELECT position, created, created_by, comment, author, empty_layer FROM history"
	" WHERE document_id=digest_id(?1) ORDER BY position";

static const char diff_ids[] =
	"SELECT position, digest FROM diff_id WHERE document_id=digest_id(?1) ORDER BY position";

/* Members of a JSON object or array, in their order. */
static const char json_members[] =
	"SELECT key, CAST(value AS TEXT) AS value FROM json_each(CASE WHEN json_valid(?1) THEN ?1"
	" ELSE '[]' END) ORDER BY id";

static const char candidates[] =
	"SELECT k.config, k.position, k.diff_id, k.layer, k.grade, k.rule, b.state FROM candidate k"
	" LEFT JOIN blob b ON b.digest_id=digest_id(k.layer) ORDER BY k.config, k.position, k.layer";

static const char elsewhere[] =
	"SELECT 'same-content' AS what, b.digest AS digest, NULL AS name, NULL AS source FROM blob b"
	" WHERE ?2 IS NOT NULL AND b.diff_id_id=digest_id(?2) AND b.digest<>?1 AND b.state IN ('intact','recovered')"
	" UNION ALL SELECT 'upload', u.digest, u.repository, s.label FROM upload u" VIA_REGISTRY("u")
	" WHERE u.digest=?1 OR u.becoming=?1"
	" UNION ALL SELECT 'inline', d.document, NULL, NULL FROM reference d WHERE d.digest_id=digest_id(?1)"
	" AND d.data IS NOT NULL"
	" UNION ALL SELECT 'damaged-copy', k.digest, i.path, s.label FROM blob_copy k"
	" JOIN item i ON i.id=k.item JOIN scan c ON c.id=i.scan JOIN source s ON s.id=c.source"
	" WHERE k.digest_id=digest_id(?1) AND k.state NOT IN ('intact','recovered')"
	" UNION ALL SELECT 'layer-link', r.digest, r.repository, s.label FROM blob_repository r"
	VIA_REGISTRY("r") " WHERE r.digest_id=digest_id(?1)"
	" ORDER BY 1, 2, 3, 4";

static const char resolve_tag[] =
	"SELECT t.digest, t.standing, t.repository, t.tag, s.label AS source, g.path AS registry,"
	" s.present FROM tag t" VIA_REGISTRY("t") " WHERE t.repository=?1 AND t.tag=?2"
	" AND t.digest IS NOT NULL ORDER BY CASE t.standing WHEN 'current' THEN 0 ELSE 1 END,"
	" s.present DESC, " BYTES("s.label") ", " BYTES("g.path") ", rtrim(t.from_at,'Z') DESC, t.digest";

static const char resolve_digest[] =
	"SELECT m.digest, m.kind, m.standing FROM image m"
	" WHERE (substr(m.digest,1,length(?1))=?1 OR substr(m.digest,instr(m.digest,':')+1,length(?1))=?1)"
	" AND (?2 IS NULL OR EXISTS(SELECT 1 FROM image_repository r WHERE r.image_id=m.digest_id"
	" AND r.repository=?2) OR EXISTS(SELECT 1 FROM tag t WHERE t.digest_id=m.digest_id"
	" AND t.repository=?2)) ORDER BY m.digest LIMIT 20";

/* Some of them more than once: whoever asks sorts them. */
static const char all_digests[] =
	"SELECT digest FROM blob UNION ALL SELECT digest FROM image m WHERE NOT EXISTS(SELECT 1 FROM blob b WHERE"
	" b.digest_id=m.digest_id) UNION ALL SELECT observed_digest FROM blob WHERE observed_digest_id IS NOT NULL UNION ALL"
	" SELECT diff_id FROM blob WHERE diff_id_id IS NOT NULL UNION ALL SELECT digest FROM upload WHERE digest IS NOT NULL"
	" UNION ALL SELECT digest FROM diff_id d WHERE digest_id IS NOT NULL AND NOT EXISTS(SELECT 1 FROM blob b WHERE"
	" b.digest_id=d.digest_id) UNION ALL SELECT digest FROM tag t WHERE digest_id IS NOT NULL AND NOT EXISTS(SELECT 1 FROM"
	" blob b WHERE b.digest_id=t.digest_id)";

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

/*
 * Two things, apart: what the present's registry still has, and what we have. `here`: intact in the present's registry;
 * `up`: images below which something is that it has not.
 */
static const char balance[] =
	"WITH RECURSIVE here(digest) AS MATERIALIZED (SELECT DISTINCT k.digest_id FROM blob_copy k JOIN item i ON i.id=k.item"
	" JOIN registry g ON g.id=i.registry JOIN scan c ON c.id=g.scan JOIN source s ON s.id=c.source"
	" WHERE s.present=1 AND" SPEAKS("g") " AND k.state='intact'), anew(digest) AS (SELECT digest_id(digest) FROM resynthesis UNION ALL SELECT"
	"  digest_id(digest) FROM recompression),"
	" up(digest) AS (SELECT b.digest_id FROM blob b WHERE b.state<>'foreign' AND b.digest_id NOT IN (SELECT digest FROM here)"
	"  UNION SELECT e.from_digest_id FROM up u JOIN edge e ON e.to_digest_id=u.digest"
	"  WHERE e.kind IN ('config','layer','blob','child')),"
	" class(digest, what) AS MATERIALIZED (SELECT b.digest_id, CASE WHEN b.digest_id IN (SELECT digest FROM here) THEN 'here'"
	"  WHEN b.state IN ('intact','recovered') OR b.digest_id IN (SELECT digest FROM anew) THEN 'elsewhere'"
	"  WHEN b.state='missing' THEN 'nowhere' WHEN b.state='foreign' THEN 'foreign' ELSE 'harmed' END FROM blob b),"
	" held(whole, below) AS MATERIALIZED (SELECT m.completeness='complete', m.digest_id IN (SELECT digest FROM up) FROM image m"
	"  WHERE m.standing IN ('tagged','untagged'))"
	" SELECT (SELECT count(*) FROM class WHERE what='here') AS blobs_here,"
	" (SELECT count(*) FROM class WHERE what='elsewhere') AS blobs_elsewhere,"
	" (SELECT count(*) FROM class WHERE what='nowhere') AS blobs_nowhere,"
	" (SELECT count(*) FROM class WHERE what='harmed') AS blobs_harmed,"
	" (SELECT count(*) FROM class WHERE what='foreign') AS blobs_foreign,"
	" (SELECT count(*) FROM held WHERE whole AND NOT below) AS held_here,"
	" (SELECT count(*) FROM held WHERE whole AND below) AS held_elsewhere";

static const char totals[] =
	"SELECT (SELECT count(*) FROM image) AS images, (SELECT count(*) FROM blob) AS blobs,"
	" (SELECT count(*) FROM tag) AS tags, (SELECT count(*) FROM repository) AS repositories,"
	" (SELECT count(*) FROM upload) AS uploads, (SELECT count(*) FROM finding) AS findings,"
	" (SELECT count(DISTINCT r.image_id) FROM image_repository r WHERE r.standing='deleted' AND NOT" ONLY_NAMED("r") ") AS deleted,"
	" (SELECT count(*) FROM current_scan) AS sources,"
	" (SELECT count(*) FROM registry g JOIN current_scan n ON n.id=g.scan WHERE" SPEAKS("g") ") AS registries,"
	" (SELECT coalesce(sum(c.bytes),0) FROM scan c JOIN current_scan n ON n.id=c.id) AS bytes,"
	" (SELECT coalesce(sum(c.items),0) FROM scan c JOIN current_scan n ON n.id=c.id) AS items,"
	" (SELECT coalesce(sum(c.files_unread),0) FROM scan c JOIN current_scan n ON n.id=c.id)"
	"  AS unread,"
	" (SELECT coalesce(sum(seconds),0) FROM run WHERE id IN (SELECT c.run FROM scan c"
	"  JOIN current_scan n ON n.id=c.id)) AS seconds,"
	" (SELECT count(*) FROM image_repository r JOIN image m ON m.digest_id=r.image_id"
	"  WHERE r.standing='deleted' AND m.completeness='complete' AND NOT" ONLY_NAMED("r") ") AS deleted_complete,"
	" (SELECT count(DISTINCT x.digest_id) FROM image_missing x JOIN blob b ON b.digest_id=x.digest_id"
	"  WHERE b.state='missing' AND b.digest NOT IN (SELECT digest FROM resynthesis UNION ALL SELECT digest FROM recompression)) AS missing_below,"
	" (SELECT count(*) FROM image_repository WHERE standing='tagged') AS tagged_places,"
	" (SELECT count(DISTINCT config) FROM candidate) AS candidates,"
	" (SELECT count(*) FROM scan WHERE state='running') AS unfinished,"
	" (SELECT count(*) FROM run WHERE verb IN ('examine','resolve','scan')) AS runs,"
	" (SELECT min(b.digest) FROM image_missing x JOIN blob b ON b.digest_id=x.digest_id"
	"  JOIN image m ON m.digest_id=x.image_id WHERE b.state='missing' AND m.digest_id<>b.digest_id"
	"  AND m.standing IN ('tagged','untagged')) AS missing_example";

const char *const casedb_queries[] = {
	[QUERY_IMAGES] = images,
	[QUERY_TAGS] = tags,
	[QUERY_BLOBS] = blobs,
	[QUERY_REPOS] = repos,
	[QUERY_UPLOADS] = uploads,
	[QUERY_TIMELINE] = query_timeline,
	[QUERY_AT] = query_at,
	[QUERY_TAG_SPANS] = query_tag_spans,
	[QUERY_FINDINGS] = findings,
	[QUERY_SOURCES] = sources,
	[QUERY_RUNS] = runs,
	[QUERY_IMAGE_REPOSITORIES] = image_repositories,
	[QUERY_LOGGED_PARTS] = query_logged_parts,
	[QUERY_LOGGED_EVENTS] = query_logged_events,
	[QUERY_LOGGED_DELETIONS] = query_logged_deletions,
	[QUERY_LOGGED_COLLECTIONS] = query_logged_collections,
	[QUERY_IMAGE_TAGS] = image_tags,
	[QUERY_IMAGE_CONFIG] = image_config,
	[QUERY_WRONG_LAYERS] = wrong_layers,
	[QUERY_IMAGE_LAYERS] = image_layers,
	[QUERY_IMPACT] = impact,
	[QUERY_IMAGE_LISTINGS] = image_listings,
	[QUERY_TOC_NAMED] = toc_named,
	[QUERY_CATALOGUED] = catalogued,
	[QUERY_READABLE] = readable,
	[QUERY_LISTINGS] = listings,
	[QUERY_IMAGE_CHILDREN] = image_children,
	[QUERY_IMAGE_MISSING] = image_missing,
	[QUERY_IMAGE_LAME] = image_lame,
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
	[QUERY_FINDING_PLACES] = finding_places,
	[QUERY_DOCUMENT] = document,
	[QUERY_HISTORY] = history,
	[QUERY_DIFF_IDS] = diff_ids,
	[QUERY_JSON_MEMBERS] = json_members,
	[QUERY_COLLECTIONS] = query_collections,
	[QUERY_STORY] = query_story,
	[QUERY_TOLD] = query_told,
	[QUERY_EXISTED] = query_existed,
	[QUERY_LOST] = query_lost,
	[QUERY_CANDIDATE_NAMES] = query_candidate_names,
	[QUERY_FIND] = query_find,
	[QUERY_WANTED] = query_wanted,
	[QUERY_LOGS] = query_logs,
	[QUERY_LOG_SPANS] = query_log_spans,
	[QUERY_LOG_SHARED] = query_log_shared,
	[QUERY_SCAN_OF] = query_scan_of,
	[QUERY_ENTRIES] = query_entries,
	[QUERY_ENTRIES_OTHER] = query_entries,
	[QUERY_MATRIX] = query_matrix,
	[QUERY_CHANGES] = query_changes,
	[QUERY_VANISHED] = query_vanished,
	[QUERY_CHECK_STATE] = query_check_state,
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
	[QUERY_BALANCE] = balance,
	[QUERY_KINSHIPS] = kinships,
};

const unsigned casedb_query_count = sizeof casedb_queries / sizeof casedb_queries[0];

_Static_assert(sizeof casedb_queries / sizeof casedb_queries[0] == QUERY_COUNT_,
               "every query has its text");
