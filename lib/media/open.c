/* media/open.c - telling containers by their signs, and choosing the reader. */
#include "media/private.h"

#include "core/sentence.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD = 512, TAIL = 512 }; /* format: signs stand in the first or the last sector */

struct media_sign {
	enum media_kind kind; /* MEDIA_IS_NONE: known, but not read: `what` */
	bool tail;            /* counted from TAIL bytes before the end */
	unsigned at;
	uint8_t n;
	char bytes[21];
	const char *what;
};

/* More than one line of refusal would be read by nobody: what it is, and what to do. */
static const struct media_sign signs[] = {
	{ MEDIA_IS_QCOW2, false, 0, 4, "QFI\xFB", NULL },
	{ MEDIA_IS_EWF, false, 0, 8, "EVF\x09\x0D\x0A\xFF\x00", NULL },
	{ MEDIA_IS_EWF, false, 0, 8, "EVF2\x0D\x0A\x81\x00", NULL },
	{ MEDIA_IS_VMDK, false, 0, 4, "KDMV", NULL },
	{ MEDIA_IS_VMDK, false, 0, 4, "COWD", NULL },
	{ MEDIA_IS_VMDK, false, 0, 21, "# Disk DescriptorFile", NULL },
	{ MEDIA_IS_VHD, false, 0, 8, "vhdxfile", NULL },
	{ MEDIA_IS_VHD, false, 0, 8, "conectix", NULL },
	{ MEDIA_IS_VHD, true, 0, 8, "conectix", NULL },
	{ MEDIA_IS_NONE, false, 0, 8, "LVF\x09\x0D\x0A\xFF\x00",
	  "a logical evidence file (L01): it holds files, not a disk; export them and examine the "
	  "folder" },
	{ MEDIA_IS_NONE, false, 0, 8, "LEF2\x0D\x0A\x81\x00",
	  "a logical evidence file (Lx01): it holds files, not a disk; export them and examine the "
	  "folder" },
	{ MEDIA_IS_NONE, false, 64, 4, "\x7F\x10\xDA\xBE",
	  "a VirtualBox disk (VDI), which is not read here: qemu-img convert -O raw makes a raw "
	  "image of it" },
	{ MEDIA_IS_NONE, false, 0, 4, "QED",
	  "a QED disk, which is not read here: qemu-img convert -O raw makes a raw image of it" },
	{ MEDIA_IS_NONE, false, 0, 16, "WithoutFreeSpace",
	  "a Parallels disk, which is not read here: qemu-img convert -O raw makes a raw image of "
	  "it" },
	{ MEDIA_IS_NONE, false, 0, 16, "WithouFreSpacExt",
	  "a Parallels disk, which is not read here: qemu-img convert -O raw makes a raw image of "
	  "it" },
	{ MEDIA_IS_NONE, false, 0, 5, "AFF10",
	  "an AFF image, which is not read here: affconvert -r makes a raw image of it" },
	{ MEDIA_IS_NONE, true, 0, 4, "koly",
	  "an Apple disk image (UDIF), which is not read here: qemu-img convert -O raw makes a raw "
	  "image of it" },
};

static size_t peek(int fd, uint64_t offset, uint8_t *into, size_t n)
{
	size_t have = 0;

	while (have < n) {
		ssize_t r = pread(fd, into + have, n - have, (off_t)(offset + have));

		if (r < 0 && errno == EINTR)
			continue;
		if (r <= 0)
			break;
		have += (size_t)r;
	}
	return have;
}

static const struct media_sign *sign_of(int fd)
{
	uint8_t head[HEAD] = { 0 }, tail[TAIL] = { 0 };
	size_t n = peek(fd, 0, head, sizeof head), k = 0;
	struct stat st;

	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size >= TAIL)
		k = peek(fd, (uint64_t)st.st_size - TAIL, tail, sizeof tail);
	for (size_t i = 0; i < COUNT(signs); i++) {
		const struct media_sign *s = &signs[i];

		if (s->at + s->n <= (s->tail ? k : n) &&
		    memcmp((s->tail ? tail : head) + s->at, s->bytes, s->n) == 0)
			return s;
	}
	return NULL;
}

enum media_kind media_sniff(int fd)
{
	const struct media_sign *s = sign_of(fd);

	return s == NULL ? MEDIA_IS_NONE : s->kind;
}

/* A regular file or a block device; else what it is. */
static int look_at(struct opening *o)
{
	char words[MEDIA_ERRNO];
	struct stat st;

	if (fstat(o->fd, &st) != 0)
		return opening_refuse(o, MEDIA_NOT_FOUND, "%s", media_errno(words, errno));
	if (S_ISREG(st.st_mode) && st.st_size == 0)
		return opening_refuse(o, MEDIA_UNKNOWN, "it is empty");
	if (S_ISREG(st.st_mode) || S_ISBLK(st.st_mode))
		return 0;
	return opening_refuse(o, MEDIA_UNKNOWN, "it is %s, and no disk image",
	                      S_ISDIR(st.st_mode)    ? "a directory"
	                      : S_ISCHR(st.st_mode)  ? "a character device"
	                      : S_ISFIFO(st.st_mode) ? "a pipe"
	                                             : "no file or block device");
}

static int open_bytes(struct media **out, struct opening *o, struct fault *f)
{
	int rc = 0;

	*out = NULL;
	if (o->above == NULL) /* a name in evidence means one file */
		rc = split_open(out, o, f);
	if (rc != 0 || *out != NULL)
		return rc;
	return raw_open(out, o, f);
}

static int by_sign(struct media **out, struct opening *o, struct fault *f)
{
	const struct media_sign *s = sign_of(o->fd);
	enum media_kind kind = s == NULL ? MEDIA_IS_RAW : s->kind;
	struct media *file;
	int rc;

	if (kind == MEDIA_IS_NONE)
		return opening_refuse(o, MEDIA_UNKNOWN, "it is %s", s->what);
	if (kind == MEDIA_IS_EWF)
		return o->above == NULL ? ewf_open(out, o, f)
		                        : opening_refuse(o, MEDIA_UNKNOWN, S_EWF_NO_PARENT);
	rc = open_bytes(&file, o, f);
	if (rc != 0)
		return rc;
	*out = file;
	if (kind == MEDIA_IS_QCOW2)
		rc = qcow2_open(out, file, o, f);
	else if (kind == MEDIA_IS_VMDK)
		rc = vmdk_open(out, file, o, f);
	else if (kind == MEDIA_IS_VHD)
		rc = s->bytes[0] == 'v' ? vhdx_open(out, file, o, f) : vhd_open(out, file, o, f);
	if (rc != 0)
		o->fd = -1; /* closed with the file */
	return rc;
}

int media_open(struct media **out, const char *path, const struct media_options *o, int *fd_out,
               bool *touched, char why[256], struct fault *f)
{
	bool unused = false;
	struct opening open = { path, -1, touched != NULL ? touched : &unused, o, why, by_sign, NULL };
	char words[MEDIA_ERRNO];
	struct image *image;
	int rc;

	*out = NULL;
	*fd_out = -1;
	open.fd = media_file_open(path, open.touched);
	if (open.fd < 0)
		return opening_refuse(&open, MEDIA_NOT_FOUND, "%s", media_errno(words, errno));
	rc = look_at(&open);
	if (rc == 0)
		rc = by_sign(out, &open, f);
	if (rc != 0) {
		if (open.fd >= 0)
			(void)close(open.fd);
		*out = NULL;
		return rc < 0 ? fault_while(f, "opening the image %s", path) : rc;
	}
	if (o->map != NULL) {
		rc = map_open(out, *out, o->map, o->watch, open.touched, why, f);
		if (rc != 0)
			return rc < 0 ? fault_while(f, "reading the map file %s", o->map) : rc;
	}
	image = image_of(*out);
	*fd_out = image != NULL ? image->fd : -1;
	if (image == NULL || image_met_start(image, f) == 0)
		return 0;
	media_close(*out);
	*out = NULL;
	return -1;
}

const char *media_libraries(char out[MEDIA_LIBRARIES])
{
	const struct {
		const char *name, *version;
	} all[] = {
		{ "libewf", ewf_library() },
	};
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 0; i < COUNT(all); i++) {
		if (all[i].version == NULL || n >= MEDIA_LIBRARIES)
			continue;
		n += (size_t)snprintf(out + n, MEDIA_LIBRARIES - n, "%s%s %.20s", n > 0 ? ", " : "",
		                      all[i].name, all[i].version);
	}
	return out;
}
