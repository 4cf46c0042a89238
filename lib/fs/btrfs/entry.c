/* fs/btrfs/entry.c - entries of directories and names that inodes keep, as items hold them one after another. */
#include "fs/btrfs/btrfs.h"

#include "fs/private.h"

bool btrfs_plausible_name(struct span name)
{
	return name.n <= 255 && fs_name_can_be(name) && !fs_name_dots(name);
}

bool btrfs_next_entry(struct span *data, struct btrfs_entry *out)
{
	size_t extra, name;

	if (data->n < DI_NAME)
		return false;
	extra = le16(data->p + DI_EXTRA_BYTES);
	name = le16(data->p + DI_NAME_BYTES);
	if (name > data->n - DI_NAME || extra > data->n - DI_NAME - name)
		return false;
	*out = (struct btrfs_entry){ btrfs_key_at(data->p + DI_KEY), data->p[DI_TYPE], span_sub(*data, DI_NAME, name) };
	*data = span_from(*data, DI_NAME + name + extra);
	return true;
}

bool btrfs_next_hardlink(struct span *data, bool extended, struct btrfs_hardlink *out)
{
	size_t head = extended ? XR_NAME : IR_NAME, name;

	if (data->n < head)
		return false;
	name = le16(data->p + (extended ? XR_NAME_BYTES : IR_NAME_BYTES));
	if (name > data->n - head)
		return false;
	if (extended)
		out->dir = le64(data->p + XR_DIR);
	out->index = le64(data->p + (extended ? XR_INDEX : IR_INDEX));
	out->name = span_sub(*data, head, name);
	*data = span_from(*data, head + name);
	return true;
}
