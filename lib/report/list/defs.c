/* report/list/defs.c - the lists: the query of each, its filters, its line. */
#include "report/private.h"

#define BIT(x) (1u << REPORT_FILTER_##x)

const struct list_def list_defs[REPORT_LIST_COUNT] = {
	[REPORT_SUMMARY] = { QUERY_TOTALS, 0, NULL },
	[REPORT_IMAGES] = { QUERY_IMAGES,
	                    BIT(SOURCE) | BIT(REGISTRY) | BIT(REPOSITORY) | BIT(TAG) | BIT(DIGEST) |
	                            BIT(STANDING) | BIT(COMPLETENESS) | BIT(STATE) | BIT(SINCE) |
	                            BIT(UNTIL) | BIT(NEEDS),
	                    line_image },
	[REPORT_TAGS] = { QUERY_TAGS,
	                  BIT(SOURCE) | BIT(REGISTRY) | BIT(REPOSITORY) | BIT(TAG) | BIT(DIGEST) |
	                          BIT(STANDING) | BIT(COMPLETENESS) | BIT(SINCE) | BIT(UNTIL),
	                  line_tag },
	[REPORT_BLOBS] = { QUERY_BLOBS,
	                   BIT(SOURCE) | BIT(REGISTRY) | BIT(REPOSITORY) | BIT(DIGEST) | BIT(STATE) |
	                           BIT(ONLY_IN) | BIT(USED_BY),
	                   line_blob },
	[REPORT_REPOS] = { QUERY_REPOS,
	                   BIT(SOURCE) | BIT(REGISTRY) | BIT(REPOSITORY) | BIT(STANDING),
	                   line_repo },
	[REPORT_UPLOADS] = { QUERY_UPLOADS,
	                     BIT(SOURCE) | BIT(REGISTRY) | BIT(REPOSITORY) | BIT(DIGEST) |
	                             BIT(SINCE) | BIT(UNTIL),
	                     line_upload },
	[REPORT_TIMELINE] = { QUERY_TIMELINE,
	                      BIT(SOURCE) | BIT(REGISTRY) | BIT(REPOSITORY) | BIT(TAG) |
	                              BIT(DIGEST) | BIT(SINCE) | BIT(UNTIL),
	                      line_event },
	[REPORT_AT] = { QUERY_AT,
	                BIT(SOURCE) | BIT(REGISTRY) | BIT(REPOSITORY) | BIT(TAG) | BIT(DIGEST) |
	                        BIT(SINCE),
	                line_tag },
	[REPORT_FINDINGS] = { QUERY_FINDINGS,
	                      BIT(SOURCE) | BIT(REGISTRY) | BIT(REPOSITORY) | BIT(TAG) |
	                              BIT(DIGEST) | BIT(SEVERITY),
	                      line_finding },
	[REPORT_SOURCES] = { QUERY_SOURCES, BIT(SOURCE) | BIT(REGISTRY) | BIT(SINCE) | BIT(UNTIL),
	                     line_source },
};
