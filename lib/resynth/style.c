/*
 * resynth/style.c - how known pushers serialise, one row a style: names for points of the grid, and what stands off it. Sources: sherd-formats(7), "Manifest styles";
 * the first row that gives the bytes is named.
 */
#include "resynth/private.h"

#include <stdio.h>

#define S(id, producer, top, order, types, indent, newline, extra)                                 \
	{ id, producer, top, order, types, indent, newline, extra, PLATFORM_NONE }
const struct style manifest_styles[] = {
	S("D3", "docker engine 1.10 to 29", TOP_S, ORDER_MSD, TYPES_DOCKER, INDENT_THREE, false, EXTRA_NONE),
	S("DC", "skopeo, buildah, podman (v2s2); crane, kaniko, ko", TOP_S, ORDER_MSD, TYPES_DOCKER, INDENT_NONE, false,
	  EXTRA_NONE),
	S("DB2", "BuildKit 0.12 and later", TOP_S, ORDER_MDS, TYPES_DOCKER, INDENT_TWO, false, EXTRA_NONE),
	S("OC", "skopeo, buildah, podman (OCI); containerd, oras, jib", TOP_S, ORDER_MDS, TYPES_OCI, INDENT_NONE, false,
	  EXTRA_NONE),
	S("OB2", "BuildKit 0.12 and later, OCI", TOP_S, ORDER_MDS, TYPES_OCI, INDENT_TWO, false, EXTRA_NONE),
	S("OCg", "go-containerregistry, OCI", TOP_S, ORDER_MSD, TYPES_OCI, INDENT_NONE, false, EXTRA_NONE),
	S("OCx", "containers/image before 5.18; helm", TOP_X, ORDER_MDS, TYPES_OCI, INDENT_NONE, false, EXTRA_NONE),
	S("OCn", "umoci 0.6", TOP_S, ORDER_MDS, TYPES_OCI, INDENT_NONE, true, EXTRA_NONE),
	S("OCn+size", "umoci 0.6, layers with their uncompressed size", TOP_S, ORDER_MDS, TYPES_OCI, INDENT_NONE, true,
	  EXTRA_UMOCI),
	S("OCxn", "umoci up to 0.4.7", TOP_X, ORDER_MDS, TYPES_OCI, INDENT_NONE, true, EXTRA_NONE),
	S("OC+created", "buildah 1.41 and later, OCI", TOP_S, ORDER_MDS, TYPES_OCI, INDENT_NONE, false, EXTRA_CREATED),
	S("OC+scratch", "buildah 1.23 and later, OCI, from scratch", TOP_S, ORDER_MDS, TYPES_OCI, INDENT_NONE, false,
	  EXTRA_BASE_EMPTY),
	S("OC+scratch+created", "buildah 1.41 and later, OCI, from scratch", TOP_S, ORDER_MDS, TYPES_OCI, INDENT_NONE,
	  false, EXTRA_BASE_EMPTY_CREATED),
	S("OC+base", "buildah 1.23 and later, OCI", TOP_S, ORDER_MDS, TYPES_OCI, INDENT_NONE, false, EXTRA_BASE),
	S("OC+base+created", "buildah 1.41 and later, OCI", TOP_S, ORDER_MDS, TYPES_OCI, INDENT_NONE, false,
	  EXTRA_BASE_CREATED),
	S("OB2+intoto", "BuildKit 0.12 and later, attestation", TOP_S, ORDER_MDS, TYPES_OCI, INDENT_TWO, false,
	  EXTRA_INTOTO),
	S("OM2+intoto", "BuildKit 0.11, attestation", TOP_M, ORDER_MDS, TYPES_OCI, INDENT_TWO, false, EXTRA_INTOTO),
	S("OJ2+intoto", "an attestation through jq or an editor", TOP_S, ORDER_MDS, TYPES_OCI, INDENT_TWO, true,
	  EXTRA_INTOTO),
	S("DCm", "containerd import; jib", TOP_S, ORDER_MDS, TYPES_DOCKER, INDENT_NONE, false, EXTRA_NONE),
	S("DM2", "BuildKit 0.11", TOP_M, ORDER_MDS, TYPES_DOCKER, INDENT_TWO, false, EXTRA_NONE),
	S("OM2", "BuildKit 0.11, OCI", TOP_M, ORDER_MDS, TYPES_OCI, INDENT_TWO, false, EXTRA_NONE),
	S("DM3", "BuildKit 0.3 to 0.10", TOP_M, ORDER_MDS, TYPES_DOCKER, INDENT_THREE, false, EXTRA_NONE),
	S("OM3", "BuildKit 0.3 to 0.10, OCI", TOP_M, ORDER_MDS, TYPES_OCI, INDENT_THREE, false, EXTRA_NONE),
	S("OM4d", "dockerd with the containerd store, docker layers", TOP_M, ORDER_MDS, TYPES_MIXED, INDENT_FOUR, false,
	  EXTRA_NONE),
	S("DM4", "nerdctl commit", TOP_M, ORDER_MDS, TYPES_DOCKER, INDENT_FOUR, false, EXTRA_NONE),
	S("OM4", "nerdctl commit, OCI", TOP_M, ORDER_MDS, TYPES_OCI, INDENT_FOUR, false, EXTRA_NONE),
	S("O3", "dockerd 29, migrated images", TOP_S, ORDER_MDS, TYPES_OCI, INDENT_THREE, false, EXTRA_NONE),
	S("OJ2", "OCI, through jq or an editor", TOP_S, ORDER_MDS, TYPES_OCI, INDENT_TWO, true, EXTRA_NONE),
	S("DJ2", "docker, through jq or an editor", TOP_S, ORDER_MDS, TYPES_DOCKER, INDENT_TWO, true, EXTRA_NONE),
	S("JQ", "rules_oci", TOP_S, ORDER_JQ, TYPES_OCI, INDENT_TWO, true, EXTRA_NONE),
	S("JQd", "rules_oci on a docker base", TOP_S, ORDER_JQ, TYPES_DOCKER, INDENT_TWO, true, EXTRA_NONE),
};
const size_t manifest_style_count = sizeof manifest_styles / sizeof manifest_styles[0];
#undef S

#define L(id, producer, top, order, types, indent, newline, platform)                              \
	{ id, producer, top, order, types, indent, newline, EXTRA_NONE, platform }
const struct style list_styles[] = {
	L("LD3", "docker manifest push", TOP_S, ORDER_MSD, TYPES_DOCKER, INDENT_THREE, false, PLATFORM_ARCH_OS),
	L("LB2", "BuildKit 0.12 and later, imagetools; OCI", TOP_S, ORDER_MDS, TYPES_OCI, INDENT_TWO, false, PLATFORM_ARCH_OS),
	L("LDB2", "BuildKit 0.12 and later, imagetools; docker", TOP_S, ORDER_MDS, TYPES_DOCKER, INDENT_TWO, false, PLATFORM_ARCH_OS),
	L("LDC", "buildah, skopeo, crane; docker list", TOP_S, ORDER_MSD, TYPES_DOCKER, INDENT_NONE, false, PLATFORM_ARCH_OS),
	L("LOC", "buildah, skopeo; OCI index", TOP_S, ORDER_MDS, TYPES_OCI, INDENT_NONE, false, PLATFORM_ARCH_OS),
	L("LOCg", "crane, ko, kaniko; OCI index", TOP_S, ORDER_MSD, TYPES_OCI, INDENT_NONE, false, PLATFORM_ARCH_OS),
	L("LOCg-", "crane; OCI index without platforms", TOP_S, ORDER_MSD, TYPES_OCI, INDENT_NONE, false, PLATFORM_NONE),
	L("LOC-", "OCI index without platforms", TOP_S, ORDER_MDS, TYPES_OCI, INDENT_NONE, false, PLATFORM_NONE),
	L("LOCx", "OCI index without media type", TOP_X, ORDER_MDS, TYPES_OCI, INDENT_NONE, false, PLATFORM_ARCH_OS),
	L("LOM3", "BuildKit up to 0.10; OCI", TOP_M, ORDER_MDS, TYPES_OCI, INDENT_THREE, false, PLATFORM_ARCH_OS),
	L("LDM3", "BuildKit up to 0.10; docker", TOP_M, ORDER_MDS, TYPES_DOCKER, INDENT_THREE, false, PLATFORM_ARCH_OS),
	L("LOM2", "BuildKit 0.11; OCI", TOP_M, ORDER_MDS, TYPES_OCI, INDENT_TWO, false, PLATFORM_ARCH_OS),
	L("LDM2", "BuildKit 0.11; docker", TOP_M, ORDER_MDS, TYPES_DOCKER, INDENT_TWO, false, PLATFORM_ARCH_OS),
	L("LDJQ", "docker list, through jq or an editor", TOP_S, ORDER_MDS, TYPES_DOCKER, INDENT_TWO, true, PLATFORM_ARCH_OS),
	L("LDJQs", "docker list, through jq or an editor", TOP_S, ORDER_MSD, TYPES_DOCKER, INDENT_TWO, true, PLATFORM_ARCH_OS),
	L("LJQ", "rules_oci; OCI index", TOP_S, ORDER_MDS, TYPES_OCI, INDENT_TWO, true, PLATFORM_ARCH_OS),
};
const size_t list_style_count = sizeof list_styles / sizeof list_styles[0];
#undef L

const char *const order_members[ORDER_COUNT] = {
#define X(id, members, name) members,
	ORDERS(X)
#undef X
};

const char *const top_members[TOP_COUNT] = {
#define X(id, members, name) members,
	TOPS(X)
#undef X
};

static bool same(const struct style *a, const struct style *b, bool list)
{
	return a->top == b->top && a->order == b->order && a->types == b->types && a->indent == b->indent &&
	       a->newline == b->newline && a->extra == b->extra && (!list || a->platform == b->platform);
}

size_t style_known(const struct style *s, bool list)
{
	const struct style *rows = list ? list_styles : manifest_styles;
	size_t n = list ? list_style_count : manifest_style_count;

	for (size_t i = 0; i < n; i++)
		if (same(&rows[i], s, list))
			return i;
	return n;
}

void style_spell(char out[96], const struct style *s, bool list)
{
	static const char *const tops[] = {
#define X(id, members, name) name,
		TOPS(X)
#undef X
	};
	static const char *const orders[] = {
#define X(id, members, name) name,
		ORDERS(X)
#undef X
		"jq",
	};
	static const char *const types[] = { "docker", "oci", "mixed" };
	static const char *const indents[] = { "compact", "", "indent 2", "indent 3", "indent 4", "", "", "", "",
		                               "tabs", "spaced" };
	static const char *const platforms[] = { ", no platforms", "", ", os before architecture" };

	(void)snprintf(out, 96, "%s, %s, %s, %s%s%s", tops[s->top], orders[s->order], types[s->types],
	               indents[s->indent], s->newline ? ", newline" : "", list ? platforms[s->platform] : "");
}
