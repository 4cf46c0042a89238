/*
 * core/name.h - repository and tag grammar of the registry (distribution 2.x and 3.x; formats(7)).
 */
#ifndef CORE_NAME_H
#define CORE_NAME_H

#include "base/span.h"

/* Components [a-z0-9]+ joined by '.', '_', '__' or any run of '-'; joined by '/'; at most 255 bytes. */
bool name_is_repository(struct span s);
/* [A-Za-z0-9_][A-Za-z0-9_.-]{0,127} */
bool name_is_tag(struct span s);

#endif
