#include "media/private.h"
int vhd_open(struct media **out, struct opening *o, struct fault *f)
{
	(void)f;
	*out = NULL;
	return opening_refuse(o, MEDIA_UNKNOWN, "not yet");
}
const char *vhd_library(void)
{
	return NULL;
}
