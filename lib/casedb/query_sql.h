/*
 * casedb/query_sql.h - inside of the room: what the texts of SQL share, and those of query_search.c.
 */
#ifndef CASEDB_QUERY_SQL_H
#define CASEDB_QUERY_SQL_H

/* Of registry g: no other root speaks for it. */
#define SPEAKS(g) " " g ".id NOT IN (SELECT registry FROM kinship WHERE stated<>0)"

/* An item or registry's source: g is the registry, c its scan, s the source. */
#define VIA_REGISTRY(table)                                                                        \
	" JOIN registry g ON g.id=" table ".registry JOIN scan c ON c.id=g.scan"                   \
	" JOIN source s ON s.id=c.source"
#define WANTED_PLACE                                                                               \
	" (?1 IS NULL OR s.label=?1 OR s.label_shown=?1)"                                          \
	" AND (?2 IS NULL OR g.path=?2 OR g.path_shown=?2)"
/* ?3 the name, and when that is a pattern ?15 it in the words of GLOB. */
#define WANTED_REPOSITORY(column)                                                                  \
	" (?3 IS NULL OR " column "=?3 OR (?15 IS NOT NULL AND CAST(" column " AS TEXT) GLOB ?15))"
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

/*
 * Of an image_repository row: deleted by the words of the interface, but nothing shows that it was ever an entry there. Its
 * grounds are places in documents (an index lists what was never pushed, a subject lies elsewhere) or a tag named after
 * its digest (signatures may lie in a repository of their own), or lies in lost+found: what a check of the file system put
 * there is a piece, and what is not beside it was not deleted for that.
 */
#define ONLY_NAMED(r) \
	"(" r ".standing='deleted' AND EXISTS(SELECT 1 FROM because y WHERE y.owner_word=word_id('image_repository') AND y.owner_id=" r ".id)" \
	" AND NOT EXISTS(SELECT 1 FROM because y LEFT JOIN item o ON o.id=y.item WHERE y.owner_word=word_id('image_repository')" \
	" AND y.owner_id=" r ".id AND (y.pointer IS NULL OR o.role='store-names') AND NOT coalesce(instr(CAST(o.tag AS TEXT)," \
	" substr(" r ".image,8))>0,0) AND NOT coalesce(instr('/'||CAST(o.path AS TEXT),'/lost+found/')>0,0)))"

#define IMAGE_COLUMNS                                                                              \
	"m.digest, m.state, m.media_type, m.media_type_inferred, m.kind, m.standing,"              \
	" m.completeness, m.origin, m.grade, m.size, m.total_size, m.created, m.config, m.subject," \
	" coalesce((SELECT state FROM blob WHERE digest_id=m.config_id),'missing') AS config_state,"                     \
	" (SELECT recipe FROM resynthesis WHERE digest=m.digest) AS recipe,"                       \
	" (SELECT producer FROM resynthesis WHERE digest=m.digest) AS recipe_of,"                  \
	" (SELECT searched_size FROM resynthesis WHERE digest=m.digest) AS recipe_searched_size"

extern const char query_at[];
extern const char query_tag_spans[];
extern const char query_timeline[];
extern const char query_collections[];
extern const char query_told[];
extern const char query_existed[];
extern const char query_lost[];
extern const char query_story[];
extern const char query_find[];
extern const char query_candidate_names[];
extern const char query_wanted[];
extern const char query_logs[];
extern const char query_log_spans[];
extern const char query_log_shared[];
extern const char query_logged_parts[];
extern const char query_logged_events[];
extern const char query_logged_deletions[];
extern const char query_logged_collections[];
extern const char query_scan_of[];
extern const char query_entries[];
extern const char query_changes[];
extern const char query_vanished[];
extern const char query_check_state[];
extern const char query_matrix[];

#endif
