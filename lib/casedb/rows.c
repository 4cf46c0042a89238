/* casedb/rows.c - rows of the listed queries, cells by column name. */
#include "base/quote.h"
#include "casedb/private.h"
#include "casedb/query_sql.h"
#include "casedb/query.h"

#include <stdlib.h>

/* Sizes of blobs that logs tell: of uploads, and of pulls that were served whole. */
#define SAID_SIZES                                                                                 \
	"SELECT digest, max(size) AS size FROM log_event WHERE size>0 AND digest IS NOT NULL"          \
	" AND object='blob' AND event IN ('upload-commit','pull','mount') GROUP BY digest"
#define SIZE_OF(digest)                                                                            \
	"coalesce((SELECT max(r.size) FROM reference r WHERE r.digest_id=digest_id(" digest ") AND r.reading=0),"  \
	" (SELECT s.size FROM said s WHERE s.digest=" digest "))"

/* Does the list `items` ("1, 2") of a transfer name an item? */
#define NAMES(t, item) "instr(','||replace(" t ".items,' ','')||',',','||" item "||',')>0"

/* The digests of the JSON array ?1 and what lies below them by edges of these kinds. */
#define CHOSEN(kinds)                                                                              \
	"WITH RECURSIVE need(digest) AS (SELECT value FROM json_each(?1) UNION SELECT e.to_digest FROM need n"                   \
	" JOIN edge e ON e.from_digest_id=digest_id(n.digest) WHERE " kinds ")"

#define DIRECTORY(prefix) "CAST(substr(" prefix ",1,length(" prefix ")-1) AS TEXT)" /* without its last slash, which "0" follows */

static const char *const run_queries[] = {
	[QUERY_C_ITEMS - QUERY_RUNS_FROM_] = "SELECT * FROM exhibit ORDER BY seq",
	[QUERY_C_ACQUISITIONS - QUERY_RUNS_FROM_] =
		"SELECT *, tool||' '||tool_version AS tool_and_version FROM acquisition ORDER BY seq",
	[QUERY_C_HASHES - QUERY_RUNS_FROM_] = "SELECT * FROM exhibit_hash ORDER BY seq, n",
	[QUERY_C_VERIFICATIONS - QUERY_RUNS_FROM_] = "SELECT * FROM verification ORDER BY seq",
	[QUERY_C_TRANSFERS - QUERY_RUNS_FROM_] =
		"SELECT seq, transfer_no, 'out' AS side, items, released_by, received_by, at, purpose,"
		" from_place||' - '||to_place AS places, method||coalesce(', '||carrier,'')||coalesce(' '||tracking_no,'') AS"
		" method, coalesce(seal_before,'-')||' / '||coalesce(seal_after,'-')||coalesce(', '||condition,'') AS seals"
		" FROM transfer_out UNION ALL SELECT seq, transfer_no, 'in', items, released_by, received_by, at, purpose,"
		" from_place||' - '||to_place, method||coalesce(', '||carrier,'')||coalesce(' '||tracking_no,''),"
		" coalesce(seal_before,'-')||' / '||coalesce(seal_after,'-')||coalesce(', '||condition,'') FROM transfer_in"
		" ORDER BY seq",
	[QUERY_C_PARTIES - QUERY_RUNS_FROM_] = "SELECT * FROM party ORDER BY seq",
	[QUERY_C_CLOCKS - QUERY_RUNS_FROM_] =
		"SELECT *, reference_time||' ('||reference_source||')' AS reference FROM clock_check ORDER BY seq",
	[QUERY_C_CORRECTIONS - QUERY_RUNS_FROM_] = "SELECT * FROM correction ORDER BY seq",
	[QUERY_C_DISPOSITIONS - QUERY_RUNS_FROM_] = "SELECT * FROM disposition ORDER BY seq",
	[QUERY_C_NOTES - QUERY_RUNS_FROM_] =
		"SELECT *, coalesce(exhibit_no,item_no) AS exhibit FROM note WHERE label IS NOT 'opinion' ORDER BY seq",
	[QUERY_C_OPINIONS - QUERY_RUNS_FROM_] = "SELECT * FROM note WHERE label='opinion' ORDER BY seq",
	[QUERY_C_ALL_NOTES - QUERY_RUNS_FROM_] = "SELECT * FROM note ORDER BY seq",
	[QUERY_C_FILES - QUERY_RUNS_FROM_] =
		"SELECT s.label, c.kind AS source_kind, c.path AS source_path, i.* FROM item i JOIN current_scan n ON n.id=i.scan"
		" JOIN scan c ON c.id=i.scan JOIN source s ON s.id=c.source WHERE i.superseded=0 AND i.kind<>'trouble'"
		" ORDER BY CAST(s.label AS BLOB), CAST(i.path AS BLOB), i.ordinal",
	[QUERY_BASE_REPOSITORIES - QUERY_RUNS_FROM_] =
		"SELECT s.label AS source, g.path AS registry, p.name AS repository FROM repository p JOIN registry g ON"
		" g.id=p.registry JOIN scan c ON c.id=g.scan JOIN source s ON s.id=c.source WHERE p.standing='live'"
		" ORDER BY CAST(s.label AS BLOB), CAST(g.path AS BLOB), CAST(p.name AS BLOB)",
	[QUERY_BASE_TAGS - QUERY_RUNS_FROM_] =
		"SELECT s.label AS source, g.path AS registry, t.repository, t.tag, t.digest FROM tag t JOIN registry g ON"
		" g.id=t.registry JOIN scan c ON c.id=g.scan JOIN source s ON s.id=c.source WHERE t.standing='current'"
		" ORDER BY CAST(s.label AS BLOB), CAST(g.path AS BLOB), CAST(t.repository AS BLOB), CAST(t.tag AS BLOB)",
	[QUERY_BASE_IMAGES - QUERY_RUNS_FROM_] =
		"SELECT digest, kind, completeness, config, size, total_size FROM image WHERE standing IN ('tagged','untagged')"
		" ORDER BY digest",
	[QUERY_BASE_BLOBS - QUERY_RUNS_FROM_] =
		"SELECT digest, state, size FROM blob b WHERE state='intact' AND EXISTS(SELECT 1 FROM blob_repository r WHERE"
		" r.digest_id=b.digest_id) OR b.digest_id IN (SELECT digest_id FROM image WHERE standing IN ('tagged','untagged') AND"
		" state='intact') ORDER BY digest",
	[QUERY_BASE_WRITTEN - QUERY_RUNS_FROM_] = "SELECT seq FROM output_file WHERE sha256=?1 AND kind='check' LIMIT 1",
	[QUERY_BASE_COMPARE - QUERY_RUNS_FROM_] =
		"SELECT 'repository-gone' AS word, j.value->>'$.repository' AS name, NULL AS was, NULL AS now FROM"
		" json_each(?1,'$.repositories') j WHERE NOT EXISTS(SELECT 1 FROM repository p WHERE"
		" p.name=j.value->>'$.repository' AND p.standing='live')"
		" UNION ALL SELECT CASE WHEN t.digest IS NULL THEN 'tag-gone' ELSE 'tag-moved' END, (j.value->>'$.repository')"
		"||':'||(j.value->>'$.tag'), j.value->>'$.digest', t.digest FROM json_each(?1,'$.tags') j LEFT JOIN tag t ON"
		" t.repository=j.value->>'$.repository' AND t.tag=j.value->>'$.tag' AND t.standing='current' AND EXISTS(SELECT 1"
		" FROM registry g JOIN scan c ON c.id=g.scan JOIN source s ON s.id=c.source WHERE g.id=t.registry AND"
		" s.label=j.value->>'$.source') WHERE t.digest IS NOT j.value->>'$.digest'"
		" UNION ALL SELECT 'image-gone', j.value->>'$.digest', NULL, m.standing FROM json_each(?1,'$.images') j"
		" LEFT JOIN image m ON m.digest_id=digest_id(j.value->>'$.digest') WHERE m.standing IS NULL OR m.standing NOT IN"
		" ('tagged','untagged')"
		" UNION ALL SELECT 'image-broken', m.digest, 'complete', m.completeness FROM json_each(?1,'$.images') j JOIN"
		" image m ON m.digest_id=digest_id(j.value->>'$.digest') WHERE j.value->>'$.completeness'='complete' AND"
		" m.completeness<>'complete'"
		" UNION ALL SELECT CASE WHEN b.state IS NULL OR b.state='missing' THEN 'blob-gone' ELSE 'blob-changed' END,"
		" j.value->>'$.digest', j.value->>'$.state', coalesce(b.state,'missing') FROM json_each(?1,'$.blobs') j LEFT JOIN"
		" blob b ON b.digest_id=digest_id(j.value->>'$.digest') WHERE b.state IS NOT j.value->>'$.state' ORDER BY 1, 2, 3",
	[QUERY_SELFTEST - QUERY_RUNS_FROM_] =
		"SELECT 'images' AS what, json_array_length(?1,'$.images') AS expected, (SELECT count(*) FROM"
		" json_each(?1,'$.images') j JOIN image m ON m.digest_id=digest_id(j.value->>'$.digest') AND m.kind=j.value->>'$.kind' AND"
		" m.standing=j.value->>'$.standing' AND m.completeness=j.value->>'$.completeness' AND"
		" m.state=j.value->>'$.state') AS found, (SELECT count(*) FROM image) AS stored"
		" UNION ALL SELECT 'tags', json_array_length(?1,'$.tags'), (SELECT count(*) FROM json_each(?1,'$.tags') j WHERE"
		" EXISTS(SELECT 1 FROM tag t WHERE t.repository=j.value->>'$.repository' AND t.tag=j.value->>'$.tag' AND"
		" t.digest IS j.value->>'$.digest' AND t.standing=j.value->>'$.standing')), (SELECT count(*) FROM tag)"
		" UNION ALL SELECT 'blobs', json_array_length(?1,'$.blobs'), (SELECT count(*) FROM json_each(?1,'$.blobs') j"
		" JOIN blob b ON b.digest_id=digest_id(j.value->>'$.digest') AND b.state=j.value->>'$.state' AND"
		" b.kind=coalesce(j.value->>'$.kind',b.kind)), (SELECT count(*) FROM blob)"
		" UNION ALL SELECT 'missing below images', (SELECT count(*) FROM json_each(?1,'$.images') j,"
		" json_each(j.value,'$.missing')), (SELECT count(*) FROM json_each(?1,'$.images') j, json_each(j.value,'$.missing')"
		" x JOIN image_missing k ON k.image_id=digest_id(j.value->>'$.digest') AND k.digest_id=digest_id(x.value)), (SELECT count(*) FROM image_missing)"
		" UNION ALL SELECT 'findings', json_array_length(?1,'$.findings'), (SELECT coalesce(sum(min(a.n,(SELECT count(*)"
		" FROM finding f WHERE f.code=a.code))),0) FROM (SELECT j.value->>'$.code' AS code, count(*) AS n FROM"
		" json_each(?1,'$.findings') j GROUP BY 1) a), (SELECT count(*) FROM finding)",
	[QUERY_C_VALIDATIONS - QUERY_RUNS_FROM_] =
		"SELECT *, 'sherd '||version||' '||commit_id AS program FROM validation ORDER BY seq",
	[QUERY_C_ACTIONS - QUERY_RUNS_FROM_] =
		"SELECT a.seq, a.kind, coalesce(a.given,a.account) AS who, a.began, e.ended, e.outcome, a.executable_sha256"
		" FROM action a LEFT JOIN action_end e ON e.begins=a.seq ORDER BY a.seq",
	[QUERY_C_CLOSED - QUERY_RUNS_FROM_] =
		"SELECT seq FROM checkpoint WHERE seq=(SELECT max(seq) FROM custody_log)",
	[QUERY_C_SIGNERS - QUERY_RUNS_FROM_] =
		"SELECT * FROM party WHERE role IN ('examiner','reviewer') ORDER BY role, seq",
	[QUERY_C_REMARKS - QUERY_RUNS_FROM_] =
		"SELECT 'no-intake' AS word, coalesce(s.label_shown,s.label) AS subject FROM source s JOIN current_scan n ON"
		" n.source=s.id JOIN scan c ON c.id=n.id WHERE NOT EXISTS(SELECT 1 FROM verification v WHERE v.label=s.label"
		" OR v.path=c.path)"
		" UNION ALL SELECT 'mismatch', path FROM verification WHERE result='mismatch'"
		" UNION ALL SELECT 'no-reference', path FROM verification WHERE result='no reference' AND stage='intake'"
		" UNION ALL SELECT DISTINCT 'not-after', v.item_no FROM verification v WHERE v.item_no IS NOT NULL AND NOT EXISTS("
		" SELECT 1 FROM verification w WHERE w.item_no=v.item_no AND w.stage='after-analysis')"
		" UNION ALL SELECT DISTINCT 'same-after', v.item_no FROM verification v JOIN verification w ON"
		" w.item_no=v.item_no AND w.stage='after-analysis' AND w.sha256=v.sha256 WHERE v.stage='intake' AND w.seq>"
		" (SELECT coalesce(max(seq),0) FROM action_end)"
		" UNION ALL SELECT 'open-transfer', o.transfer_no FROM transfer_out o WHERE NOT EXISTS(SELECT 1 FROM"
		" transfer_in i WHERE i.transfer_no=o.transfer_no)"
		" UNION ALL SELECT 'no-release', i.transfer_no FROM transfer_in i WHERE NOT EXISTS(SELECT 1 FROM"
		" transfer_out o WHERE o.transfer_no=i.transfer_no)"
		" UNION ALL SELECT 'gap', e.item_no FROM exhibit e JOIN transfer_out o ON " NAMES("o", "e.item_no")
		" JOIN transfer_in i ON " NAMES("i", "e.item_no") " AND i.seq=(SELECT max(k.seq) FROM transfer_in k WHERE"
		" k.seq<o.seq AND " NAMES("k", "e.item_no") ") WHERE i.received_by<>o.released_by"
		" UNION ALL SELECT 'overlap', e.item_no FROM exhibit e JOIN transfer_out o ON " NAMES("o", "e.item_no")
		" JOIN transfer_in i ON " NAMES("i", "e.item_no") " AND i.seq=(SELECT max(k.seq) FROM transfer_in k WHERE"
		" k.seq<o.seq AND " NAMES("k", "e.item_no") ") WHERE julianday(o.at)<julianday(i.at)"
		" UNION ALL SELECT 'after-end', e.item_no FROM exhibit e JOIN disposition d ON " NAMES("d", "e.item_no")
		" JOIN transfer_out o ON " NAMES("o", "e.item_no") " AND o.seq>d.seq"
		" UNION ALL SELECT 'died', CAST(a.seq AS TEXT) FROM action a WHERE NOT EXISTS(SELECT 1 FROM action_end x WHERE"
		" x.begins=a.seq) AND a.seq<(SELECT max(seq) FROM custody_log)"
		" UNION ALL SELECT 'clock', CAST(seq AS TEXT) FROM custody_log WHERE json_valid(CAST(canon AS TEXT)) AND"
		" CAST(canon AS TEXT)->>'$.act'='clock.stepped'",
	[QUERY_CHOICE_IMAGES - QUERY_RUNS_FROM_] =
		CHOSEN("e.kind='child'") " SELECT m.digest, m.kind, m.state, m.media_type, m.standing, m.completeness, m.origin,"
		" m.grade, m.size, m.total_size, m.config, m.subject FROM need n JOIN image m ON m.digest_id=digest_id(n.digest) ORDER BY m.digest",
	[QUERY_CHOICE_BLOBS - QUERY_RUNS_FROM_] =
		CHOSEN("e.kind IN ('config','layer','blob','child')") " SELECT n.digest, coalesce(b.kind,'unknown') AS kind,"
		" coalesce(b.state,'missing') AS state, coalesce(b.size,length(r.bytes),c.size) AS size, CASE WHEN r.digest IS NOT NULL"
		" THEN 'resynthesised' WHEN c.encoder LIKE 'mended %' THEN 'recovered' WHEN c.digest IS NOT NULL THEN 'recompressed' END AS anew FROM need n LEFT JOIN blob b ON"
		" b.digest_id=digest_id(n.digest) LEFT JOIN resynthesis r ON r.digest=n.digest LEFT JOIN recompression c ON c.digest=n.digest"
		" ORDER BY n.digest",
	[QUERY_CHOICE_PARTS - QUERY_RUNS_FROM_] =
		"SELECT e.kind, e.to_digest AS digest, e.position, e.media_type, e.platform, e.grade, e.diff_id, e.diff_id_claimed"
		" FROM edge e WHERE e.from_digest_id=digest_id(?1) AND e.kind IN ('config','layer','blob','child') ORDER BY e.kind, e.position, e.id",
	[QUERY_CHOICE_RECOVERED - QUERY_RUNS_FROM_] =
		"SELECT digest FROM blob WHERE state='recovered' UNION SELECT digest FROM resynthesis UNION SELECT digest FROM"
		" recompression ORDER BY digest",
	[QUERY_CHOICE_SAME - QUERY_RUNS_FROM_] =
		"SELECT digest, digest<>?1 AS packed FROM blob WHERE digest_id=digest_id(?1) AND state IN ('intact','recovered')"
		" UNION ALL SELECT digest, 1 FROM blob WHERE diff_id_id=digest_id(?1) AND digest<>?1 AND state IN ('intact','recovered')"
		" UNION ALL SELECT k.sha256, 0 FROM item k JOIN current_scan n ON n.id=k.scan WHERE k.sha256_id=digest_id(?1) AND k.kind='file' AND"
		" k.unread IS NULL AND k.superseded=0 UNION ALL SELECT l.sha256, 1 FROM layer l WHERE l.diff_id=?1 AND l.sha256<>?1 AND"
		" l.whole=1 AND EXISTS(SELECT 1 FROM item k JOIN current_scan n ON n.id=k.scan WHERE k.sha256_id=digest_id(l.sha256) AND k.kind='file'"
		" AND k.unread IS NULL AND k.superseded=0) ORDER BY packed, digest LIMIT 1",
	[QUERY_CHOICE_INFLATED - QUERY_RUNS_FROM_] =
		"SELECT inflated, listing FROM layer WHERE sha256=?1 OR sha256=(SELECT i.sha256 FROM blob_copy k JOIN item i ON"
		" i.id=k.item WHERE k.digest_id=digest_id(?1) AND k.state IN ('intact','recovered') LIMIT 1) LIMIT 1",
	[QUERY_CHOICE_NAMES - QUERY_RUNS_FROM_] =
		"SELECT t.repository, t.tag, t.digest, t.standing, t.grade, t.rule, t.from_at, s.label AS source, g.path AS registry"
		" FROM tag t JOIN registry g ON g.id=t.registry JOIN scan c ON c.id=g.scan JOIN source s ON s.id=c.source"
		" WHERE (t.repository, t.tag) IN (SELECT repository, tag FROM tag WHERE digest_id IN (SELECT digest_id(value) FROM json_each(?1)))"
		" ORDER BY CAST(t.repository AS BLOB), CAST(t.tag AS BLOB), CAST(s.label AS BLOB), CAST(g.path AS BLOB),"
		" rtrim(t.from_at,'Z') DESC, t.standing, t.digest, t.id",
	[QUERY_DUE - QUERY_RUNS_FROM_] =
		"WITH RECURSIVE below(image, digest, at) AS (SELECT image, image, image_id FROM image_repository WHERE registry=?1 AND"
		" standing='deleted' UNION SELECT b.image, e.to_digest, e.to_digest_id FROM below b JOIN edge e ON e.from_digest_id=b.at"
		" WHERE e.kind IN ('config','layer','blob','child')) SELECT image, digest FROM below ORDER BY image, digest",
	[QUERY_DUE_NAME - QUERY_RUNS_FROM_] =
		"SELECT r.repository, t.tag, t.standing<>'deleted' AS earlier, t.standing='deleted' AND t.grade='inferred' AS inferred"
		" FROM image_repository r LEFT JOIN tag t ON t.digest_id=r.image_id AND t.registry=r.registry AND t.repository=r.repository"
		" WHERE r.registry=?1 AND r.image_id=digest_id(?2) AND r.standing='deleted'"
		" ORDER BY t.tag IS NULL, CAST(r.repository AS BLOB), earlier, CAST(t.tag AS BLOB), inferred LIMIT 1",
	[QUERY_PLAN_WANTED - QUERY_RUNS_FROM_] =
		"SELECT m.digest FROM image m WHERE EXISTS(SELECT 1 FROM image_repository r WHERE r.image_id=m.digest_id AND "
		"r.standing='deleted') OR (m.standing IN ('tagged','untagged') AND EXISTS(SELECT 1 FROM edge e WHERE "
		"e.from_digest_id=m.digest_id AND e.kind IN ('config','layer','blob','child') AND NOT EXISTS(SELECT 1 FROM item "
		"i JOIN registry g ON g.id=i.registry JOIN current_scan n ON n.id=g.scan JOIN source s ON s.id=n.source "
		"WHERE s.present=1 AND" SPEAKS("g") " AND g.store='registry' AND i.superseded=0 AND i.role_id=word_id('blob-data') AND "
		"i.digest_id=e.to_digest_id AND i.observed_id=i.digest_id) AND EXISTS(SELECT 1 FROM blob b WHERE b.digest_id=e.to_digest_id "
		"AND b.state IN ('intact','recovered')))) ORDER BY m.digest",
	[QUERY_PLAN_BEFORE - QUERY_RUNS_FROM_] =
		"SELECT s.label, n.id AS scan, c.kind, c.path FROM current_scan n JOIN scan c ON c.id=n.id JOIN source s "
		"ON s.id=n.source WHERE s.present=1 ORDER BY s.id LIMIT 1",
	[QUERY_PLAN_TARGET - QUERY_RUNS_FROM_] =
		"WITH want AS MATERIALIZED (SELECT DISTINCT value AS digest FROM json_each(?1)), here AS MATERIALIZED "
		"(SELECT g.id FROM registry g JOIN current_scan n ON n.id=g.scan JOIN source s ON s.id=n.source WHERE "
		"s.present=1 AND" SPEAKS("g") " AND g.store='registry') SELECT 'b' AS what, i.digest, NULL AS repository, NULL AS tag, "
		"i.path, coalesce(i.observed_id=i.digest_id,0) AS whole FROM want w JOIN item i ON i.digest_id=digest_id(w.digest) WHERE "
		"i.role_id=word_id('blob-data') AND i.superseded=0 AND i.registry IN (SELECT id FROM here) UNION ALL SELECT CASE "
		"i.role WHEN 'layer-link' THEN 'l' ELSE 'r' END, i.digest, i.repository, NULL, i.path, 1 FROM want w JOIN "
		"item i ON i.digest_id=digest_id(w.digest) WHERE i.role_id IN (word_id('layer-link'),word_id('revision-link')) AND i.reading='fine' AND "
		"i.superseded=0 AND i.registry IN (SELECT id FROM here) UNION ALL SELECT 't', i.reading_digest, "
		"i.repository, i.tag, i.path, 1 FROM item i JOIN want w ON digest_id(w.digest)=i.reading_digest_id WHERE "
		"i.role_id=word_id('tag-current') AND i.superseded=0 AND i.registry IN (SELECT id FROM here)",
	[QUERY_PLAN_LACKED - QUERY_RUNS_FROM_] =
		"SELECT w.value AS digest, count(DISTINCT e.from_digest) AS n FROM json_each(?1) w JOIN edge e ON "
		"e.to_digest_id=digest_id(w.value) JOIN image m ON m.digest_id=e.from_digest_id WHERE e.kind IN "
		"('config','layer','blob','child') AND m.standing IN ('tagged','untagged') GROUP BY w.value ORDER BY "
		"w.value",
	[QUERY_PLAN_PLACE - QUERY_RUNS_FROM_] =
		"SELECT s.label, c.kind, i.path, i.offset, i.runs FROM blob_copy b JOIN item i ON i.id=b.item JOIN scan c "
		"ON c.id=i.scan JOIN source s ON s.id=c.source WHERE b.digest_id=digest_id(?1) AND b.state IN ('intact','recovered') "
		"ORDER BY b.state, s.present DESC, s.id, i.id LIMIT 1",
	[QUERY_PLAN_SAME - QUERY_RUNS_FROM_] =
		"SELECT count(*) AS before, count(a.id) AS common FROM (SELECT DISTINCT repository, digest FROM item "
		"WHERE scan=(?1->>'$.before.scan') AND role_id=word_id('revision-link') AND reading='fine' AND superseded=0 AND "
		"digest IS NOT NULL) b LEFT JOIN (SELECT min(id) AS id, repository, digest FROM item WHERE scan=?2 AND "
		"role_id=word_id('revision-link') AND reading='fine' AND superseded=0 AND digest IS NOT NULL GROUP BY 2, 3) a ON "
		"a.repository=b.repository AND a.digest=b.digest WHERE b.digest NOT IN (SELECT j.value->>'$.digest' FROM "
		"json_each(?1,'$.steps') j)",
	[QUERY_PLAN_WRITTEN - QUERY_RUNS_FROM_] =
		"SELECT seq FROM output_file WHERE sha256=?1 AND kind='plan' LIMIT 1",
	[QUERY_PLAN_STEPS - QUERY_RUNS_FROM_] =
		"WITH p AS MATERIALIZED (SELECT j.key AS n, j.value->>'$.do' AS what, j.value->>'$.group' AS grp, "
		"j.value->>'$.image' AS image, j.value->>'$.repository' AS repository, CAST(j.value->>'$.digest' AS TEXT) "
		"AS digest, j.value->>'$.tag' AS tag FROM json_each(?1,'$.steps') j), t AS MATERIALIZED (SELECT "
		"repository, tag, min(digest) AS digest FROM (SELECT repository, tag, coalesce(reading_digest,'damaged') "
		"AS digest FROM item WHERE scan=?2 AND role_id=word_id('tag-current') AND superseded=0) GROUP BY repository, tag), r "
		"AS MATERIALIZED (SELECT DISTINCT repository, digest FROM item WHERE scan=?2 AND role_id=word_id('revision-link') AND "
		"reading='fine' AND superseded=0 AND digest IS NOT NULL), l AS MATERIALIZED (SELECT DISTINCT repository, "
		"digest FROM item WHERE scan=?2 AND role_id=word_id('layer-link') AND reading='fine' AND superseded=0 AND digest IS "
		"NOT NULL), b AS MATERIALIZED (SELECT digest, CASE WHEN max(observed_id=digest_id) THEN 'whole' WHEN max(unread "
		"IS NOT NULL OR sha256 IS NULL) THEN 'unread' ELSE 'damaged' END AS bytes FROM item WHERE scan=?2 AND "
		"role_id=word_id('blob-data') AND superseded=0 AND digest IS NOT NULL GROUP BY digest), g AS MATERIALIZED (SELECT "
		"repository, digest, max(time) AS time FROM log_event WHERE event IN ('push','upload-commit','mount') AND "
		"digest IS NOT NULL AND rtrim(time,'Z')>=rtrim(?1->>'$.made','Z') AND coalesce(status,201) BETWEEN 200 "
		"AND 299 GROUP BY repository, digest), h AS MATERIALIZED (SELECT repository, tag, max(time) AS time FROM "
		"log_event WHERE event='push' AND tag IS NOT NULL AND rtrim(time,'Z')>=rtrim(?1->>'$.made','Z') AND "
		"coalesce(status,201) BETWEEN 200 AND 299 GROUP BY repository, tag) SELECT p.*, b.bytes, CASE p.what WHEN "
		"'tag' THEN t.digest WHEN 'blob' THEN l.digest ELSE r.digest END AS named, CASE p.what WHEN 'tag' THEN "
		"h.time ELSE g.time END AS logged FROM p LEFT JOIN b ON b.digest=p.digest LEFT JOIN t ON p.what='tag' AND "
		"t.repository=p.repository AND t.tag=p.tag LEFT JOIN r ON p.what='manifest' AND r.repository=p.repository "
		"AND r.digest=p.digest LEFT JOIN l ON p.what='blob' AND l.repository=p.repository AND l.digest=p.digest "
		"LEFT JOIN g ON g.repository=p.repository AND g.digest=p.digest LEFT JOIN h ON p.what='tag' AND "
		"h.repository=p.repository AND h.tag=p.tag ORDER BY p.n",
	[QUERY_PLAN_EXTRA - QUERY_RUNS_FROM_] =
		"WITH p AS MATERIALIZED (SELECT j.key AS n, j.value->>'$.do' AS what, j.value->>'$.group' AS grp, "
		"j.value->>'$.image' AS image, j.value->>'$.repository' AS repository, CAST(j.value->>'$.digest' AS TEXT) "
		"AS digest, j.value->>'$.tag' AS tag FROM json_each(?1,'$.steps') j), pt AS MATERIALIZED (SELECT DISTINCT "
		"repository, tag FROM p WHERE what='tag'), pr AS MATERIALIZED (SELECT DISTINCT repository, digest FROM p "
		"WHERE what='manifest'), pb AS MATERIALIZED (SELECT DISTINCT digest FROM p), at AS MATERIALIZED (SELECT "
		"repository, tag, coalesce(reading_digest,'damaged') AS digest FROM item WHERE scan=?2 AND "
		"role_id=word_id('tag-current') AND superseded=0), bt AS MATERIALIZED (SELECT repository, tag, "
		"coalesce(reading_digest,'damaged') AS digest FROM item WHERE scan=(?1->>'$.before.scan') AND "
		"role_id=word_id('tag-current') AND superseded=0), ar AS MATERIALIZED (SELECT DISTINCT repository, digest FROM item "
		"WHERE scan=?2 AND role_id=word_id('revision-link') AND reading='fine' AND superseded=0 AND digest IS NOT NULL), br "
		"AS MATERIALIZED (SELECT DISTINCT repository, digest FROM item WHERE scan=(?1->>'$.before.scan') AND "
		"role_id=word_id('revision-link') AND reading='fine' AND superseded=0 AND digest IS NOT NULL), ab AS MATERIALIZED "
		"(SELECT digest, CASE WHEN max(observed_id=digest_id) THEN 'whole' WHEN max(unread IS NOT NULL OR sha256 IS "
		"NULL) THEN 'unread' ELSE 'damaged' END AS bytes FROM item WHERE scan=?2 AND role_id=word_id('blob-data') AND "
		"superseded=0 AND digest IS NOT NULL GROUP BY digest), bb AS MATERIALIZED (SELECT digest, CASE WHEN "
		"max(observed_id=digest_id) THEN 'whole' WHEN max(unread IS NOT NULL OR sha256 IS NULL) THEN 'unread' ELSE "
		"'damaged' END AS bytes FROM item WHERE scan=(?1->>'$.before.scan') AND role_id=word_id('blob-data') AND superseded=0 "
		"AND digest IS NOT NULL GROUP BY digest) SELECT * FROM (SELECT CASE WHEN bt.tag IS NULL THEN 'extra' ELSE "
		"'changed' END AS verdict, 'tag' AS what, at.repository, at.tag, at.digest, bt.digest AS was FROM at LEFT "
		"JOIN bt ON bt.repository=at.repository AND bt.tag=at.tag WHERE at.digest IS NOT bt.digest AND "
		"(at.repository, at.tag) NOT IN pt UNION ALL SELECT 'gone', 'tag', bt.repository, bt.tag, bt.digest, NULL "
		"FROM bt LEFT JOIN at ON bt.repository=at.repository AND bt.tag=at.tag WHERE at.tag IS NULL AND "
		"(bt.repository, bt.tag) NOT IN pt UNION ALL SELECT 'extra', 'manifest', ar.repository, NULL, ar.digest, "
		"NULL FROM ar LEFT JOIN br ON br.repository=ar.repository AND br.digest=ar.digest WHERE br.digest IS NULL "
		"AND (ar.repository, ar.digest) NOT IN pr UNION ALL SELECT 'gone', 'manifest', br.repository, NULL, "
		"br.digest, NULL FROM br LEFT JOIN ar ON br.repository=ar.repository AND br.digest=ar.digest WHERE "
		"ar.digest IS NULL AND (br.repository, br.digest) NOT IN pr UNION ALL SELECT CASE WHEN bb.digest IS NULL "
		"THEN 'extra' ELSE 'changed' END, 'blob', NULL, NULL, ab.digest, bb.bytes FROM ab LEFT JOIN bb ON "
		"bb.digest=ab.digest WHERE ab.digest NOT IN pb AND (bb.digest IS NULL OR (bb.bytes='whole' AND "
		"ab.bytes='damaged')) UNION ALL SELECT 'gone', 'blob', NULL, NULL, bb.digest, NULL FROM bb LEFT JOIN ab "
		"ON bb.digest=ab.digest WHERE ab.digest IS NULL AND bb.digest NOT IN pb) ORDER BY verdict, what, "
		"CAST(repository AS BLOB), CAST(tag AS BLOB), digest",
	[QUERY_DIGEST_PREFIX - QUERY_RUNS_FROM_] =
		"SELECT digest FROM blob WHERE substr(digest,1,length(?1))=?1"
		" OR substr(digest,instr(digest,':')+1,length(?1))=?1 ORDER BY digest LIMIT 2",
	[QUERY_DOCUMENT_BYTES - QUERY_RUNS_FROM_] =
		"SELECT d.bytes, NULL AS recipe FROM document d WHERE d.sha256_id=digest_id(?1)"
		" UNION ALL SELECT r.bytes, r.recipe FROM resynthesis r WHERE r.digest=?1",
	[QUERY_CUSTODY - QUERY_RUNS_FROM_] =
		/* an entry that is no JSON any more is shown by its hash alone */
		"SELECT seq, prev_hash, canon, entry_hash, j->>'$.act' AS act, j->>'$.recorded_at' AS at,"
		" coalesce(j->>'$.performer.given',j->>'$.performer.account') AS who,"
		" coalesce(j->>'$.text',j->>'$.output',j->>'$.path',j->>'$.description',j->>'$.name',j->>'$.case_no',"
		" j->>'$.reason',j->>'$.purpose',j->>'$.kind','') AS what, coalesce(j->>'$.outcome',j->>'$.result') AS result"
		" FROM (SELECT *, CASE WHEN json_valid(CAST(canon AS TEXT)) THEN CAST(canon AS TEXT) ELSE '{}' END AS j"
		" FROM custody_log) ORDER BY seq",
	[QUERY_CUSTODY_LAST - QUERY_RUNS_FROM_] =
		"SELECT seq, prev_hash, canon, entry_hash FROM custody_log ORDER BY seq DESC LIMIT 1",
	[QUERY_CUSTODY_UNFINISHED - QUERY_RUNS_FROM_] =
		"SELECT b.seq, json_extract(CAST(b.canon AS TEXT),'$.kind') AS kind FROM custody_log b WHERE"
		" json_extract(CAST(b.canon AS TEXT),'$.act')='action.begin' AND NOT EXISTS(SELECT 1 FROM custody_log e"
		" WHERE e.seq>b.seq AND json_extract(CAST(e.canon AS TEXT),'$.act')='action.end' AND"
		" json_extract(CAST(e.canon AS TEXT),'$.begins')=b.seq) AND NOT EXISTS(SELECT 1 FROM custody_log u"
		" WHERE u.seq>b.seq AND EXISTS(SELECT 1 FROM json_each(json_extract(CAST(u.canon AS TEXT),'$.unfinished'))"
		" j WHERE j.value=b.seq)) ORDER BY b.seq",
	[QUERY_CUSTODY_CHECKPOINT - QUERY_RUNS_FROM_] =
		"SELECT c.seq, json_extract(j.value,'$.name') AS name, json_extract(j.value,'$.rows') AS rows,"
		" json_extract(j.value,'$.sha256') AS sha256, EXISTS(SELECT 1 FROM custody_log l WHERE l.seq>c.seq AND"
		" json_extract(CAST(l.canon AS TEXT),'$.act')='action.begin') AS later FROM custody_log c,"
		" json_each(json_extract(CAST(c.canon AS TEXT),'$.tables')) j WHERE c.seq=(SELECT max(seq) FROM custody_log"
		" WHERE json_extract(CAST(canon AS TEXT),'$.act') IN ('checkpoint','action.end') AND"
		" json_type(CAST(canon AS TEXT),'$.tables')='array') ORDER BY j.id",
	[QUERY_CUSTODY_CASE - QUERY_RUNS_FROM_] = "SELECT * FROM case_info ORDER BY seq DESC LIMIT 1",
	[QUERY_CUSTODY_LATEST - QUERY_RUNS_FROM_] =
		"SELECT max(j->>'$.recorded_at') AS at FROM (SELECT CAST(canon AS TEXT) AS j FROM custody_log"
		" WHERE json_valid(CAST(canon AS TEXT)))",
	[QUERY_CUSTODY_ITEM - QUERY_RUNS_FROM_] = "SELECT seq FROM exhibit WHERE item_no=?1",
	[QUERY_CUSTODY_PARTY - QUERY_RUNS_FROM_] = "SELECT seq FROM party WHERE party_id=?1",
	[QUERY_CUSTODY_TRANSFER - QUERY_RUNS_FROM_] = "SELECT seq FROM transfer_out WHERE transfer_no=?1",
	[QUERY_CUSTODY_SEQ - QUERY_RUNS_FROM_] = "SELECT seq FROM custody_log WHERE CAST(seq AS TEXT)=?1",
	[QUERY_CUSTODY_OUTPUTS - QUERY_RUNS_FROM_] =
		"SELECT o.seq, o.output, o.name, o.sha256, o.size FROM output_file o WHERE o.seq=(SELECT max(p.seq) FROM"
		" output_file p WHERE p.output=o.output) ORDER BY o.output, o.name",
	[QUERY_CUSTODY_INPUTS - QUERY_RUNS_FROM_] =
		"SELECT c.id AS scan, s.label, c.kind, c.path, c.state, c.size, c.digest, c.items, c.bytes,"
		" c.identity_after AS identity, (SELECT o.text FROM observation o WHERE o.scan=c.id AND o.code='source-within')"
		" AS within FROM scan c JOIN source s ON s.id=c.source WHERE c.run=?1 ORDER BY c.id",
	[QUERY_UPLOAD_CANDIDATES - QUERY_RUNS_FROM_] =
		"SELECT u.id AS item, coalesce(u.state_length,u.size) AS length,"
		" coalesce(u.state_digest,u.sha256) AS received, b.digest AS blob, b.path, b.size, b.offset FROM item u"
		/* in this order: sessions are few, a repository's links are found by it, each names one blob */
		" CROSS JOIN item l ON l.repository_id=u.repository_id AND l.registry=u.registry AND l.scan=u.scan"
		" AND l.role_id=word_id('layer-link') AND l.reading='fine' CROSS JOIN item b ON b.digest_id=l.reading_digest_id AND b.scan=u.scan"
		" AND b.registry=u.registry AND b.role_id=word_id('blob-data') AND b.observed_id=b.digest_id AND b.unread IS NULL"
		" AND b.superseded=0 AND (coalesce(b.runs,'')='' OR (SELECT kind FROM scan WHERE id=u.scan)='image') AND"
		" b.kind='file' WHERE u.scan=?1 AND u.superseded=0 AND u.role IN ('upload-data','upload-hashstate')"
		" AND ((u.role_id=word_id('upload-data') AND u.unread IS NULL AND u.sha256 IS NOT NULL AND u.size BETWEEN 1 AND"
		" b.size-1) OR (u.role_id=word_id('upload-hashstate') AND u.state_digest IS NOT NULL AND u.state_length BETWEEN 1"
		" AND b.size-1)) ORDER BY CAST(u.path AS BLOB), b.digest",
	[QUERY_DATABASES - QUERY_RUNS_FROM_] = /* by the last part of a path, where that is kept by itself: a path is put together for few */
		"WITH named(id) AS MATERIALIZED (SELECT id FROM text WHERE value GLOB '*PG_VERSION' OR value GLOB '*ibdata1' OR value GLOB '*dump.rdb')"
		" SELECT i.id AS item, i.path, i.size, coalesce(i.offset,0) AS offset FROM item i WHERE i.scan=?1 AND"
		" (CASE typeof(i.leaf) WHEN 'integer' THEN i.leaf IN (SELECT id FROM named) ELSE CAST(i.leaf AS TEXT) GLOB '*PG_VERSION' OR"
		" CAST(i.leaf AS TEXT) GLOB '*ibdata1' OR CAST(i.leaf AS TEXT) GLOB '*dump.rdb' END) AND i.kind='file'"
		" AND i.superseded=0 AND (CAST(i.path AS TEXT) IN ('PG_VERSION','ibdata1','dump.rdb') OR CAST(i.path AS TEXT) GLOB '*/PG_VERSION' OR"
		" CAST(i.path AS TEXT) GLOB '*/ibdata1' OR CAST(i.path AS TEXT) GLOB '*/dump.rdb') ORDER BY CAST(i.path AS BLOB), i.id",
	[QUERY_LITE_FILES - QUERY_RUNS_FROM_] = /* what may lie beside is gathered once: the view puts a path together for each item it is asked of */
		"WITH lite AS MATERIALIZED (SELECT i.id, i.path, i.size, coalesce(i.offset,0) AS offset, i.mtime FROM item i WHERE i.scan=?1"
		" AND i.form='sqlite' AND i.kind='file' AND i.superseded=0 AND i.unread IS NULL AND (coalesce(i.runs,'')='' OR"
		" (SELECT kind FROM scan WHERE id=i.scan)='image')),"
		" beside AS MATERIALIZED (SELECT i.id, i.path, coalesce(i.size,0) AS size, coalesce(i.offset,0) AS offset, i.mtime FROM item i"
		" WHERE EXISTS (SELECT 1 FROM lite) AND i.scan=?1 AND i.kind='file' AND i.superseded=0 AND i.unread IS NULL AND"
		" (CAST(i.path AS TEXT) GLOB '*-wal' OR CAST(i.path AS TEXT) GLOB '*-journal'))"
		" SELECT l.id AS item, l.path, l.size, l.offset, l.mtime, w.id AS log_item, w.path AS log_path, coalesce(w.size,0) AS log_size,"
		" coalesce(w.offset,0) AS log_offset, w.mtime AS log_mtime, j.id AS journal_item, j.path AS journal_path, coalesce(j.size,0) AS"
		" journal_size, coalesce(j.offset,0) AS journal_offset, j.mtime AS journal_mtime FROM lite l LEFT JOIN beside w ON"
		" w.path=l.path||'-wal' LEFT JOIN beside j ON j.path=l.path||'-journal' ORDER BY CAST(l.path AS BLOB), l.id",
	[QUERY_FILES_BELOW - QUERY_RUNS_FROM_] = /* ?2 ends with a slash, or is empty: by the directories it may be, since many servers' may be here */
		"WITH place AS MATERIALIZED (SELECT id FROM text WHERE value IN (" DIRECTORY("?2") ", CAST(" DIRECTORY("?2") " AS BLOB)) UNION"
		" SELECT id FROM text WHERE value>=CAST(?2 AS TEXT) AND value<" DIRECTORY("?2") "||'0' UNION"
		" SELECT id FROM text WHERE value>=CAST(?2 AS BLOB) AND value<CAST(" DIRECTORY("?2") "||'0' AS BLOB)),"
		" below AS MATERIALIZED (SELECT id FROM item_row WHERE ?2<>'' AND place IN (SELECT id FROM place) UNION ALL"
		" SELECT r.id FROM (SELECT 1 WHERE ?2='') CROSS JOIN item_row r WHERE r.scan=?1)"
		" SELECT i.id AS item, i.path, i.size, coalesce(i.offset,0) AS offset, coalesce(i.runs,'') AS runs FROM below b JOIN item i ON i.id=b.id"
		" WHERE i.scan=?1 AND i.kind='file' AND i.superseded=0 AND i.unread IS NULL AND"
		" substr(CAST(i.path AS BLOB),1,length(CAST(?2 AS BLOB)))=CAST(?2 AS BLOB) ORDER BY CAST(i.path AS BLOB), i.id",
	[QUERY_SAID - QUERY_RUNS_FROM_] =
		"SELECT annotations AS text FROM reference WHERE annotations IS NOT NULL UNION ALL SELECT annotations FROM"
		" document WHERE annotations IS NOT NULL UNION ALL SELECT labels FROM document WHERE labels IS NOT NULL",
	[QUERY_FILE_HELD - QUERY_RUNS_FROM_] =
		"SELECT s.label, i.path FROM item i JOIN current_scan c ON c.id=i.scan JOIN source s ON s.id=c.source WHERE"
		" i.sha256_id=digest_id(?1) AND i.unread IS NULL ORDER BY s.id, CAST(i.path AS BLOB) LIMIT 1",
	[QUERY_WRONG_BLOBS - QUERY_RUNS_FROM_] =
		"SELECT i.id AS item, i.digest, i.path, i.size, coalesce(i.offset,0) AS offset, i.form='tar' AS tar, i.observed,"
		" coalesce((SELECT max(r.size) FROM reference r WHERE r.digest_id=i.digest_id),0) AS declared FROM item i WHERE"
		" i.scan=?1 AND i.role_id IN (word_id('blob-data'),word_id('store-blob')) AND i.digest_id IS NOT NULL AND i.observed_id<>i.digest_id AND"
		" i.unread IS NULL AND i.superseded=0 AND i.kind='file' AND i.size>0 AND i.size=i.bytes_read AND NOT"
		/* the bytes of another blob are known by their digest, and nothing more is to be found */
		" EXISTS(SELECT 1 FROM item o WHERE o.digest_id=i.observed_id AND o.scan=i.scan AND o.kind='file') AND"
		" (coalesce(i.runs,'')='' OR (SELECT kind FROM scan WHERE id=i.scan)='image') ORDER BY i.ordinal",
	[QUERY_IMAGE_SCANS - QUERY_RUNS_FROM_] =
		"SELECT n.id AS scan, n.path, s.label, n.scope IS NOT NULL AS scoped FROM chosen c JOIN scan n ON n.id=c.scan"
		" JOIN source s ON s.id=n.source WHERE n.kind='image' ORDER BY s.id",
	[QUERY_TARGETS - QUERY_RUNS_FROM_] =
		/* what was recovered before stays wanted, so that a second search goes the same way; what nothing named not */
		"SELECT b.digest, b.size, b.state='recovered' AS found FROM blob b WHERE b.state<>'intact' AND b.digest LIKE"
		" 'sha256:%' AND (b.state<>'recovered' OR EXISTS(SELECT 1 FROM item i JOIN recovery v ON v.item=i.id WHERE"
		" i.digest_id=b.digest_id AND i.role_id=word_id('recovered') AND v.named=1)) ORDER BY b.digest",
	[QUERY_HELD - QUERY_RUNS_FROM_] =
		"SELECT DISTINCT i.sha256 AS digest FROM item i WHERE i.scan=?1 AND i.sha256_id IS NOT NULL AND i.unread IS NULL"
		" AND i.role_id=word_id('blob-data') ORDER BY i.sha256",
	[QUERY_RESYNTH_LAYERS - QUERY_RUNS_FROM_] =
		"SELECT l.sha256, l.diff_id, l.inflated, max(i.size) AS size, max(i.form) AS form FROM layer l"
		" JOIN item i ON i.sha256_id=digest_id(l.sha256) WHERE l.whole=1 AND l.diff_id IS NOT NULL"
		" GROUP BY l.sha256 UNION SELECT r.digest, r.diff_id, r.inflated, r.size, CASE WHEN r.encoder LIKE '%zstd%' THEN 'zstd'"
		" ELSE 'gzip' END FROM rebuilt r WHERE r.encoder NOT LIKE 'mended %' AND NOT EXISTS(SELECT 1 FROM item i WHERE"
		" i.sha256_id=digest_id(r.digest)) ORDER BY 1",
	[QUERY_RESYNTH_CONFIGS - QUERY_RUNS_FROM_] =
		"SELECT d.sha256, length(d.bytes) AS size, d.created, x.digest AS diff_id, (SELECT h.comment"
		" FROM history h WHERE h.document_id=d.sha256_id ORDER BY h.position DESC LIMIT 1) AS comment,"
		" EXISTS(SELECT 1 FROM reference r WHERE r.digest_id=d.sha256_id AND r.rel='config' AND r.reading=0) AS named FROM document d"
		" LEFT JOIN diff_id x ON x.document_id=d.sha256_id WHERE d.kind='config'"
		" ORDER BY d.sha256, x.position",
	[QUERY_RESYNTH_STATEMENTS - QUERY_RUNS_FROM_] =
		"SELECT sha256, length(bytes) AS size, json_extract(CAST(bytes AS TEXT),'$.predicateType')"
		" AS predicate FROM document WHERE kind='statement' AND json_valid(CAST(bytes AS TEXT))"
		" ORDER BY sha256",
	[QUERY_RESYNTH_LOST - QUERY_RUNS_FROM_] =
		"WITH said AS MATERIALIZED (" SAID_SIZES ") SELECT DISTINCT i.digest, coalesce((SELECT"
		" max(r.size) FROM reference r WHERE r.digest_id=i.digest_id AND r.reading=0),(SELECT s.size"
		" FROM said s WHERE s.digest=i.digest)) AS size FROM item i WHERE i.role_id=word_id('layer-link') AND i.digest_id IS NOT NULL"
		" AND NOT EXISTS(SELECT 1 FROM item k WHERE k.sha256_id=i.digest_id) ORDER BY i.digest",
	[QUERY_RESYNTH_NAMED - QUERY_RUNS_FROM_] =
		"WITH said AS MATERIALIZED (" SAID_SIZES ") SELECT DISTINCT x.other AS diff_id, x.digest, "
		SIZE_OF("x.digest") " AS size FROM naming x"
		" WHERE x.kind='diff-id' AND x.digest IS NOT NULL AND x.other IS NOT NULL"
		" AND NOT EXISTS(SELECT 1 FROM layer l WHERE l.sha256=x.digest AND l.whole=1)"
		" ORDER BY x.other, x.digest",
	[QUERY_RESYNTH_LISTED - QUERY_RUNS_FROM_] =
		"WITH said AS MATERIALIZED (" SAID_SIZES ") SELECT e.parent, e.position, e.digest, e.media_type,"
		" coalesce(e.size,(SELECT max(i.size) FROM item i WHERE i.sha256_id=digest_id(e.digest)),(SELECT max(r.size)"
		" FROM reference r WHERE r.digest_id=digest_id(e.digest) AND r.reading=0),(SELECT s.size FROM said s"
		" WHERE s.digest=e.digest)) AS size, EXISTS(SELECT 1 FROM item i WHERE i.sha256_id=digest_id(e.digest))"
		" AS held FROM log_event e WHERE e.parent IS NOT NULL AND e.position IS NOT NULL"
		" AND NOT EXISTS(SELECT 1 FROM document d WHERE d.sha256_id=digest_id(e.parent))"
		" ORDER BY e.parent, e.scan, e.id",
	[QUERY_RESYNTH_BASES - QUERY_RUNS_FROM_] =
		"SELECT sha256 AS digest FROM document WHERE image_kind IS NOT NULL UNION SELECT digest FROM item"
		" WHERE digest_id IS NOT NULL AND role_id IN (word_id('revision-dir'),word_id('revision-link'),word_id('tag-index')) UNION SELECT digest"
		" FROM naming WHERE kind IN ('tag','listed','known','cached') AND digest IS NOT NULL ORDER BY 1",
	[QUERY_RESYNTH_CHILDREN - QUERY_RUNS_FROM_] =
		"SELECT d.sha256, length(d.bytes) AS size, d.media_type, c.architecture, c.os, c.variant"
		" FROM document d LEFT JOIN reference r ON r.document_id=d.sha256_id AND r.rel='config'"
		" AND r.reading=0 LEFT JOIN document c ON c.sha256_id=r.digest_id"
		" WHERE d.image_kind IN ('image','artifact') GROUP BY d.sha256 ORDER BY d.sha256",
	[QUERY_RESYNTH_GROUPS - QUERY_RUNS_FROM_] =
		/* first the repositories that name what has no bytes: bounds bite on the others */
		"WITH lacks AS MATERIALIZED (SELECT DISTINCT registry, repository FROM item i WHERE i.digest_id IS NOT NULL AND"
		" i.role_id IN (word_id('revision-dir'),word_id('revision-link'),word_id('tag-index'),word_id('tag-index-dir')) AND i.registry IS NOT NULL AND"
		" NOT EXISTS(SELECT 1 FROM item k WHERE k.sha256_id=i.digest_id))"
		" SELECT i.registry, i.repository, i.digest FROM item i WHERE i.digest_id IS NOT NULL"
		" AND i.role_id IN (word_id('revision-dir'),word_id('revision-link')) AND i.registry IS NOT NULL"
		" GROUP BY i.registry, i.repository, i.digest"
		" ORDER BY (i.registry, i.repository) NOT IN lacks, i.registry, CAST(i.repository AS BLOB), min(i.mtime), i.digest",
	[QUERY_RESYNTH_PLATFORM - QUERY_RUNS_FROM_] =
		"SELECT architecture, os, variant FROM document WHERE sha256_id=digest_id(?1)",
	[QUERY_BLOB_PLACES - QUERY_RUNS_FROM_] =
		"SELECT i.path, i.size, i.offset, i.runs, i.scan, c.kind, c.compression, s.label, c.identity_after AS identity,"
		" (SELECT v.method FROM recovery v WHERE v.item=i.id ORDER BY v.n LIMIT 1) AS method,"
		" c.path AS source_path FROM (SELECT item, state FROM blob_copy WHERE digest_id=digest_id(?1) AND state IN ('intact','recovered')"
		" UNION SELECT k.id, CASE k.role WHEN 'recovered' THEN 'recovered' ELSE 'intact' END FROM item k JOIN current_scan n"
		" ON n.id=k.scan WHERE k.sha256_id=digest_id(?1) AND k.kind='file' AND k.unread IS NULL AND k.superseded=0) b JOIN item i ON"
		" i.id=b.item JOIN scan c ON c.id=i.scan JOIN source s ON s.id=c.source"
		" ORDER BY b.state, s.present DESC, s.id, i.id",
	[QUERY_REBUILT - QUERY_RUNS_FROM_] = REBUILT_HELD,
	[QUERY_REBUILT_FROM - QUERY_RUNS_FROM_] =
		"SELECT tar, diff_id AS other, encoder, size, inflated, program FROM recompression WHERE digest=?1",
	[QUERY_FILE_AT - QUERY_RUNS_FROM_] =
		"SELECT i.path, i.size, i.offset, i.runs, i.scan, i.sha256, c.kind, c.compression, s.label, c.identity_after AS identity,"
		" c.path AS source_path FROM item i JOIN scan c ON c.id=i.scan JOIN source s ON s.id=c.source WHERE i.scan=?1 AND"
		/* by the index on place, hex, leaf: a layer has many files */
		" i.place IS path_place(?2) AND i.hex IS path_hex(?2) AND i.leaf IS path_leaf(?2) AND i.kind='file' AND i.unread"
		" IS NULL AND i.superseded=0",
	[QUERY_UNPACKED - QUERY_RUNS_FROM_] =
		"SELECT x.kind, x.tag, i.path, i.scan FROM naming x JOIN item i ON i.id=x.item JOIN current_scan n ON n.id=i.scan"
		" WHERE x.digest=?1 AND x.kind IN ('held','unpacked') ORDER BY i.scan, i.path, x.tag",
	[QUERY_REBUILD_WANTED - QUERY_RUNS_FROM_] =
		/* a digest is a row for each diff_id that something says of it; without one, where nothing does */
		"WITH lost AS MATERIALIZED (SELECT b.digest, (SELECT CASE WHEN min(r.size)=max(r.size) THEN max(r.size) END FROM"
		" reference r WHERE r.digest_id=b.digest_id AND r.reading=0) AS size, b.media_type FROM blob b WHERE b.state NOT IN"
		" ('intact','recovered','foreign') AND b.kind IN ('layer','unknown') AND b.digest NOT IN (SELECT digest FROM"
		" resynthesis UNION ALL SELECT digest FROM recompression WHERE encoder LIKE 'mended %') AND b.digest_id NOT IN (SELECT digest_id FROM image)), said AS MATERIALIZED (SELECT e.to_digest AS digest,"
		" e.diff_id_claimed AS diff_id FROM edge e WHERE e.kind='layer' AND e.diff_id_claimed IS NOT NULL UNION"
		" SELECT x.digest, x.other FROM naming x WHERE x.kind='diff-id' AND x.digest IS NOT NULL AND x.other IS NOT NULL"
		" UNION SELECT c.layer, c.diff_id FROM candidate c WHERE c.layer IS NOT NULL)"
		" SELECT l.digest, l.size, coalesce(l.media_type,(SELECT min(e.media_type) FROM edge e WHERE"
		" e.to_digest_id=digest_id(l.digest))) AS media_type, s.diff_id, EXISTS(SELECT 1 FROM rebuilt k WHERE k.digest=l.digest) AS done"
		" FROM lost l LEFT JOIN said s ON s.digest=l.digest ORDER BY l.digest, s.diff_id",
	[QUERY_REBUILD_TARS - QUERY_RUNS_FROM_] =
		"SELECT k.sha256, 0 AS packed, min(k.size) AS inflated FROM item k JOIN current_scan n ON n.id=k.scan WHERE"
		" k.sha256_id=digest_id(?1) AND k.kind='file' AND k.unread IS NULL AND k.superseded=0 GROUP BY 1 UNION ALL SELECT l.sha256, 1,"
		" l.inflated FROM layer l WHERE l.diff_id=?1 AND l.sha256<>?1 AND l.whole=1 AND EXISTS(SELECT 1 FROM item k JOIN"
		" current_scan n ON n.id=k.scan WHERE k.sha256_id=digest_id(l.sha256) AND k.kind='file' AND k.unread IS NULL AND k.superseded=0)"
		" ORDER BY packed, 1 LIMIT 1",
	[QUERY_REBUILD_NEAR - QUERY_RUNS_FROM_] =
		"SELECT DISTINCT x.digest AS diff_id FROM blob_repository p JOIN blob_repository q ON q.registry=p.registry AND"
		" q.repository=p.repository JOIN diff_id x ON x.document_id=q.digest_id WHERE p.digest_id=digest_id(?1) AND x.digest IS NOT NULL AND"
		" NOT EXISTS(SELECT 1 FROM blob b WHERE b.diff_id_id=x.digest_id AND b.state IN ('intact','recovered') AND b.kind='layer'"
		" AND EXISTS(SELECT 1 FROM blob_repository z WHERE z.digest_id=b.digest_id AND z.registry=p.registry AND"
		" z.repository_id=p.repository_id))"
		" ORDER BY 1",
	[QUERY_REBUILD_INTACT - QUERY_RUNS_FROM_] =
		"WITH near(registry, repository) AS MATERIALIZED (SELECT DISTINCT registry, repository FROM blob_repository WHERE"
		" ?1 IS NULL OR digest_id=digest_id(?1) UNION SELECT i.registry, i.repository FROM image_repository i JOIN edge e ON"
		" e.from_digest_id=i.image_id WHERE e.to_digest_id=digest_id(?1)), ranked AS (SELECT l.sha256, l.diff_id, l.inflated, row_number() OVER"
		" (PARTITION BY p.registry, p.repository ORDER BY l.inflated, l.sha256) AS rank FROM near a JOIN blob_repository p ON"
		" p.registry=a.registry AND p.repository=a.repository JOIN blob b ON b.digest_id=p.digest_id JOIN layer l ON"
		" digest_id(l.sha256)=p.digest_id WHERE b.state IN ('intact','recovered') AND b.kind='layer' AND l.whole=1 AND l.trailing=0 AND"
		" l.is_tar=1 AND l.diff_id<>l.sha256), top AS MATERIALIZED (SELECT r.registry, r.repository, r.image_id, max(e.position) AS"
		" position FROM image_repository r JOIN edge e ON e.from_digest_id=r.image_id AND e.kind='layer' WHERE ?1 IS NULL GROUP BY 1, 2, 3),"
		/* of all repositories: their images' uppermost layers too, which show who pushed */
		" highest AS (SELECT l.sha256, l.diff_id, l.inflated, dense_rank() OVER (PARTITION BY t.registry, t.repository ORDER BY"
		" l.inflated, l.sha256) AS rank FROM top t JOIN edge e ON e.from_digest_id=t.image_id AND e.kind='layer' AND"
		" e.position=t.position JOIN layer l ON l.sha256=e.to_digest JOIN blob b ON b.digest_id=e.to_digest_id WHERE b.state IN"
		" ('intact','recovered') AND l.whole=1 AND l.trailing=0 AND l.is_tar=1 AND l.diff_id<>l.sha256) SELECT r.sha256, r.diff_id,"
		" min(r.inflated) AS inflated, (SELECT t.encoder FROM toolmark t WHERE t.sha256=r.sha256) AS encoder FROM (SELECT * FROM"
		" ranked WHERE rank<=3 UNION SELECT * FROM highest WHERE rank<=4) r GROUP BY r.sha256 ORDER BY inflated,"
		" r.sha256",
	[QUERY_TOOLMARKS - QUERY_RUNS_FROM_] =
		"SELECT p.repository, t.encoder, count(DISTINCT t.sha256) AS layers, min(t.sha256) AS layer FROM toolmark t JOIN"
		" blob_repository p ON p.digest_id=digest_id(t.sha256) JOIN blob b ON b.digest_id=p.digest_id WHERE b.state IN"
		" ('intact','recovered') GROUP BY p.registry, p.repository, t.encoder ORDER BY CAST(p.repository AS BLOB), p.registry, layers DESC,"
		" t.encoder",
	[QUERY_TOOL_TOPS - QUERY_RUNS_FROM_] =
		"WITH top AS MATERIALIZED (SELECT r.registry, r.repository, r.image_id, max(e.position) AS position FROM image_repository r"
		" JOIN edge e ON e.from_digest_id=r.image_id AND e.kind='layer' GROUP BY 1, 2, 3), mark AS (SELECT t.registry, t.repository,"
		" t.image_id, e.to_digest AS layer, CASE WHEN m.encoder GLOB 'go-gzip-[2-8]' THEN 'go-gzip-6' WHEN m.encoder GLOB"
		" 'zlib-[2-8]' THEN 'zlib-6' ELSE m.encoder END AS encoder FROM top t JOIN edge e ON e.from_digest_id=t.image_id AND"
		" e.kind='layer' AND e.position=t.position JOIN toolmark m ON m.sha256=e.to_digest WHERE m.encoder<>'none')"
		" SELECT x.registry, x.repository, x.encoder, count(DISTINCT x.image_id) AS images, i.id AS item, i.scan FROM mark x JOIN item i"
		" ON i.id=(SELECT min(k.item) FROM blob_copy k WHERE k.digest_id=digest_id(x.layer) AND k.state IN ('intact','recovered'))"
		" GROUP BY x.registry, x.repository, x.encoder HAVING x.layer=min(x.layer) ORDER BY x.registry, CAST(x.repository AS BLOB),"
		" images DESC, x.encoder",
	[QUERY_MENDABLE - QUERY_RUNS_FROM_] =
		"SELECT b.digest, coalesce((SELECT max(r.size) FROM reference r WHERE r.digest_id=b.digest_id AND r.reading=0),0) AS declared,"
		" i.id AS item, i.scan, i.sha256 AS bytes, i.size, (SELECT min(o.offset) FROM observation o WHERE o.item=i.id AND"
		" o.code='blob-corrupt' AND o.length=1) AS flip, EXISTS(SELECT 1 FROM recompression x WHERE x.digest=b.digest) AS done,"
		" row_number() OVER (PARTITION BY b.digest ORDER BY i.id) AS nth FROM blob b JOIN blob_copy k ON k.digest_id=b.digest_id JOIN item i ON i.id=k.item JOIN scan c ON c.id=i.scan JOIN"
		" source s ON s.id=c.source WHERE b.state IN ('corrupt','truncated') AND b.digest LIKE 'sha256:%' AND k.state IN"
		" ('corrupt','truncated') AND i.sha256_id IS NOT NULL AND i.size>0 ORDER BY b.digest, s.present DESC, s.id, i.id",
	[QUERY_PART_SCANS - QUERY_RUNS_FROM_] =
		"SELECT c.id, s.label, c.kind, c.path, c.compression, c.depth, c.scope, c.limits, c.state, c.identity_before AS before,"
		" c.identity_after AS after, c.digest, c.size, c.out_of_scope, (SELECT value FROM meta WHERE key='walked '||c.id) AS walked"
		" FROM scan c JOIN source s ON s.id=c.source WHERE c.id=(SELECT max(n.id) FROM scan n WHERE n.source=c.source AND"
		" n.state<>'abandoned') ORDER BY CAST(s.label AS BLOB)",
	[QUERY_PART_CHAINS - QUERY_RUNS_FROM_] =
		"SELECT e.seq, e.j->>'$.name' AS name, e.j->>'$.part' AS part, e.j->>'$.head' AS head, e.j->>'$.entries' AS entries,"
		" c.key AS n, c.value AS canon FROM (SELECT seq, CAST(canon AS TEXT) AS j FROM custody_log WHERE json_valid(CAST(canon AS"
		" TEXT))) e JOIN json_each(e.j,'$.chain') c WHERE e.j->>'$.act'='part.merged' ORDER BY e.seq, c.key",
	[QUERY_READ_PATHS - QUERY_RUNS_FROM_] = "SELECT DISTINCT path FROM scan ORDER BY CAST(path AS BLOB)",
	[QUERY_SEEK_POINTS - QUERY_RUNS_FROM_] =
		"SELECT inn, out, bits, window FROM seek_point WHERE scan=?1 ORDER BY out",
};

struct rows {
	struct casedb *db;
	sqlite3_stmt *st;
	unsigned query;
	bool failed;
};

int rows_open(struct casedb *db, unsigned query, struct rows **out, struct fault *f)
{
	const char *sql = NULL;
	struct rows *r;

	*out = NULL;
	if (query >= QUERY_RUNS_FROM_ && query < QUERY_RUNS_TO_)
		sql = run_queries[query - QUERY_RUNS_FROM_];
	else if (query < casedb_query_count && query < QUERY_RUNS_FROM_)
		sql = casedb_queries[query];
	if (sql == NULL)
		return fault_set(f, FAULT_INTERNAL, 0, "no such query: %u", query);
	if (db->query_open[query])
		return fault_set(f, FAULT_INTERNAL, 0, "query %u is open already", query);
	if (db->query[query] == NULL &&
	    sqlite3_prepare_v3(db->sql, sql, -1, SQLITE_PREPARE_PERSISTENT,
	                       &db->query[query], NULL) != SQLITE_OK)
		return casedb_fault(db, f, sql);
	r = (struct rows *)calloc(1, sizeof *r);
	if (r == NULL)
		return fault_memory(f, sizeof *r);
	r->db = db;
	r->st = db->query[query];
	r->query = query;
	db->query_open[query] = true;
	*out = r;
	return 0;
}

static int bound(struct rows *r, int rc, struct fault *f)
{
	return rc == SQLITE_OK ? 0 : casedb_fault(r->db, f, "cannot bind");
}

int rows_bind_text(struct rows *r, int at, struct span text, struct fault *f)
{
	return bound(r,
	             sqlite3_bind_text64(r->st, at, text.p == NULL ? "" : (const char *)text.p, text.n,
	                                 SQLITE_TRANSIENT, SQLITE_UTF8),
	             f);
}

int rows_bind_name(struct rows *r, int at, struct span name, struct fault *f)
{
	if (name.n == 0 || quote_plain(name))
		return rows_bind_text(r, at, name, f);
	return bound(r, sqlite3_bind_blob64(r->st, at, name.p, name.n, SQLITE_TRANSIENT), f);
}

int rows_bind_int(struct rows *r, int at, int64_t n, struct fault *f)
{
	return bound(r, sqlite3_bind_int64(r->st, at, n), f);
}

int rows_next(struct rows *r, struct fault *f)
{
	int rc = sqlite3_step(r->st);

	if (rc == SQLITE_ROW)
		return 0;
	if (rc == SQLITE_DONE)
		return CASEDB_END;
	r->failed = true;
	return casedb_fault(r->db, f, "cannot list");
}

void rows_close(struct rows *r)
{
	if (r == NULL)
		return;
	(void)sqlite3_reset(r->st);
	(void)sqlite3_clear_bindings(r->st);
	r->db->query_open[r->query] = false;
	free(r);
}

static int column(const struct rows *r, const char *name)
{
	int n = sqlite3_column_count(r->st);

	for (int i = 0; i < n; i++)
		if (strcmp(sqlite3_column_name(r->st, i), name) == 0)
			return i;
	return -1;
}

bool rows_has(const struct rows *r, const char *name)
{
	int at = column(r, name);

	return at >= 0 && sqlite3_column_type(r->st, at) != SQLITE_NULL;
}

struct span rows_span(const struct rows *r, const char *name)
{
	int at = column(r, name);

	return at < 0 ? SPAN_NONE : column_span(r->st, at);
}

int64_t rows_int(const struct rows *r, const char *name)
{
	int at = column(r, name);

	return at < 0 ? 0 : sqlite3_column_int64(r->st, at);
}

double rows_real(const struct rows *r, const char *name)
{
	int at = column(r, name);

	return at < 0 ? 0 : sqlite3_column_double(r->st, at);
}
