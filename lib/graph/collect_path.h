/* graph/collect_path.h - what the registry and its collector make of a path or a name. */
#ifndef GRAPH_COLLECT_PATH_H
#define GRAPH_COLLECT_PATH_H

#include "core/digest.h"

struct span collect_child_of(struct span path, size_t above); /* the part that begins there */
struct span collect_last_of(struct span path);
/* Letters, digits, '.', '_' and '-' only: what the storage driver reads by. */
bool collect_plain_name(struct span name);
/* Is there a part below `above` that the storage driver refuses to read by? A walk alone does not mind. */
bool collect_refused(struct span path, size_t above);
/* A repository's name as the reference grammar has it: it may begin with what looks like a host. */
bool collect_is_reference(struct span name);
/* The digest a data file stands for, from its path alone: its directory's name, and the algorithm above. */
bool collect_digest_of_path(struct span path, struct digest *out);

#endif
