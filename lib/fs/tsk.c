/* fs/tsk.c - other file systems through libtsk, where the build has it. */
#include "fs/private.h"

#include <stdio.h>

int tsk_open(struct fs **out, struct media *media, const struct limits *limits, const struct watch *watch,
             char why[FS_WHY], struct fault *f)
{
	(void)media;
	(void)limits;
	(void)watch;
	(void)f;
	*out = NULL;
	(void)snprintf(why, FS_WHY, "this build has no libtsk, which reads it");
	return FS_UNKNOWN;
}

const char *tsk_library(char out[FS_LIBRARY])
{
	out[0] = '\0';
	return out;
}
