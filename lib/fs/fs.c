/* fs/fs.c - which reader opens what, and the wrappers every caller uses. */
#include "fs/fs.h"

#include "core/sentence.h"

#include "fs/private.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

const char *fs_libraries(char out[FS_LIBRARIES])
{
	return tsk_library(out);
}

const char *dead_method_text(enum dead_method m)
{
	switch (m) {
#define X(id, number, text, about)                                                                 \
	case DEAD_##id:                                                                            \
		return text;
		DEAD_METHODS(X)
#undef X
	case DEAD_METHOD_UNSET:
		break;
	}
	return "";
}

int fs_open(struct fs **out, struct media *media, enum content content, uint64_t backup, const struct limits *limits,
            const struct watch *watch, char why[FS_WHY], struct fault *f)
{
	*out = NULL;
	switch (content) {
	case CONTENT_EXT:
		return ext4_open(out, media, backup, limits, watch, why, f);
	case CONTENT_XFS:
		return xfs_open(out, media, backup, limits, watch, why, f);
	case CONTENT_BTRFS:
		return btrfs_open(out, media, backup, limits, watch, why, f);
	case CONTENT_NTFS:
	case CONTENT_FAT:
	case CONTENT_EXFAT:
	case CONTENT_ISO9660:
	case CONTENT_OTHER:
		return tsk_open(out, media, limits, watch, why, f);
	default:
		(void)sentence(why, FS_WHY, S_NO_READER_THIS,
		               content_about(content));
		return FS_UNKNOWN;
	}
}

void fs_close(struct fs *s)
{
	if (s != NULL)
		s->ops->close(s);
}

const struct fs_facts *fs_facts(const struct fs *s)
{
	return &s->facts;
}

struct media *fs_media(const struct fs *s)
{
	return s->media;
}

struct fs_id fs_root(const struct fs *s)
{
	return s->root;
}

int fs_stat(struct fs *s, struct fs_id id, struct fs_node *out, char why[FS_WHY], struct fault *f)
{
	return s->ops->stat(s, id, out, why, f);
}

int fs_list(struct fs *s, struct fs_id dir, struct fs_names *out, char why[FS_WHY], struct fault *f)
{
	return s->ops->list(s, dir, out, why, f);
}

int fs_runs(struct fs *s, struct fs_id id, struct runs *out, char why[FS_WHY], struct fault *f)
{
	return s->ops->runs(s, id, out, why, f);
}

int fs_stream(struct fs *s, struct fs_id id, struct stream **out, char why[FS_WHY], struct fault *f)
{
	*out = NULL;
	if (s->ops->stream != NULL)
		return s->ops->stream(s, id, out, why, f);
	(void)sentence(why, FS_WHY, S_BYTES_CANNOT_READ);
	return FS_DAMAGED;
}

int fs_symlink(struct fs *s, struct fs_id id, struct buf *out, char why[FS_WHY], struct fault *f)
{
	return s->ops->symlink(s, id, out, why, f);
}

int fs_next_free(struct fs *s, uint64_t from, uint64_t *offset, uint64_t *length, struct fault *f)
{
	return s->ops->next_free == NULL ? FS_END : s->ops->next_free(s, from, offset, length, f);
}

int fs_next_dead(struct fs *s, struct fs_dead *out, struct fault *f)
{
	return s->ops->next_dead == NULL ? FS_END : s->ops->next_dead(s, out, f);
}

int fs_check(struct fs *s, const struct fs_census *c, struct fault *f)
{
	return s->ops->check == NULL ? 0 : s->ops->check(s, c, f);
}

void fs_remark(struct fs *s, bool lacking, const char *fmt, ...)
{
	va_list ap;

	s->facts.lacking |= lacking;
	if (s->facts.note[0] != '\0')
		return;
	va_start(ap, fmt);
	(void)vsentence(s->facts.note, sizeof s->facts.note, fmt, ap);
	va_end(ap);
}

void fs_tell_oddities(struct fs *s, const struct fs_oddities *x)
{
	if (x->lost > 0)
		fs_remark(s, true, S_INODES_USE_NAMED,
		          x->lost, x->lost_first);
	if (x->miscounted > 0)
		fs_remark(s, true, S_FILES_MORE_FEWER, x->miscounted, x->miscounted_first);
	if (x->unmarked > 0)
		fs_remark(s, false, S_INODES_NAMES_MARKED, x->unmarked,
		          x->unmarked_first);
}

int fs_dead_stream(struct fs *s, struct stream **out, struct fault *f)
{
	*out = NULL;
	if (s->ops->dead_stream != NULL)
		return s->ops->dead_stream(s, out, f);
	return fault_set(f, FAULT_INTERNAL, 0, "this file system has no encoded hypotheses");
}

enum entry_kind fs_kind_of_mode(uint32_t mode)
{
	switch (mode & 0xF000) {
	case 0x8000:
		return ENTRY_FILE;
	case 0x4000:
		return ENTRY_DIR;
	case 0xA000:
		return ENTRY_SYMLINK;
	case 0x1000:
		return ENTRY_FIFO;
	case 0xC000:
		return ENTRY_SOCKET;
	case 0x2000:
		return ENTRY_CHARDEV;
	case 0x6000:
		return ENTRY_BLOCKDEV;
	default:
		return ENTRY_OTHER;
	}
}
