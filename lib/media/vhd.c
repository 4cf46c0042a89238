/* media/vhd.c - disks of Virtual PC (VHD) and Hyper-V (VHDX), by libvhdi. */
#include "media/pooled.h"

#ifdef HAVE_VHDI

#include <inttypes.h>
#include <stdlib.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#pragma GCC diagnostic ignored "-Wundef"
#include <libvhdi.h>
#pragma GCC diagnostic pop

enum { GRAIN = 4096 };

static void vhd_free(void *handle)
{
	libvhdi_file_t *h = (libvhdi_file_t *)handle;

	(void)libvhdi_file_close(h, NULL);
	(void)libvhdi_file_free(&h, NULL);
}

static ssize_t vhd_read(void *user, uint64_t offset, void *into, size_t n)
{
	return libvhdi_file_read_buffer_at_offset((libvhdi_file_t *)user, into, n, (off64_t)offset,
	                                          NULL);
}

static libvhdi_file_t *open_file(const char *path)
{
	libvhdi_file_t *h = NULL;

	if (libvhdi_file_initialize(&h, NULL) != 1)
		return NULL;
	if (libvhdi_file_open(h, path, LIBVHDI_OPEN_READ, NULL) == 1)
		return h;
	(void)libvhdi_file_free(&h, NULL);
	return NULL;
}

static void *vhd_again(const struct image *i)
{
	return open_file(i->files.v[0]);
}

static const struct library vhd_lib = { vhd_read, vhd_again, vhd_free };

static int judge(libvhdi_file_t *h, struct opening *o, uint64_t *size)
{
	size64_t bytes = 0;
	uint32_t type = 0;

	if (libvhdi_file_get_disk_type(h, &type, NULL) == 1 &&
	    type == LIBVHDI_DISK_TYPE_DIFFERENTIAL)
		return opening_refuse(o, MEDIA_UNKNOWN,
		                      "it is a differencing disk, which has only what differs from "
		                      "its parent: qemu-img "
		                      "convert -O raw makes one image of the chain");
	if (libvhdi_file_get_media_size(h, &bytes, NULL) != 1 || bytes == 0 || bytes > INT64_MAX)
		return opening_refuse(o, MEDIA_UNKNOWN,
		                      "it is a VHD or VHDX whose size is damaged");
	*size = bytes;
	return 0;
}

static int note_format(struct image *i, libvhdi_file_t *h, struct fault *f)
{
	uint16_t major = 0, minor = 0;
	int type = LIBVHDI_FILE_TYPE_UNKNOWN;

	(void)libvhdi_file_get_file_type(h, &type, NULL);
	(void)libvhdi_file_get_format_version(h, &major, &minor, NULL);
	return image_note(i, f, "format", "%s %u.%u",
	                  type == LIBVHDI_FILE_TYPE_VHDX ? "VHDX" : "VHD", major, minor);
}

int vhd_open(struct media **out, struct opening *o, struct fault *f)
{
	libvhdi_file_t *h = open_file(o->path);
	uint64_t size = 0;
	struct media *m;
	int rc;

	*out = NULL;
	if (h == NULL)
		return opening_refuse(o, MEDIA_UNKNOWN,
		                      "it has the signs of a VHD or VHDX, but libvhdi cannot open "
		                      "it: it is damaged, or "
		                      "was not closed (qemu-img check tells more)");
	rc = judge(h, o, &size);
	if (rc != 0) {
		vhd_free(h);
		return rc;
	}
	if (pooled_new(&m, &vhd_lib, h, size, GRAIN, f) < 0)
		return -1;
	image_of(m)->info.kind = MEDIA_IS_VHD;
	if (image_add_file(image_of(m), o->path, f) < 0 || note_format(image_of(m), h, f) < 0) {
		media_close(m);
		return -1;
	}
	pooled_more(m, o->options->handles > 1 ? o->options->handles - 1 : 0);
	pooled_take_fd(m, o);
	*out = m;
	return 0;
}

const char *vhd_library(void)
{
	return libvhdi_get_version();
}

#else

int vhd_open(struct media **out, struct opening *o, struct fault *f)
{
	(void)f;
	*out = NULL;
	return opening_refuse(
	        o, MEDIA_UNKNOWN,
	        "it is a VHD or VHDX, and this program was built without libvhdi: build it with "
	        "libvhdi-dev, or make a raw image with qemu-img convert -O raw");
}

const char *vhd_library(void)
{
	return NULL;
}

#endif
