/*
 * Tables with bytes changed: volumes lie in their parents, names are unique, parents come first,
 * reading works. The input is a list of changes (place, byte) to one of four small valid images, or
 * with a first byte of 255 the image.
 */
#include <stdlib.h>

#include "support/images.h"
#include "volume/volume.h"

enum { SIZE = 192 << 10, LVM_SIZE = 1280 << 10 };

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void check(int holds)
{
	if (!holds)
		abort();
}

static void make_mbr(uint8_t *img)
{
	image_mbr_entry(img, 0, 0x83, 8, 100);
	image_mbr_entry(img, 1, 0x05, 120, 200);
	image_mbr_entry(img + (size_t)120 * 512, 0, 0x83, 2, 20);
	image_mbr_entry(img + (size_t)120 * 512, 1, 0x05, 40, 60);
	image_mbr_entry(img + (size_t)160 * 512, 0, 0x82, 1, 30);
	image_ext(img + (size_t)8 * 512, 10);
}

static void make_gpt(uint8_t *img, uint64_t sector)
{
	static const struct image_part parts[] = { { 40, 60, "one" }, { 70, 90, "two" } };
	static const struct image_part large[] = { { 7, 10, "one" }, { 12, 20, "two" } };

	image_gpt(img, SIZE, sector, sector == 512 ? parts : large, 2);
}

static void make_lvm(uint8_t *img)
{
	static const char *const texts[] = {
		IMAGE_VG_HEAD("1") IMAGE_LV("old", "oldoldol")
		        IMAGE_SEGMENT("1", "0", "2", "1", "\"pv0\", 1") "}\n" IMAGE_VG_TAIL,
		IMAGE_VG_HEAD("2") IMAGE_LV("root", "rootroot")
		        IMAGE_SEGMENT("1", "0", "1", "1", "\"pv0\", 0") IMAGE_SEGMENT(
		                "2", "1", "1", "1", "\"pv1\", 3") "}\n" IMAGE_LV("str", "strstrst")
		                IMAGE_SEGMENT("1", "0", "2", "2",
		                              "\"pv0\", 2, \"pv1\", 0") "}\n" IMAGE_VG_TAIL,
	};

	image_lvm(img, LVM_SIZE, 0, texts, 2, 64000);
}

/* The checksum of the newest text follows the changes, or hardly any would be looked at. */
static void mend(uint8_t *img)
{
	uint8_t *area = img + IMAGE_LVM_AREA;
	uint64_t at = area[40] | (uint64_t)area[41] << 8 | (uint64_t)area[42] << 16;
	uint64_t n = area[48] | (uint64_t)area[49] << 8;

	if (at >= 512 && at + n <= IMAGE_LVM_AREA_SIZE)
		put_le(area + 56, image_lvm_crc(area + at, n), 4);
}

static size_t make(uint8_t *img, const uint8_t *p, size_t n)
{
	unsigned kind = n > 0 ? p[0] : 0;
	size_t size = kind % 4 == 3 ? LVM_SIZE : SIZE;

	if (kind == 255) {
		size = n - 1 < SIZE ? n - 1 : SIZE;
		memcpy(img, p + 1, size);
		return size;
	}
	if (kind % 4 == 0)
		make_mbr(img);
	else if (kind % 4 < 3)
		make_gpt(img, kind % 4 == 1 ? 512 : 4096);
	else
		make_lvm(img);
	for (size_t i = 1; i + 4 <= n; i += 4)
		img[(p[i] | (size_t)p[i + 1] << 8 | (size_t)p[i + 2] << 16) % size] = p[i + 3];
	if (kind % 4 == 3)
		mend(img);
	return size;
}

static void judge(const struct volumes *all)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct volume *v = &all->v[i];
		struct fault f = FAULT_INIT;
		uint8_t some[700];
		uint64_t length = 1000;

		check(v->parent <= i && (i == 0 || v->parent < i));
		check(i == 0 || v->depth == all->v[v->parent].depth + 1);
		for (size_t k = 0; k < i; k++)
			check(strcmp(all->v[k].name, v->name) != 0);
		check(!v->leaf || v->media != NULL);
		if (v->media == NULL)
			continue;
		check(media_read(v->media, v->media->size / 2, some, sizeof some, &f) >= 0);
		(void)media_locate(v->media, v->media->size / 3, &length);
		check(length <= 1000);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const struct watch watch;
	uint8_t *img = (uint8_t *)calloc(1, LVM_SIZE);
	struct fault f = FAULT_INIT;
	struct media *m = NULL;
	struct volumes all;

	check(img != NULL);
	check(media_of_span(&m, span_make(img, make(img, p, n)), &f) == 0);
	check(volumes_find(&all, m, &watch, &f) == 0);
	judge(&all);
	volumes_release(&all);
	media_close(m);
	free(img);
	return 0;
}
