/* format/names_bolt.h - inside of format/: containerd's meta.db. */
#ifndef FORMAT_NAMES_BOLT_H
#define FORMAT_NAMES_BOLT_H

#include "format/format.h"

enum { NAMES_NO_BOLT = 1, NAMES_BOLT_DAMAGED };
/* 0; NAMES_NO_BOLT: the bytes are no bbolt file; NAMES_BOLT_DAMAGED: what could be read is there, and something could not. */
int namings_bolt(struct namings *out, struct span bytes, struct fault *f) MUST_USE;

#endif
