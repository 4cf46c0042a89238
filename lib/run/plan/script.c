/* run/plan/script.c - the scripts of a plan, put into the read-only section by the assembler. */
#include "run/plan/plan.h"

#define SCRIPT(id, path)                                                                                        \
	__asm__(".pushsection .rodata\n.balign 8\nsherd_" #id "_from:\n.incbin \"" path "\"\nsherd_" #id              \
	        "_to:\n.byte 0\n.popsection\n");                                                                     \
	extern const unsigned char id##_from[] __asm__("sherd_" #id "_from") __attribute__((visibility("hidden")));      \
	extern const unsigned char id##_to[] __asm__("sherd_" #id "_to") __attribute__((visibility("hidden")));

SCRIPT(push_curl, "lib/run/plan/push_curl.sh")
SCRIPT(push_skopeo, "lib/run/plan/push_skopeo.sh")
SCRIPT(push_crane, "lib/run/plan/push_crane.sh")
SCRIPT(copy_tree, "lib/run/plan/copy_tree.sh")

static struct span between(const unsigned char *from, const unsigned char *to)
{
	return span_make(from, (size_t)((uintptr_t)to - (uintptr_t)from));
}

const char *run_plan_script_name(int i)
{
	static const char *const names[PLAN_SCRIPTS] = { "push-curl.sh", "push-skopeo.sh", "push-crane.sh",
		                                         "copy-tree.sh" };

	return names[i];
}

struct span run_plan_script(int i)
{
	switch (i) {
	case 0:
		return between(push_curl_from, push_curl_to);
	case 1:
		return between(push_skopeo_from, push_skopeo_to);
	case 2:
		return between(push_crane_from, push_crane_to);
	default:
		return between(copy_tree_from, copy_tree_to);
	}
}
