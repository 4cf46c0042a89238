#include "media/private.h"
int ewf_open(struct media **out, struct opening *o, struct fault *f)
{
	(void)f;
	*out = NULL;
	return opening_refuse(o, MEDIA_UNKNOWN, "not yet");
}
const char *ewf_library(void)
{
	return NULL;
}
