/*
 * report/text.h - every fixed sentence of the report, in one table: a second language is a second
 * column. "{0}" is the first number; "{0|image|images}" chooses by it.
 */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#define REPORT_TEXTS(X)                                                                            \
	X(TITLE, "Container registry storage: report of examination")                              \
	X(SKIP, "Skip to the answer")                                                              \
	X(CASE, "Case")                                                                            \
	X(GENERATED, "Report written")                                                             \
	X(PROGRAM, "Program")                                                                      \
	X(EXAMINED, "Examined")                                                                    \
	X(ANSWER, "The answer")                                                                    \
	X(A_EXISTED, "{0} {0|image has|images have} existed here, as far as the sources show.")    \
	X(A_HELD, "{0} {0|is|are} still held by a repository; {1} of {0|it|them} complete.")       \
	X(A_GONE, "{0} {0|is|are} gone from every repository.")                                    \
	X(A_RESTORE,                                                                               \
	  "{0} of the gone can be restored completely, {1} in part; {2} {2|is|are} known "         \
	  "by digest only.")                                                                       \
	X(A_DELETED, "{0} {0|image was|images were} deleted from at least one repository.")        \
	X(A_NONE_GONE, "No image was found to be gone from every repository.")                     \
	X(A_BLOBS,                                                                                 \
	  "Of {0} {0|blob|blobs}, {1} {1|is|are} proven intact, {2} damaged, {3} not in the "      \
	  "sources.")                                                                              \
	X(A_EMPTY,                                                                                 \
	  "No image was found in the sources examined. This does not show that none ever "         \
	  "existed.")                                                                              \
	X(A_SURE,                                                                                  \
	  "Complete means: the bytes of the image and of everything below it were read and hash "  \
	  "to the digests that name them.")                                                        \
	X(K_HELD_WHOLE, "held, complete")                                                          \
	X(K_HELD_PART, "held, not complete")                                                       \
	X(K_GONE_WHOLE, "gone, can be restored completely")                                        \
	X(K_GONE_PART, "gone, can be restored in part")                                            \
	X(K_GONE, "gone, known by digest only")                                                    \
	X(BAR, "Images by what is left of them")                                                   \
	X(FINDINGS_BY, "Findings by severity")                                                     \
	X(NEXT, "What to do next")                                                                 \
	X(N_BACKUP,                                                                                \
	  "Examine a backup or an older copy as a further source: whatever it holds of the {0} "   \
	  "{0|blob|blobs} not whole here joins the same graph.")                                   \
	X(N_FINDINGS, "Read the findings of severity error and warning first.")                    \
	X(N_UNREAD,                                                                                \
	  "{0} {0|file|files} could not be read: scan again with the rights to read {0|it|them}.") \
	X(N_EXPORT,                                                                                \
	  "Keep the sources as they are until what can be restored has been copied out: a "        \
	  "collection on the running registry would remove bytes that nothing links to.")          \
	X(SCOPE, "Scope of authority: only the repositories named here were examined; everything " \
	         "else was "                                                                       \
	         "neither stored nor reported.")                                                   \
	X(SOURCES, "Items examined")                                                               \
	X(SOURCES_NOTE,                                                                            \
	  "Sources were opened read-only. The digest of an archive is that of the file; that of "  \
	  "a directory is the SHA-256 over its sorted lines of path, size and SHA-256.")           \
	X(IMAGES, "Images by standing")                                                            \
	X(S_TAGGED, "A current tag names these images and the repository has a revision entry.")   \
	X(S_UNTAGGED,                                                                              \
	  "A repository has a revision entry for these images, no current tag names them. "        \
	  "Deletion or overwriting of a tag, a push by digest, or being part of an index "         \
	  "would each leave this state.")                                                          \
	X(S_ORPHANED,                                                                              \
	  "Bytes of these images are stored, but no repository of the present holds them. "        \
	  "A garbage collection would remove them.")                                               \
	X(S_VANISHED,                                                                              \
	  "Of these images only traces are left; their own bytes were not found in the sources "   \
	  "examined.")                                                                             \
	X(TAGS, "Tag histories")                                                                   \
	X(TIMELINE, "Timeline")                                                                    \
	X(TIMELINE_NOTE,                                                                           \
	  "What each trace says happened, in the order of time. Every mark of the picture is a row of the " \
	  "table; storing and linking of single blobs is left out here and stands in report.json.")  \
	X(EXISTED, "What existed before")                                                          \
	X(EXISTED_NOTE,                                                                            \
	  "Every image the present no longer holds under a tag: how it is known, and what is left of it. " \
	  "Proven: its bytes hash to the digest. Stated: an entry, a verified document or a log line names it.") \
	X(TAGS_NOTE,                                                                               \
	  "Every target a tag is known to have had. From is when the tag was last set to it, by "  \
	  "the time of its link file; copying a tree can rewrite such times.")                     \
	X(BLOBS, "Damaged and missing blobs")                                                      \
	X(HARMED, "Damaged blobs")                                                                 \
	X(HARMED_NONE, "No stored blob was found to differ from its digest.")                      \
	X(MISSING, "Missing blobs that a proven document names")                                   \
	X(MISSING_NONE, "No blob that a proven document names is missing.")                        \
	X(MISSING_NOTE,                                                                            \
	  "Not found in the sources examined. This does not show that they never existed.")        \
	X(REMNANTS, "What deletions and collections left")                                         \
	X(REMNANTS_NOTE,                                                                           \
	  "The storage examined does not record who performed an operation. A directory's time "   \
	  "is that of its last change: the removal that emptied it.")                              \
	X(REMNANTS_NONE, "No remnants of deletions were found.")                                   \
	X(CACHE, "This storage was a pull-through cache: content may have been fetched without a " \
	         "push and "                                                                       \
	         "removed by expiry without any person.")                                          \
	X(UPLOADS, "Upload sessions left behind")                                                  \
	X(CANDIDATES, "Image configs without a manifest")                                          \
	X(CANDIDATES_NOTE,                                                                         \
	  "Layers matched by the digest of their uncompressed content. The manifest that "         \
	  "named them is not known.")                                                              \
	X(FINDINGS, "Findings")                                                                    \
	X(FINDINGS_NONE, "There are no findings.")                                                 \
	X(MEANING, "Meaning")                                                                      \
	X(ADVICE, "What to do")                                                                      \
	X(COVERAGE, "Coverage and limits")                                                         \
	X(COVERAGE_NOTE,                                                                           \
	  "What was read, what was left out, and why. Nothing is concluded about bytes that were " \
	  "not read.")                                                                             \
	X(LIMITS, "Limits in force")                                                               \
	X(METHOD, "Method and words")                                                              \
	X(M_1, "Every file of a source was listed with its times; every blob was read once and "   \
	       "its digest "                                                                       \
	       "computed from its bytes. No object is called intact, recovered or complete "       \
	       "unless that digest "                                                               \
	       "matched.")                                                                         \
	X(M_2, "Manifests, indexes and configs were parsed. Relations between objects are drawn "  \
	       "from digests in "                                                                  \
	       "documents whose own bytes are proven, and from the link files of the registry.")   \
	X(M_3, "The computed digest of each uncompressed layer was compared with the one its "     \
	       "config claims.")                                                                   \
	X(M_4, "Every conclusion keeps its grounds: source, path, and where the statement "        \
	       "stands. Conclusions "                                                              \
	       "are derived from recorded facts and can be derived again from the same case.")     \
	X(M_5, "The present is the first source that holds a registry, unless chosen otherwise: "  \
	       "standings and tags speak "                                                         \
	       "of it. Other sources lend bytes, names and history.")                              \
	X(M_6, "The clocks of the sources could not be checked; times are reproduced as "          \
	       "recorded, in UTC, with "                                                           \
	       "the precision stored. Creation times in configs are the builder's own statement.") \
	X(WORDS_OF, "Words")                                                                       \
	X(HASHES, "Digests in full")                                                               \
	X(HASHES_NOTE, "Short digests elsewhere in this report are beginnings of these.")          \
	X(FILES, "Files beside this page")                                                         \
	X(FILES_NOTE, "In CSV files a cell that a spreadsheet would take for a formula begins "    \
	              "with an apostrophe; "                                                       \
	              "exact bytes stand in the JSON.")                                            \
	X(CHECK, "Checking by hand")                                                               \
	X(CHECK_NOTE,                                                                              \
	  "Stored in a file and run inside the directory of the source, sha256sum -c repeats the " \
	  "comparison for the manifests of this case without this program.")                       \
	X(CHECK_NONE, "No manifest with proven bytes stands in a directory source.")               \
	X(RUNS, "Runs recorded in the case")                                                       \
	X(SHORTENED, "The first {0} of {1} are shown here; all are in")                            \
	X(SHORTENED_HERE, "The first {0} of {1} are shown here.")                                  \
	X(MASKED_NOTE,                                                                             \
	  "Values that look like credentials are masked; the option --reveal shows them.")         \
	X(NOTHING, "none")                                                                         \
	X(LEGAL, "This document does not contain legal judgement, and this tool does not certify " \
	         "compliance with "                                                                \
	         "any law or standard.")                                                           \
	X(CONTENTS, "Contents")

enum report_text {
#define X(id, en) TEXT_##id,
	REPORT_TEXTS(X)
#undef X
};

const char *report_text(enum report_text id);

#endif
