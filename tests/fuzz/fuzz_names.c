/* tests/fuzz/fuzz_names.c - any bytes as each of the files by which other stores name things. */
#include "format/format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HEX "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct limits limits = LIMITS_DEFAULT;
	static const char *const paths[] = {
		"index.json",
		"manifest.json",
		"image/overlay2/repositories.json",
		"image/overlay2/distribution/diffid-by-digest/sha256/" HEX,
		"image/overlay2/distribution/v2metadata-by-diffid/sha256/" HEX,
		"containers/" HEX "/config.v2.json",
		"io.containerd.content.v1.content/ingest/a/ref",
		"config.yml",
		"overlay-containers/containers.json",
		"io.containerd.metadata.v1.bolt/meta.db",
	};
	struct fault f = FAULT_INIT;
	struct place p;
	struct span bytes = span_make(data, size);

	for (size_t i = 0; i < COUNT(paths); i++) {
		struct namings n;

		memset(&n, 0, sizeof n);
		layout_classify(&p, span_of(paths[i]), false);
		if (namings_parse(&n, &p, bytes, &limits, &f) < 0)
			__builtin_trap();
		for (size_t k = 0; k < n.v.n; k++)
			if (n.v.v[k].where.offset > size || n.v.v[k].where.length > size - n.v.v[k].where.offset)
				__builtin_trap();
		for (size_t k = 0; k < n.notes.n; k++)
			if (n.notes.v[k].where.offset > size || n.notes.v[k].where.length > size - n.notes.v[k].where.offset)
				__builtin_trap();
		namings_release(&n);
	}
	layout_classify(&p, bytes, false); /* as a path */
	layout_classify(&p, bytes, true);
	return 0;
}
