/* report/export/formats.h - what a report folder can hold: a word of --format, its file, its writer. */
#ifndef REPORT_EXPORT_FORMATS_H
#define REPORT_EXPORT_FORMATS_H

#include "report/private.h"

int timesketch_write(struct report_out *d, struct out *o, struct fault *f) MUST_USE;
int bodyfile_write(struct report_out *d, struct out *o, struct fault *f) MUST_USE;
int dfxml_write(struct report_out *d, struct out *o, struct fault *f) MUST_USE;
int uco_write(struct report_out *d, struct out *o, struct fault *f) MUST_USE;
int hashlist_write(struct report_out *d, struct out *o, struct fault *f) MUST_USE;

/* word, file, writer: one file each, beside html, json and csv */
#define REPORT_FORMATS(X)                                  \
	X("timesketch", "timesketch.jsonl", timesketch_write)  \
	X("bodyfile", "bodyfile.txt", bodyfile_write)          \
	X("dfxml", "dfxml.xml", dfxml_write)                   \
	X("case", "case.jsonld", uco_write)                    \
	X("sha256sums", "sha256sums.txt", hashlist_write)

enum { FILE_TIMES = 4 };
extern const char *const file_times[FILE_TIMES]; /* columns: mtime, atime, ctime, btime */

/* Seconds of nanoseconds since the epoch, towards minus infinity. */
int64_t seconds_of(int64_t ns);

#endif
