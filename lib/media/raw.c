/*
 * media/raw.c - a raw image or a block device, read at offsets; never mapped into memory, where a
 * bad sector or a cut file would be a signal instead of an outcome.
 */
#include "media/private.h"
#include "core/sentence.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

struct raw {
	struct image image;
	size_t grain; /* bytes of one sector: the least that is given up */
};

const char *media_errno(char out[MEDIA_ERRNO], int err)
{
	char words[MEDIA_ERRNO];

	(void)snprintf(out, MEDIA_ERRNO, "%s", strerror_r(err, words, sizeof words));
	return out;
}

bool media_file_touches(int fd)
{
	struct statvfs fs;

	return fstatvfs(fd, &fs) != 0 || (fs.f_flag & (ST_RDONLY | ST_NOATIME)) == 0;
}

int media_file_open(const char *path, bool *touched)
{
	/* O_NONBLOCK: a pipe in place of an image must not make us wait; files and devices ignore
	 * it */
	static const int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
	int fd = open(path, flags | O_NOATIME);

	if (fd >= 0 || errno != EPERM)
		return fd;
	fd = open(path, flags);
	if (fd >= 0 && touched != NULL && media_file_touches(fd))
		*touched = true;
	return fd;
}

int media_salvage(media_piece *piece, void *user, uint64_t offset, void *into, size_t n,
                  size_t grain, struct salvage_log log)
{
	uint8_t *p = (uint8_t *)into;
	size_t want = n;
	int outcome = 0;

	while (n > 0) {
		size_t ask = want < n ? want : n, whole;
		ssize_t got = piece(user, offset, p, ask);

		if (got == 0) {
			memset(p, 0, n);
			image_met(log.image, log.at + offset, n);
			return MEDIA_UNREAD;
		}
		if (got < 0) {
			/* halves, then what is left of a sector, then whole ones */
			whole = grain - (size_t)(offset % grain);
			if (ask > whole) {
				want = ask / 2 / grain * grain;
				want = want > 0 ? want : whole;
				continue;
			}
			memset(p, 0, ask);
			image_met(log.image, log.at + offset, ask);
			got = (ssize_t)ask;
			want = grain;
			outcome = MEDIA_UNREAD;
		} else {
			want = want < n / 2 ? want * 2 : n;
		}
		offset += (size_t)got;
		p += got;
		n -= (size_t)got;
	}
	return outcome;
}

static ssize_t raw_piece(void *user, uint64_t offset, void *into, size_t n)
{
	const struct raw *r = (const struct raw *)user;
	ssize_t got;

	if (offset > INT64_MAX)
		return 0;
	do
		got = pread(r->image.fd, into, n, (off_t)offset);
	while (got < 0 && errno == EINTR);
	return got;
}

static int raw_read(struct media *m, uint64_t offset, void *into, size_t n, struct fault *f)
{
	struct raw *r = (struct raw *)m;

	(void)f;
	return media_salvage(raw_piece, m, offset, into, n, r->grain,
	                     (struct salvage_log){ &r->image, 0 });
}

/* What a file system without the question answers is all data. */
static int raw_extent(struct media *m, uint64_t offset, enum media_area *area, uint64_t *length,
                      struct fault *f)
{
	int fd = ((struct raw *)m)->image.fd;
	off_t data = lseek(fd, (off_t)offset, SEEK_DATA), hole;

	(void)f;
	*area = MEDIA_AREA_DATA;
	*length = m->size - offset;
	if (data < 0) {
		if (errno == ENXIO)
			*area = MEDIA_AREA_HOLE;
		return 0;
	}
	if ((uint64_t)data > offset) {
		*area = MEDIA_AREA_HOLE;
		*length = (uint64_t)data - offset;
		return 0;
	}
	hole = lseek(fd, (off_t)offset, SEEK_HOLE);
	if (hole >= 0 && (uint64_t)hole > offset)
		*length = (uint64_t)hole - offset;
	return 0;
}

static void raw_close(struct media *m)
{
	image_release(&((struct raw *)m)->image);
	free(m);
}

static const struct media_ops raw_ops = { raw_read, raw_extent, NULL, raw_close, true };

static int size_of(int fd, uint64_t *size, size_t *grain)
{
	struct stat st;
	int sector = 0;
	off_t end;

	*grain = 512;
	if (fstat(fd, &st) != 0)
		return -1;
	if (S_ISREG(st.st_mode)) {
		*size = (uint64_t)st.st_size;
		return 0;
	}
	if (ioctl(fd, BLKSSZGET, &sector) == 0 && sector > 512 && sector <= 65536)
		*grain = (size_t)sector;
	if (ioctl(fd, BLKGETSIZE64, size) == 0)
		return 0;
	end = lseek(fd, 0, SEEK_END);
	*size = end < 0 ? 0 : (uint64_t)end;
	return end < 0 ? -1 : 0;
}

int raw_open(struct media **out, struct opening *o, struct fault *f)
{
	char words[MEDIA_ERRNO];
	uint64_t size;
	size_t grain;
	struct raw *r;

	*out = NULL;
	if (size_of(o->fd, &size, &grain) < 0)
		return opening_refuse(o, MEDIA_NOT_FOUND, "its size cannot be told: %s",
		                      media_errno(words, errno));
	r = (struct raw *)calloc(1, sizeof *r);
	if (r == NULL)
		return fault_memory(f, sizeof *r);
	r->image.base = (struct media){ &raw_ops, size, 0 };
	r->image.fd = -1;
	r->image.watch = o->options->watch;
	r->image.info.kind = MEDIA_IS_RAW;
	r->image.info.file_size = size;
	r->grain = grain;
	if (image_add_file(&r->image, o->path, f) < 0) {
		media_close(&r->image.base);
		return -1;
	}
	r->image.fd = o->fd;
	*out = &r->image.base;
	return 0;
}
