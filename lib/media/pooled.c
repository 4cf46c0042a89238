#include "media/private.h"
const struct media_ops pooled_ops = { NULL, NULL, NULL, NULL };
