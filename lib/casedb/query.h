/*
 * casedb/query.h - the queries of lists and reports by number: a second door of the room, for
 * rows_open(). Every line is sorted by content, never by arrival.
 *
 * Filters of lists have the same parameter everywhere; one that is not bound does not filter:
 * ?1 source label, ?2 registry path, ?3 repository, ?4 tag, ?5 beginning of a digest (with or
 * without its algorithm), ?6 standing, ?7 completeness, ?8 state, ?9 severity (that and worse),
 * ?10 not before, ?11 not after (RFC 3339 without "Z"), ?12 label of the only source that holds it,
 * ?13 beginning of the digest of an image that needs it, ?14 beginning of the digest of a blob it needs,
 * ?15 the repository again, when it is a pattern, in the words of SQLite's GLOB.
 */
#ifndef CASEDB_QUERY_H
#define CASEDB_QUERY_H

/* Lists: one row a line. */
#define QUERIES_LISTS(X)                                                                           \
	X(IMAGES)                                                                                  \
	X(TAGS)                                                                                    \
	X(BLOBS)                                                                                   \
	X(REPOS)                                                                                   \
	X(UPLOADS)                                                                                 \
	X(TIMELINE)                                                                                \
	X(AT)                                                                                      \
	X(TAG_SPANS) /* every target of every tag, the reading that tells it, is it of the present */ \
	X(FINDINGS)                                                                                \
	X(SOURCES)                                                                                 \
	X(RUNS)

/* Nested: what belongs to one line, ?1 (and ?2) being its key. */
#define QUERIES_NESTED(X)                                                                          \
	X(IMAGE_REPOSITORIES) /* ?1 image */                                                       \
	X(IMAGE_TAGS)         /* ?1 image */                                                       \
	X(LOGGED_PARTS)       /* ?1 image; else NULL, ?2 repository, ?3 tag: what logs let infer below it */ \
	X(LOGGED_EVENTS)      /* the same: what logs tell of it */                                 \
	X(LOGGED_DELETIONS)   /* by what was deleted, then by time */                              \
	X(LOGGED_COLLECTIONS) /* what collectors wrote, as it stands in each log */                \
	X(IMAGE_CONFIG)       /* ?1 image */                                                       \
	X(IMPACT)             /* blobs that images lack */                                         \
	X(WRONG_LAYERS)       /* ?1 image: layers that a finding says its config does not name */          \
	X(IMAGE_LAYERS)       /* ?1 image */                                                       \
	X(IMAGE_LISTINGS)     /* ?1 image: its layers, base first, with their listings */          \
	X(TOC_NAMED)          /* ?1 blob: digests of its table of contents that descriptors of proven documents name */ \
	X(CATALOGUED)         /* ?1 layer or NULL: the first damaged layer whose table was read */  \
	X(READABLE)           /* the first damaged gzip layer of which files could be read */        \
	X(LISTINGS)           /* every layer's listing */                                          \
	X(IMAGE_CHILDREN)     /* ?1 image */                                                       \
	X(IMAGE_MISSING)      /* ?1 image */                                                       \
	X(IMAGE_LAME)         /* ?1 image: descriptors that lead nowhere */                        \
	X(IMAGE_SOURCES)      /* ?1 image */                                                       \
	X(IMAGE_REFERRERS)    /* ?1 image: what names it as subject, or signs it */                \
	X(IMAGE_PARENTS)      /* ?1 image: indexes that list it */                                 \
	X(BLOB_REPOSITORIES)  /* ?1 blob */                                                        \
	X(BLOB_REFERENCED)    /* ?1 blob */                                                        \
	X(BLOB_DIFF_ID_OF)    /* ?1 diff_id */                                                     \
	X(BLOB_COPIES)        /* ?1 blob */                                                        \
	X(VOLUMES)            /* ?1 scan: of an image, in their order */                           \
	X(SOURCE_REGISTRIES)  /* ?1 scan */                                                        \
	X(BECAUSE)            /* ?1 owner, ?2 its id */

/* Single things and counts. */
#define QUERIES_SINGLE(X)                                                                          \
	X(IMAGE)         /* ?1 digest */                                                           \
	X(IMAGE_GROUP)   /* ?1 standing: images in it, for the report */                           \
	X(BLOB)          /* ?1 digest */                                                           \
	X(BLOBS_HARMED)  /* blobs that are neither intact nor recovered nor only named */          \
	X(BLOBS_MISSING) /* missing blobs that proven documents need */                            \
	X(FINDINGS_OF)   /* ?1 code */                                                             \
	X(DOCUMENT)      /* ?1 digest of a blob */                                                 \
	X(HISTORY)       /* ?1 document */                                                         \
	X(DIFF_IDS)      /* ?1 document */                                                         \
	X(JSON_MEMBERS)  /* ?1 JSON text */                                                        \
	X(COLLECTIONS) /* events of collections, and the generation that explains them */          \
	X(STORY)       /* the timeline in short: what was done to tags and images, each once */     \
	X(TOLD)        /* the timeline without what is told of every blob; sec: for the picture */ \
	X(EXISTED)     /* images no current tag of the present names */                             \
	X(LOST)        /* by name: what a repository of the present lost, restorable first */       \
	X(CANDIDATE_NAMES) /* what documents call an image, and no tag proves */                    \
	X(FIND)        /* ?1 pattern of LIKE */                                                    \
	X(WANTED)      /* ?1 digest */                                                             \
	X(LOGS)        /* each log and how it was understood */                                    \
	X(LOG_SPANS)   /* by class: first and last time, whole months, largest hole */             \
	X(LOG_SHARED)  /* logs that share lines: how many are in both, in the one, in the other */ \
	X(SCAN_OF)     /* ?1 label: the newest finished scan of that source */                      \
	X(ENTRIES)     /* ?1 scan or unbound: all that count; ?2 bound: with the registry path */   \
	X(ENTRIES_OTHER) /* the same, for the other side of a comparison */                        \
	X(MATRIX)      /* every digest and who holds it */                                         \
	X(CHANGES)     /* ?1 older scan, ?2 newer: counts */                                        \
	X(VANISHED)    /* ?1 older scan, ?2 newer: blobs the newer does not hold */                \
	X(CHECK_STATE) /* counts of the monthly inspection, and what the last one said */          \
	X(CANDIDATES)                                                                              \
	X(ELSEWHERE)      /* ?1 digest, ?2 claimed diff_id: where its bytes may be */              \
	X(RESOLVE_TAG)    /* ?1 repository, ?2 tag */                                              \
	X(RESOLVE_DIGEST) /* ?1 beginning of a digest, ?2 repository or unbound */                 \
	X(ALL_DIGESTS)                                                                             \
	X(COUNT_IMAGES)                                                                            \
	X(COUNT_BLOBS)                                                                             \
	X(COUNT_FINDINGS)                                                                          \
	X(COUNT_CODES)                                                                             \
	X(FINDING_PLACES) /* code and path of every finding */                                     \
	X(COUNT_TAGS)                                                                              \
	X(BALANCE)     /* what the registry has, what we have */                                    \
	X(TOTALS)                                                                                  \
	X(KINSHIPS)    /* registries that are stated copies, or agree */

enum query {
#define X(id) QUERY_##id,
	QUERIES_LISTS(X) QUERIES_NESTED(X) QUERIES_SINGLE(X)
#undef X
	        QUERY_COUNT_
};

/* Single numbers that others than lists and reports ask for: id, sql. ?1, ?2 are numbers, ?3, ?4 texts. */
#define NUMBERS(X) \
	X(BLOB_TO_FLIP, "SELECT i.offset FROM blob b JOIN item i ON i.digest_id=b.digest_id AND i.role_id=word_id('blob-data') WHERE" \
	                " b.state='intact' AND i.size>100 ORDER BY b.digest LIMIT 1") \
	X(CORRUPT_BLOBS, "SELECT count(*) FROM blob WHERE state='corrupt'") \
	X(REMOVALS, "SELECT count(*) FROM event WHERE event IN ('manifest-delete','tags-removed','tag-delete','revision-removed'," \
	            "'blob-delete','blob-unlinked','gc-delete') OR rule='repository-dir-empty'") /* traces of a removal; what a shard's directory tells is EMPTIED */ \
	X(TAGS_OF_LOGS, "SELECT count(*) FROM (SELECT repository, tag FROM event WHERE registry IS NULL AND tag IS NOT NULL EXCEPT" \
	                " SELECT repository, tag FROM tag)") /* of a registry that is not in the case: no list has them */ \
	X(ANY_DELETED, "SELECT EXISTS(SELECT 1 FROM image_repository WHERE standing='deleted')") \
	X(BEGUN, "SELECT coalesce(max(seq),0) FROM custody_log WHERE json_extract(CAST(canon AS TEXT),'$.act')=" \
	         "'action.begin' AND json_extract(CAST(canon AS TEXT),'$.run')=?1") /* of a run: its entry */ \
	X(FILE_BYTES, "SELECT page_count*page_size FROM pragma_page_count, pragma_page_size") /* of the case */ \
	X(GUARDS, "SELECT count(*) FROM sqlite_schema WHERE type='trigger' AND tbl_name='custody_log' AND name" \
	          " IN ('custody_log_no_update','custody_log_no_delete','custody_log_in_order')") \
	X(WAYS, "SELECT count(*) FROM recovery WHERE item=?1") \
	X(KNOWN_WAY, "SELECT count(*) FROM recovery WHERE item=?1 AND method=?3 AND coalesce(trace,'')=?4" \
	             " AND coalesce(place,0)=?2") \
	X(SAID_OF, "SELECT (SELECT count(*) FROM observation WHERE item=?1)+(SELECT count(*) FROM" \
	           " reference r JOIN item i ON i.digest_id=r.digest_id WHERE i.id=?1)") \
	X(PARTS_OF, "SELECT count(*) FROM item WHERE scan=?1 AND role_id=word_id('recovered-part') AND digest_id=digest_id(?3)") \
	X(DISCARDED, "SELECT count(*) FROM observation WHERE scan=?1 AND code='space-discarded'") \
	X(REGISTRIES, "SELECT count(*) FROM registry WHERE scan=?1") \
	X(ANYTHING, "SELECT EXISTS(SELECT 1 FROM run) OR EXISTS(SELECT 1 FROM scan) OR EXISTS(SELECT 1 FROM item) OR" \
	            " EXISTS(SELECT 1 FROM blob) OR EXISTS(SELECT 1 FROM finding) OR EXISTS(SELECT 1 FROM event)") \
	X(NOT_CHECKED, "SELECT count(*) FROM custody_log WHERE seq=(SELECT max(seq) FROM custody_log) AND" \
	               " NOT EXISTS(SELECT 1 FROM checkpoint c WHERE c.seq=custody_log.seq)") /* is a checkpoint to be made? */ \
	X(EXHIBITS, "SELECT count(*) FROM exhibit WHERE parent_item_no IS NULL") \
	X(FINISHED, "SELECT count(*) FROM scan WHERE id=?1 AND state='finished'") \
	X(REGISTRIES_OF_ONE, "SELECT coalesce(max(n),0) FROM (SELECT count(*) AS n FROM registry WHERE" \
	                     " scan=?1 OR (?1=0 AND scan IN (SELECT id FROM current_scan)) GROUP BY scan)") \
	X(PARTS_LOGGED, "SELECT count(*) FROM custody_log WHERE json_valid(CAST(canon AS TEXT)) AND CAST(canon AS TEXT)->>'$.act'=" \
	                "'part.merged' AND CAST(canon AS TEXT)->>'$.head'=?3") \
	X(REFERENCES_OF, "SELECT count(*) FROM item i JOIN reference r ON r.document_id=i.sha256_id WHERE i.scan=?1") \
	X(RUNS_RECORDED, "SELECT count(*) FROM run") \
	X(COLLECTIONS, "SELECT count(*) FROM event WHERE event='gc-run'") \
	X(TRUSTED, "SELECT count(*) FROM finding WHERE code='bytes-trusted'") /* were files of a scan not read, and taken as an earlier one's? */ \
	X(EMPTIED, "SELECT count(*) FROM finding WHERE code='shard-swept'") \
	X(DANGLING, "SELECT count(*) FROM finding WHERE code='layer-link-dangling'") \
	X(NEWER_SCANS, "SELECT count(*) FROM current_scan n JOIN scan c ON c.id=n.id WHERE c.run >" \
	               " coalesce((SELECT max(id) FROM run WHERE verb IN ('resolve','examine','recover','logs','merge')" \
	               " AND outcome='done' OR verb='check' AND substr(outcome,1,1)='{'),0)") /* than the conclusions */

enum number {
#define X(id, sql) NUMBER_##id,
	NUMBERS(X)
#undef X
	NUMBERS_
};

extern const char *const casedb_queries[];
extern const unsigned casedb_query_count;

#endif
