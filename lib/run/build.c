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

#include <stdio.h>
#include <sys/auxv.h>
#include <unistd.h>

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

const char *run_compiler(void)
{
#ifdef __clang__
	return "clang " __clang_version__;
#else
	return "gcc " __VERSION__;
#endif
}

bool run_static(void)
{
#ifdef SHERD_STATIC
	return true;
#else
	return false;
#endif
}

bool run_executable(char *path, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", path, size - 1);
	const char *called = (const char *)(uintptr_t)getauxval(AT_EXECFN);

	if (n > 0) {
		path[n] = '\0';
		return true;
	}
	return called != NULL && snprintf(path, size, "%s", called) < (int)size && path[0] != '\0';
}

int run_libraries(struct buf *out, struct fault *f)
{
	char xfrm[XFRM_LIBRARIES], blob[BLOB_LIBRARIES], yaml[CONFIGURATION_LIBRARY], media[MEDIA_LIBRARIES];
	char fs[FS_LIBRARIES];

	return buf_printf(out, f, "%s, %s, %s, %s, %s, %s%s%s%s%s", casedb_library(), hash_library(), format_libraries(),
	                  xfrm_libraries(xfrm), blob_libraries(blob), configuration_library(yaml),
	                  media_libraries(media)[0] != '\0' ? ", " : "", media, fs_libraries(fs)[0] != '\0' ? ", " : "", fs);
}

/* What a build lacks is said where somebody looks for it, not found out at the disk. */
static int without(struct buf *out, struct fault *f)
{
	char media[MEDIA_LIBRARIES], fs[FS_LIBRARIES];
	bool ewf = media_libraries(media)[0] != '\0', tsk = fs_libraries(fs)[0] != '\0';

	if (ewf && tsk)
		return 0;
	return buf_printf(out, f, "without %s%s%s\n", ewf ? "" : "libewf (EWF images)", ewf || tsk ? "" : ", ",
	                  tsk ? "" : "libtsk (NTFS, FAT, exFAT, ISO 9660)");
}

int run_version_long(struct buf *out, struct fault *f)
{
	if (buf_printf(out, f, "commit %s\ncompiler %s\nlibraries%s ", SHERD_COMMIT, run_compiler(), run_static() ? ", in this file:" : "") < 0 ||
	    run_libraries(out, f) < 0 || buf_add_byte(out, '\n', f) < 0)
		return -1;
	return without(out, f);
}
