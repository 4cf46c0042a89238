/*
 * resynth/style.c - how pushers serialise, one row a style. Sources: sherd-formats(7), "Manifest styles";
 * the first row that gives the bytes is named.
 */
#include "resynth/private.h"

#define S(id, producer, top, order, types, indent, newline, extra)                                 \
	{ id, producer, top, order, types, indent, newline, extra, false }
const struct style manifest_styles[] = {
	S("D3", "docker engine 1.10 to 29", TOP_S, ORDER_MSD, TYPES_DOCKER, 3, false, EXTRA_NONE),
	S("DC", "skopeo, buildah, podman (v2s2); crane, kaniko, ko", TOP_S, ORDER_MSD, TYPES_DOCKER, 0, false,
	  EXTRA_NONE),
	S("DB2", "BuildKit 0.12 and later", TOP_S, ORDER_MDS, TYPES_DOCKER, 2, false, EXTRA_NONE),
	S("OC", "skopeo, buildah, podman (OCI); containerd, oras, jib", TOP_S, ORDER_MDS, TYPES_OCI, 0, false,
	  EXTRA_NONE),
	S("OB2", "BuildKit 0.12 and later, OCI", TOP_S, ORDER_MDS, TYPES_OCI, 2, false, EXTRA_NONE),
	S("OCg", "go-containerregistry, OCI", TOP_S, ORDER_MSD, TYPES_OCI, 0, false, EXTRA_NONE),
	S("OCx", "containers/image before 5.18; helm", TOP_X, ORDER_MDS, TYPES_OCI, 0, false, EXTRA_NONE),
	S("OCn", "umoci 0.6", TOP_S, ORDER_MDS, TYPES_OCI, 0, true, EXTRA_NONE),
	S("OCn+size", "umoci 0.6, layers with their uncompressed size", TOP_S, ORDER_MDS, TYPES_OCI, 0, true,
	  EXTRA_UMOCI),
	S("OCxn", "umoci up to 0.4.7", TOP_X, ORDER_MDS, TYPES_OCI, 0, true, EXTRA_NONE),
	S("OC+created", "buildah 1.41 and later, OCI", TOP_S, ORDER_MDS, TYPES_OCI, 0, false, EXTRA_CREATED),
	S("OC+scratch", "buildah 1.23 and later, OCI, from scratch", TOP_S, ORDER_MDS, TYPES_OCI, 0, false,
	  EXTRA_BASE_EMPTY),
	S("OC+scratch+created", "buildah 1.41 and later, OCI, from scratch", TOP_S, ORDER_MDS, TYPES_OCI, 0,
	  false, EXTRA_BASE_EMPTY_CREATED),
	S("OC+base", "buildah 1.23 and later, OCI", TOP_S, ORDER_MDS, TYPES_OCI, 0, false, EXTRA_BASE),
	S("OC+base+created", "buildah 1.41 and later, OCI", TOP_S, ORDER_MDS, TYPES_OCI, 0, false,
	  EXTRA_BASE_CREATED),
	S("OB2+intoto", "BuildKit 0.12 and later, attestation", TOP_S, ORDER_MDS, TYPES_OCI, 2, false,
	  EXTRA_INTOTO),
	S("OM2+intoto", "BuildKit 0.11, attestation", TOP_M, ORDER_MDS, TYPES_OCI, 2, false, EXTRA_INTOTO),
	S("OJ2+intoto", "an attestation through jq or an editor", TOP_S, ORDER_MDS, TYPES_OCI, 2, true,
	  EXTRA_INTOTO),
	S("DCm", "containerd import; jib", TOP_S, ORDER_MDS, TYPES_DOCKER, 0, false, EXTRA_NONE),
	S("DM2", "BuildKit 0.11", TOP_M, ORDER_MDS, TYPES_DOCKER, 2, false, EXTRA_NONE),
	S("OM2", "BuildKit 0.11, OCI", TOP_M, ORDER_MDS, TYPES_OCI, 2, false, EXTRA_NONE),
	S("DM3", "BuildKit 0.3 to 0.10", TOP_M, ORDER_MDS, TYPES_DOCKER, 3, false, EXTRA_NONE),
	S("OM3", "BuildKit 0.3 to 0.10, OCI", TOP_M, ORDER_MDS, TYPES_OCI, 3, false, EXTRA_NONE),
	S("OM4d", "dockerd with the containerd store, docker layers", TOP_M, ORDER_MDS, TYPES_MIXED, 4, false,
	  EXTRA_NONE),
	S("DM4", "nerdctl commit", TOP_M, ORDER_MDS, TYPES_DOCKER, 4, false, EXTRA_NONE),
	S("OM4", "nerdctl commit, OCI", TOP_M, ORDER_MDS, TYPES_OCI, 4, false, EXTRA_NONE),
	S("O3", "dockerd 29, migrated images", TOP_S, ORDER_MDS, TYPES_OCI, 3, false, EXTRA_NONE),
	S("OJ2", "OCI, through jq or an editor", TOP_S, ORDER_MDS, TYPES_OCI, 2, true, EXTRA_NONE),
	S("DJ2", "docker, through jq or an editor", TOP_S, ORDER_MDS, TYPES_DOCKER, 2, true, EXTRA_NONE),
	S("JQ", "rules_oci", TOP_S, ORDER_JQ, TYPES_OCI, 2, true, EXTRA_NONE),
	S("JQd", "rules_oci on a docker base", TOP_S, ORDER_JQ, TYPES_DOCKER, 2, true, EXTRA_NONE),
};
const size_t manifest_style_count = sizeof manifest_styles / sizeof manifest_styles[0];
#undef S

#define L(id, producer, top, order, types, indent, newline, platform)                              \
	{ id, producer, top, order, types, indent, newline, EXTRA_NONE, platform }
const struct style list_styles[] = {
	L("LD3", "docker manifest push", TOP_S, ORDER_MSD, TYPES_DOCKER, 3, false, true),
	L("LB2", "BuildKit 0.12 and later, imagetools; OCI", TOP_S, ORDER_MDS, TYPES_OCI, 2, false, true),
	L("LDB2", "BuildKit 0.12 and later, imagetools; docker", TOP_S, ORDER_MDS, TYPES_DOCKER, 2, false, true),
	L("LDC", "buildah, skopeo, crane; docker list", TOP_S, ORDER_MSD, TYPES_DOCKER, 0, false, true),
	L("LOC", "buildah, skopeo; OCI index", TOP_S, ORDER_MDS, TYPES_OCI, 0, false, true),
	L("LOCg", "crane, ko, kaniko; OCI index", TOP_S, ORDER_MSD, TYPES_OCI, 0, false, true),
	L("LOCg-", "crane; OCI index without platforms", TOP_S, ORDER_MSD, TYPES_OCI, 0, false, false),
	L("LOC-", "OCI index without platforms", TOP_S, ORDER_MDS, TYPES_OCI, 0, false, false),
	L("LOCx", "OCI index without media type", TOP_X, ORDER_MDS, TYPES_OCI, 0, false, true),
	L("LOM3", "BuildKit up to 0.10; OCI", TOP_M, ORDER_MDS, TYPES_OCI, 3, false, true),
	L("LDM3", "BuildKit up to 0.10; docker", TOP_M, ORDER_MDS, TYPES_DOCKER, 3, false, true),
	L("LOM2", "BuildKit 0.11; OCI", TOP_M, ORDER_MDS, TYPES_OCI, 2, false, true),
	L("LDM2", "BuildKit 0.11; docker", TOP_M, ORDER_MDS, TYPES_DOCKER, 2, false, true),
	L("LDJQ", "docker list, through jq or an editor", TOP_S, ORDER_MDS, TYPES_DOCKER, 2, true, true),
	L("LDJQs", "docker list, through jq or an editor", TOP_S, ORDER_MSD, TYPES_DOCKER, 2, true, true),
	L("LJQ", "rules_oci; OCI index", TOP_S, ORDER_MDS, TYPES_OCI, 2, true, true),
};
const size_t list_style_count = sizeof list_styles / sizeof list_styles[0];
#undef L
