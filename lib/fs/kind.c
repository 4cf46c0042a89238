/* fs/kind.c - what every reader of a file system needs and none of them owns: kinds, names, remarks. */
#include "fs/private.h"

#include "core/sentence.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

const char *dead_method_text(enum dead_method m)
{
	switch (m) {
#define X(id, text, about)                                                                 \
	case DEAD_##id:                                                                            \
		return text;
		DEAD_METHODS(X)
#undef X
	case DEAD_METHOD_UNSET:
		break;
	}
	return "";
}

/* ---- kinds and names ------------------------------------------------------------------------------------ */

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

enum entry_kind fs_kind_of_type(uint8_t type)
{
	static const enum entry_kind kinds[] = { ENTRY_UNSET,    ENTRY_FILE, ENTRY_DIR,    ENTRY_CHARDEV,
		                                 ENTRY_BLOCKDEV, ENTRY_FIFO, ENTRY_SOCKET, ENTRY_SYMLINK };

	return type < COUNT(kinds) ? kinds[type] : ENTRY_UNSET;
}

bool fs_name_can_be(struct span name)
{
	return name.n > 0 && memchr(name.p, 0, name.n) == NULL && memchr(name.p, '/', name.n) == NULL;
}

bool fs_name_dots(struct span name)
{
	return span_is(name, ".") || span_is(name, "..");
}

void fs_uuid_text(char out[40], const uint8_t u[16])
{
	(void)snprintf(out, 40, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", u[0], u[1], u[2], u[3],
	               u[4], u[5], u[6], u[7], u[8], u[9], u[10], u[11], u[12], u[13], u[14], u[15]);
}

int fs_list_name(struct fs_listing *l, struct span name, struct fs_id id, enum entry_kind kind, struct fault *f)
{
	struct fs_name x = { .id = id, .kind = kind };

	if (l->out->v.n >= l->fs->limits.dir_entries) {
		(void)sentence(l->why, FS_WHY, S_MORE_NAMES_THAN, (uint64_t)l->fs->limits.dir_entries);
		return FS_BOUNDED;
	}
	if (l->typed && kind == ENTRY_UNSET) {
		(void)sentence(l->why, FS_WHY, S_ENTRY_TYPE_CANNOT);
		l->damaged = true;
	}
	if (!fs_name_can_be(name) || fs_name_dots(name) || name.n > l->longest) {
		(void)sentence(l->why, FS_WHY, S_NAME_CANNOT_LEFT);
		l->damaged = true;
		return 0;
	}
	if (arena_span(l->out->arena, name, &x.name, f) < 0)
		return -1;
	return VEC_PUSH(&l->out->v, x, f);
}

/* ---- runs and claims --------------------------------------------------------------------------------------- */

int fs_runs_add(struct fs_runs_made *r, uint64_t at, uint64_t offset, uint64_t length, struct fault *f)
{
	struct run *last = r->v.n > 0 ? &r->v.v[r->v.n - 1] : NULL;

	if (length == 0)
		return 0;
	if (last != NULL && last->at + last->length == at && last->offset + last->length == offset) {
		last->length += length;
		return 0;
	}
	return VEC_PUSH(&r->v, ((struct run){ at, offset, length }), f);
}

int fs_claim_cmp(const void *a, const void *b)
{
	const struct fs_claim *x = (const struct fs_claim *)a, *y = (const struct fs_claim *)b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->inode < y->inode ? -1 : x->inode > y->inode;
}

/* ---- remarks ---------------------------------------------------------------------------------------------- */

void fs_remark(struct fs *s, bool lacking, const char *fmt, ...)
{
	va_list ap;

	s->facts.lacking |= lacking;
	if (s->facts.note[0] != '\0' || s->facts.left_out[0] != '\0')
		return;
	va_start(ap, fmt);
	(void)vsentence(s->facts.note, sizeof s->facts.note, fmt, ap);
	va_end(ap);
}

void fs_leave_out(struct fs *s, const char *fmt, ...)
{
	va_list ap;

	s->facts.lacking = true;
	if (s->facts.left_out[0] != '\0')
		return;
	va_start(ap, fmt);
	(void)vsentence(s->facts.left_out, sizeof s->facts.left_out, fmt, ap);
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

int fs_interrupted(const struct fs *s, struct fault *f)
{
	return watch_check(s->watch, f);
}
