/* media/vmdk.c - VMware disks by libvmdk: one file, several extents, or a descriptor with its
 * extents beside it. */
#include "media/pooled.h"

#ifdef HAVE_VMDK

#include "base/quote.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#pragma GCC diagnostic ignored "-Wundef"
#include <libvmdk.h>
#pragma GCC diagnostic pop

enum { EXTENTS_MOST = 4096, GRAIN = 65536, NAME = 1024 }; /* told: the image is refused */

static void vmdk_free(void *handle)
{
	libvmdk_handle_t *h = (libvmdk_handle_t *)handle;

	(void)libvmdk_handle_close(h, NULL);
	(void)libvmdk_handle_free(&h, NULL);
}

static ssize_t vmdk_read(void *user, uint64_t offset, void *into, size_t n)
{
	return libvmdk_handle_read_buffer_at_offset((libvmdk_handle_t *)user, into, n,
	                                            (off64_t)offset, NULL);
}

static libvmdk_handle_t *open_descriptor(const char *path)
{
	libvmdk_handle_t *h = NULL;

	if (libvmdk_handle_initialize(&h, NULL) != 1)
		return NULL;
	if (libvmdk_handle_open(h, path, LIBVMDK_OPEN_READ, NULL) == 1)
		return h;
	(void)libvmdk_handle_free(&h, NULL);
	return NULL;
}

static void *vmdk_again(const struct image *i)
{
	libvmdk_handle_t *h = open_descriptor(i->files.v[0]);

	if (h != NULL && libvmdk_handle_open_extent_data_files(h, NULL) != 1) {
		vmdk_free(h);
		return NULL;
	}
	return h;
}

static const struct library vmdk_lib = { vmdk_read, vmdk_again, vmdk_free };

/* A descriptor is text that anyone may have written: an extent must be a plain name beside it, or
 * it would have us read files of the examiner's own. */
static bool plain_name(const char *name)
{
	return name[0] != '\0' && strchr(name, '/') == NULL && strchr(name, '\\') == NULL &&
	       strcmp(name, "..") != 0;
}

/* The name of an extent's file; "" when it has none (zeros). */
static bool extent_name(libvmdk_handle_t *h, int index, char name[NAME])
{
	libvmdk_extent_descriptor_t *e = NULL;
	size_t n = 0;
	bool fits = true;
	int rc;

	name[0] = '\0';
	if (libvmdk_handle_get_extent_descriptor(h, index, &e, NULL) != 1)
		return false;
	rc = libvmdk_extent_descriptor_get_utf8_filename_size(e, &n, NULL);
	if (rc == 1 && n > 0)
		fits = n <= NAME && libvmdk_extent_descriptor_get_utf8_filename(e, (uint8_t *)name,
		                                                                n, NULL) == 1;
	(void)libvmdk_extent_descriptor_free(&e, NULL);
	return fits && rc >= 0;
}

/* 0, or MEDIA_UNKNOWN with words. */
static int judge_extents(libvmdk_handle_t *h, struct opening *o, int *count)
{
	char name[NAME], shown[160];

	if (libvmdk_handle_get_number_of_extents(h, count, NULL) != 1 || *count < 1 ||
	    *count > EXTENTS_MOST)
		return opening_refuse(o, MEDIA_UNKNOWN,
		                      "it is a VMDK whose list of extents is damaged");
	for (int i = 0; i < *count; i++) {
		if (!extent_name(h, i, name))
			return opening_refuse(o, MEDIA_UNKNOWN,
			                      "it is a VMDK whose list of extents is damaged");
		if (name[0] != '\0' && !plain_name(name))
			return opening_refuse(
			        o, MEDIA_UNKNOWN,
			        "it is a VMDK that names \"%s\" as its data: only files beside it "
			        "are "
			        "opened; give that file or device itself as a raw image",
			        quote_short(shown, sizeof shown, span_of(name)));
	}
	return 0;
}

static int judge_parent(libvmdk_handle_t *h, struct opening *o)
{
	uint32_t parent = UINT32_MAX;

	if (libvmdk_handle_get_parent_content_identifier(h, &parent, NULL) != 1 ||
	    parent == UINT32_MAX)
		return 0;
	return opening_refuse(
	        o, MEDIA_UNKNOWN,
	        "it is a VMDK snapshot, which has only what differs from its parent disk: qemu-img "
	        "convert -O raw makes one image of the chain");
}

/* The files beside it, for identity; libvmdk finds them the same way. */
static int add_files(struct image *i, libvmdk_handle_t *h, const char *path, int count,
                     struct fault *f)
{
	const char *slash = strrchr(path, '/');
	int folder = slash == NULL ? 0 : (int)(slash + 1 - path);
	char name[NAME], full[4096];

	if (image_add_file(i, path, f) < 0)
		return -1;
	for (int k = 0; k < count; k++) {
		if (!extent_name(h, k, name) || name[0] == '\0')
			continue;
		(void)snprintf(full, sizeof full, "%.*s%s", folder, path, name);
		if (strcmp(full, path) != 0 && image_add_file(i, full, f) < 0)
			return -1;
	}
	return image_note(i, f, "extents", "%d", count);
}

static int fill(struct media **out, libvmdk_handle_t *h /* taken */, struct opening *o, int count,
                struct fault *f)
{
	size64_t size = 0;
	struct media *m;

	if (libvmdk_handle_get_media_size(h, &size, NULL) != 1 || size == 0 || size > INT64_MAX) {
		vmdk_free(h);
		return opening_refuse(o, MEDIA_UNKNOWN, "it is a VMDK whose size is damaged");
	}
	if (pooled_new(&m, &vmdk_lib, h, size, GRAIN, f) < 0)
		return -1;
	image_of(m)->info.kind = MEDIA_IS_VMDK;
	if (add_files(image_of(m), h, o->path, count, f) < 0) {
		media_close(m);
		return -1;
	}
	pooled_more(m, o->options->handles > 1 ? o->options->handles - 1 : 0);
	pooled_take_fd(m, o);
	*out = m;
	return 0;
}

/* Also what becomes of a single file that was renamed: its descriptor, inside, has the old name. */
static int refuse_missing(libvmdk_handle_t *h, struct opening *o, int count)
{
	char name[NAME], shown[100];

	(void)extent_name(h, 0, name);
	return opening_refuse(
	        o, MEDIA_UNKNOWN,
	        "it is a VMDK whose data cannot be opened: %d file(s), the first \"%s\", must lie "
	        "beside "
	        "it under the names its descriptor gives (a renamed one: give it that name again)",
	        count, quote_short(shown, sizeof shown, span_of(name)));
}

int vmdk_open(struct media **out, struct opening *o, struct fault *f)
{
	libvmdk_handle_t *h = open_descriptor(o->path);
	int count = 0, rc;

	*out = NULL;
	if (h == NULL)
		return opening_refuse(o, MEDIA_UNKNOWN,
		                      "it begins like a VMDK, but libvmdk cannot open it: an "
		                      "extent is given instead "
		                      "of the descriptor file, or it is damaged");
	rc = judge_extents(h, o, &count);
	if (rc == 0)
		rc = judge_parent(h, o);
	if (rc == 0 && libvmdk_handle_open_extent_data_files(h, NULL) != 1)
		rc = refuse_missing(h, o, count);
	if (rc != 0) {
		vmdk_free(h);
		return rc;
	}
	return fill(out, h, o, count, f);
}

const char *vmdk_library(void)
{
	return libvmdk_get_version();
}

#else

int vmdk_open(struct media **out, struct opening *o, struct fault *f)
{
	(void)f;
	*out = NULL;
	return opening_refuse(o, MEDIA_UNKNOWN,
	                      "it is a VMDK, and this program was built without libvmdk: build it "
	                      "with libvmdk-dev, "
	                      "or make a raw image with qemu-img convert -O raw");
}

const char *vmdk_library(void)
{
	return NULL;
}

#endif
