/* casedb/query_log.c - the SQL of lists about logs: how each was understood, what time they cover, what two share. */
#include "casedb/private.h"

/* clang-format off */ /* it would take the sentences of SQL apart at every macro */

#define BYTES(column) "CAST(" column " AS BLOB)"

const char casedb_query_logs[] =
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
const char casedb_query_log_spans[] =
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
const char casedb_query_log_shared[] =
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
