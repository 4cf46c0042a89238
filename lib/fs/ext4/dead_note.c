/* fs/ext4/dead_note.c - a dead file noted: which of two of the same runs is another one. */
#include "fs/ext4/dead.h"

int ext4_dead_file(struct ext4_dead *d, struct dead_file *x, struct fault *f)
{
	/* blocks of small files are used again by others at once: there each state of each life is a hypothesis */
	bool small = x->runs.n == 1 && x->has_size && x->size <= DEAD_SMALL;
	uint64_t life[3] = { small ? x->inode : 0, small ? x->generation : 0, small ? x->changed : 0 };

	return dead_add_file(&d->found, x, seen_hash(x->has_size ? x->size + 2 : 1, span_make(life, sizeof life)), f);
}
