/* run/build.c - which program this is: version, commit, compiler, libraries. */
#include "blob/blob.h"
#include "casedb/casedb.h"
#include "format/format.h"
#include "fs/fs.h"
#include "hash/hash.h"
#include "media/media.h"
#include "run/build.h"
#include "run/run.h"
#include "xfrm/xfrm.h"

#ifndef SHERD_VERSION
#define SHERD_VERSION "0"
#endif
#ifndef SHERD_COMMIT
#define SHERD_COMMIT "unknown"
#endif

const char *run_version(void)
{
	return SHERD_VERSION;
}

const char *run_commit(void)
{
	return SHERD_COMMIT;
}

int run_version_long(struct buf *out, struct fault *f)
{
#ifdef __clang__
	const char *compiler = "clang " __clang_version__;
#else
	const char *compiler = "gcc " __VERSION__;
#endif
	char xfrm[XFRM_LIBRARIES], blob[BLOB_LIBRARIES], yaml[CONFIGURATION_LIBRARY], media[MEDIA_LIBRARIES];
	char fs[FS_LIBRARIES];

	return buf_printf(out, f, "commit %s\ncompiler %s\nlibraries %s, %s, %s, %s, %s, %s%s%s%s%s\n",
	                  SHERD_COMMIT, compiler, casedb_library(), hash_library(),
	                  format_libraries(), xfrm_libraries(xfrm), blob_libraries(blob),
	                  configuration_library(yaml), media_libraries(media)[0] != '\0' ? ", " : "", media,
	                  fs_libraries(fs)[0] != '\0' ? ", " : "", fs);
}
