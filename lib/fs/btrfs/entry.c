/* fs/btrfs/entry.c - entries of directories and names that inodes keep, as items hold them one after another. */
#include "fs/btrfs/btrfs.h"

#include "fs/private.h"

enum { ENTRY = 30 };

bool btrfs_plausible_name(struct span name)
{
	return name.n <= 255 && fs_name_can_be(name) && !fs_name_dots(name);
}

bool btrfs_next_entry(struct span *data, struct btrfs_entry *out)
{
	size_t extra, name;

	if (data->n < ENTRY)
		return false;
	extra = le16(data->p + 25);
	name = le16(data->p + 27);
	if (name > data->n - ENTRY || extra > data->n - ENTRY - name)
		return false;
	*out = (struct btrfs_entry){ btrfs_key_at(data->p), data->p[29], span_sub(*data, ENTRY, name) };
	*data = span_from(*data, ENTRY + name + extra);
	return true;
}

bool btrfs_next_hardlink(struct span *data, bool extended, struct btrfs_hardlink *out)
{
	size_t head = extended ? 18 : 10, name;

	if (data->n < head)
		return false;
	name = le16(data->p + head - 2);
	if (name > data->n - head)
		return false;
	if (extended)
		out->dir = le64(data->p);
	out->index = le64(data->p + head - 10);
	out->name = span_sub(*data, head, name);
	*data = span_from(*data, head + name);
	return true;
}
